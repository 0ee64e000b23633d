"""Messages of the simulated Discord: sending, reading, editing, deleting, mentions, nonces, files."""

import json
from collections.abc import Iterator

import pytest

from local.discord.permissions import P
from local.discord.testing import Lab, laboratory


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset()
    yield running_lab
    assert running_lab.violations() == []


def messages(lab: Lab, channel: str = "general", **query: object) -> list[str]:
    params = {name: str(value) for name, value in query.items()}
    return [m["id"] for m in lab.bot.get(f"channels/{lab.channels[channel]}/messages", params=params).json()]


def test_messages_are_listed_newest_first_and_paged_by_before_after_and_around(lab: Lab) -> None:
    every = messages(lab, limit=100)
    assert len(every) >= 30
    assert every == sorted(every, key=int, reverse=True)
    assert messages(lab, limit=3, before=every[4]) == every[5:8]
    assert messages(lab, limit=3, after=every[10]) == every[7:10]
    assert every[10] in messages(lab, limit=5, around=every[10])
    assert len(messages(lab)) == min(50, len(every))


def test_a_sent_message_is_read_back_as_it_was_sent(lab: Lab) -> None:
    embed = {"title": "t", "fields": [{"name": "n", "value": "v"}], "color": 255}
    buttons = [{"type": 1, "components": [{"type": 2, "style": 4, "custom_id": "go", "label": "Go"}]}]
    sent = lab.send({"content": "hello", "embeds": [embed], "components": buttons}).json()
    assert sent["embeds"] == [
        {"type": "rich", "title": "t", "color": 255, "fields": [{"name": "n", "value": "v", "inline": False}]}
    ]
    assert sent["components"][0]["components"][0] == {"type": 2, "id": 2, "style": 4, "custom_id": "go", "label": "Go"}
    assert lab.bot.get(f"channels/{lab.channels['general']}/messages/{sent['id']}").json() == sent


def test_a_repeated_nonce_returns_the_message_already_sent_only_when_enforced(lab: Lab) -> None:
    first = lab.send({"content": "once", "nonce": "abc", "enforce_nonce": True}).json()
    again = lab.send({"content": "once", "nonce": "abc", "enforce_nonce": True}).json()
    assert again["id"] == first["id"]
    assert first["nonce"] == "abc"
    assert lab.send({"content": "twice", "nonce": "abc"}).json()["id"] != first["id"]
    other_channel = lab.send({"content": "once", "nonce": "abc", "enforce_nonce": True}, "support").json()
    assert other_channel["id"] != first["id"]


def test_mentions_are_what_allowed_mentions_lets_through(lab: Lab) -> None:
    member, moderator, role = lab.users["member"], lab.users["moderator"], lab.names["moderators_role"]
    text = f"<@{member}> <@!{moderator}> <@&{role}> @everyone"

    def pinged(allowed: dict[str, object] | None) -> tuple[set[str], list[str], bool]:
        body = {"content": text} | ({} if allowed is None else {"allowed_mentions": allowed})
        sent = lab.send(body).json()
        return {user["id"] for user in sent["mentions"]}, sent["mention_roles"], sent["mention_everyone"]

    assert pinged(None) == ({member, moderator}, [role], True)
    assert pinged({"parse": []}) == (set(), [], False)
    assert pinged({"parse": ["roles"], "users": [member]}) == ({member}, [role], False)


def test_without_the_right_to_mention_everyone_nobody_is_pinged(lab: Lab) -> None:
    lab.allow("general", lab.names["guildhall_role"], deny=P.MENTION_EVERYONE)
    assert lab.send({"content": "@everyone"}).json()["mention_everyone"] is False


def test_a_reply_names_its_target_and_pings_its_author(lab: Lab) -> None:
    target = lab.say("question")
    reference = {"message_id": target["id"]}
    sent = lab.send({"content": "answer", "message_reference": reference}).json()
    assert (sent["type"], sent["referenced_message"]["id"]) == (19, target["id"])
    assert [user["id"] for user in sent["mentions"]] == [lab.users["member"]]
    quiet = lab.send({"content": "a", "message_reference": reference, "allowed_mentions": {"replied_user": False}})
    assert quiet.json()["mentions"] == []
    lost = lab.send({"content": "a", "message_reference": {"message_id": "1"}})
    assert lost.json()["code"] == 50035
    assert lab.send({"content": "a", "message_reference": {"message_id": "1", "fail_if_not_exists": False}}).is_success


def test_a_forwarded_message_is_a_snapshot(lab: Lab) -> None:
    target = lab.say("look at this", "support")
    reference = {"type": 1, "channel_id": lab.channels["support"], "message_id": target["id"]}
    sent = lab.send({"message_reference": reference}).json()
    assert sent["message_snapshots"][0]["message"]["content"] == "look at this"


def test_files_are_stored_and_can_be_downloaded(lab: Lab) -> None:
    payload = {"content": "see file", "attachments": [{"id": "0", "description": "a note"}]}
    answer = lab.bot.post(
        f"channels/{lab.channels['general']}/messages",
        data={"payload_json": json.dumps(payload)},
        files={"files[0]": ("note.txt", b"hello \xff", "text/plain")},
    )
    attachment = answer.json()["attachments"][0]
    assert (attachment["filename"], attachment["size"], attachment["description"]) == ("note.txt", 7, "a note")
    assert lab.tokens.get(attachment["url"]).content == b"hello \xff"


def test_an_attachment_without_its_file_is_refused(lab: Lab) -> None:
    answer = lab.send({"content": "x", "attachments": [{"id": "0", "filename": "a.txt"}]})
    assert answer.json()["errors"]["attachments"]["_errors"][0]["code"] == "ATTACHMENT_NOT_FOUND"


def test_only_own_messages_can_be_edited(lab: Lab) -> None:
    place = f"channels/{lab.channels['general']}/messages"
    mine, other = lab.send({"content": "one"}).json(), lab.say("theirs")
    edited = lab.bot.patch(f"{place}/{mine['id']}", json={"content": "two"}).json()
    assert (edited["content"], edited["edited_timestamp"] is not None) == ("two", True)
    refused = lab.bot.patch(f"{place}/{other['id']}", json={"content": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, 50005)
    assert lab.bot.patch(f"{place}/{other['id']}", json={"flags": 4}).json()["flags"] == 4
    assert lab.bot.patch(f"{place}/{mine['id']}", json={"content": ""}).json()["code"] == 50006


def test_deleting_anothers_message_needs_manage_messages_and_is_audited(lab: Lab) -> None:
    other = lab.say("spam", author="newcomer")
    place = f"channels/{lab.channels['general']}/messages/{other['id']}"
    lab.allow("general", lab.names["guildhall_role"], deny=P.MANAGE_MESSAGES)
    assert lab.bot.delete(place).json()["code"] == 50013
    lab.control.put("/overwrites", json={"channel_id": "general", "id": lab.names["guildhall_role"]})
    assert lab.bot.delete(place, headers={"X-Audit-Log-Reason": "spam%20%C2%B7%20id%201"}).status_code == 204
    assert lab.bot.delete(place).json()["code"] == 10008
    entry = lab.bot.get(f"guilds/{lab.guild_id}/audit-logs").json()["audit_log_entries"][0]
    assert (entry["action_type"], entry["reason"]) == (72, "spam · id 1")


def test_bulk_delete_refuses_messages_older_than_14_days_and_then_deletes_none(lab: Lab) -> None:
    every = messages(lab, limit=100)
    place = f"channels/{lab.channels['general']}/messages/bulk-delete"
    refused = lab.bot.post(place, json={"messages": [every[0], every[-1]]})
    assert (refused.status_code, refused.json()["code"]) == (400, 50034)
    assert messages(lab, limit=100) == every
    assert lab.bot.post(place, json={"messages": every[:3]}).status_code == 204
    assert messages(lab, limit=100) == every[3:]
    assert lab.bot.post(place, json={"messages": every[3:4]}).json()["code"] == 50035
    entry = lab.bot.get(f"guilds/{lab.guild_id}/audit-logs").json()["audit_log_entries"][0]
    assert (entry["action_type"], entry["options"]["count"]) == (73, "3")


def test_the_clock_makes_messages_old(lab: Lab) -> None:
    ids = [lab.send({"content": str(n)}).json()["id"] for n in range(2)]
    lab.order("/clock", seconds=15 * 86_400)
    place = f"channels/{lab.channels['general']}/messages/bulk-delete"
    assert lab.bot.post(place, json={"messages": ids}).json()["code"] == 50034


def test_nothing_can_be_read_or_sent_where_the_bot_cannot_see(lab: Lab) -> None:
    lab.allow("support", lab.names["guildhall_role"], deny=P.VIEW_CHANNEL)
    place = f"channels/{lab.channels['support']}"
    for answer in (lab.bot.get(place), lab.bot.get(f"{place}/messages"), lab.send({"content": "x"}, "support")):
        assert (answer.status_code, answer.json()["code"]) == (403, 50001)
    assert lab.bot.get("channels/1/messages").json()["code"] == 10003
    assert lab.bot.get(f"channels/{lab.names['elsewhere_channel']}").json()["code"] == 50001


def test_without_history_the_list_is_empty_and_one_message_is_refused(lab: Lab) -> None:
    known = messages(lab, limit=1)[0]
    lab.allow("general", lab.names["guildhall_role"], deny=P.READ_MESSAGE_HISTORY)
    assert messages(lab) == []
    assert lab.bot.get(f"channels/{lab.channels['general']}/messages/{known}").status_code == 403


def test_embeds_and_files_need_their_own_rights(lab: Lab) -> None:
    lab.allow("general", lab.names["guildhall_role"], deny=P.EMBED_LINKS)
    assert lab.send({"embeds": [{"title": "t"}]}).json()["code"] == 50013
    assert lab.send({"content": "plain"}).status_code == 200


def test_a_direct_message_reaches_its_user_unless_they_refuse(lab: Lab) -> None:
    channel = lab.bot.post("users/@me/channels", json={"recipient_id": lab.users["member"]}).json()
    assert lab.bot.post("users/@me/channels", json={"recipient_id": lab.users["member"]}).json()["id"] == channel["id"]
    place = f"channels/{channel['id']}/messages"
    assert lab.bot.post(place, json={"content": "psst"}).status_code == 200
    assert [c["id"] for c in lab.control.get("/dms", params={"user_id": "member"}).json()] == [channel["id"]]
    lab.order("/dms", user_id="member", blocked=True)
    refused = lab.bot.post(place, json={"content": "psst"})
    assert (refused.status_code, refused.json()["code"]) == (403, 50007)


def test_without_the_portal_toggle_only_messages_to_the_bot_have_content(lab: Lab) -> None:
    lab.say("secret")
    lab.say(f"<@{lab.endpoints['bot_user_id']}> hello")
    lab.order("/settings", message_content=False)
    shown = lab.bot.get(f"channels/{lab.channels['general']}/messages", params={"limit": 2}).json()
    lab.order("/settings", message_content=True)
    assert [message["content"] for message in shown] == [f"<@{lab.endpoints['bot_user_id']}> hello", ""]


def test_the_search_finds_words_in_channels_that_the_bot_can_read(lab: Lab) -> None:
    lab.say("a purple elephant", "staff", "moderator")
    place = f"guilds/{lab.guild_id}/messages/search"
    assert lab.bot.get(place, params={"content": "purple"}).json()["total_results"] == 1
    lab.allow("staff", lab.endpoints["bot_user_id"], deny=P.VIEW_CHANNEL)
    assert lab.bot.get(place, params={"content": "purple"}).json()["total_results"] == 0
    found = lab.bot.get(place, params={"author_id": lab.users["newcomer"], "limit": 2}).json()
    assert [row[0]["author"]["id"] for row in found["messages"]] == [lab.users["newcomer"]] * 2
