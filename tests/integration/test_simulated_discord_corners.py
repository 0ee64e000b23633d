"""Corners of the simulated Discord that real servers have: forums, polls, layouts, announcements, attachments."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.discord.application import Application, application
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


@pytest.fixture
def app(lab: Lab) -> Iterator[Application]:
    with application() as found:
        found.public_key = lab.endpoints["public_key"]
        lab.order("/settings", interactions_url=found.url)
        yield found
        lab.order("/settings", interactions_url=None)


def code(answer: httpx.Response) -> int:
    return int(answer.json()["code"])


def channel_of_type(lab: Lab, kind: int, **more: Any) -> str:
    answer = lab.bot.post(f"guilds/{lab.guild_id}/channels", json={"name": "made", "type": kind} | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_forum_takes_posts_and_no_messages(lab: Lab) -> None:
    forum = channel_of_type(lab, 15)
    assert code(lab.bot.post(f"channels/{forum}/messages", json={"content": "x"})) == 50008
    post = lab.bot.post(f"channels/{forum}/threads", json={"name": "idea", "message": {"content": "what if"}})
    assert post.status_code == 201, post.text
    first = lab.bot.get(f"channels/{post.json()['id']}/messages").json()
    assert [message["content"] for message in first] == ["what if"]
    found = lab.bot.get(f"channels/{forum}/threads/search", params={"name": "IDEA"}).json()
    assert [thread["id"] for thread in found["threads"]] == [post.json()["id"]]
    assert code(lab.bot.post(f"channels/{lab.names['lounge']}/threads", json={"name": "x"})) == 50024


def test_an_announcement_is_published_once(lab: Lab) -> None:
    news = channel_of_type(lab, 5)
    message = lab.bot.post(f"channels/{news}/messages", json={"content": "0.9 is out"}).json()
    place = f"channels/{news}/messages/{message['id']}/crosspost"
    assert lab.bot.post(place).json()["flags"] & 1
    assert code(lab.bot.post(place)) == 40033
    plain = lab.send({"content": "x"}).json()
    assert code(lab.bot.post(f"channels/{lab.channels['general']}/messages/{plain['id']}/crosspost")) == 50024


def test_a_poll_is_shown_with_numbered_answers_and_an_end(lab: Lab) -> None:
    answers = [{"poll_media": {"text": text}} for text in ("tea", "coffee")]
    poll = lab.send({"poll": {"question": {"text": "Which?"}, "answers": answers, "duration": 1}}).json()["poll"]
    assert [answer["answer_id"] for answer in poll["answers"]] == [1, 2]
    assert poll["results"] == {"answer_counts": [], "is_finalized": False}
    lab.allow("general", lab.names["guildhall_role"], deny=P.SEND_POLLS)
    assert code(lab.send({"poll": {"question": {"text": "?"}, "answers": answers}})) == 50013


def test_a_layout_of_containers_and_sections_is_kept(lab: Lab) -> None:
    button = {"type": 2, "style": 2, "custom_id": "more", "label": "More"}
    section = {"type": 9, "components": [{"type": 10, "content": f"<@{lab.users['member']}>"}], "accessory": button}
    layout = [{"type": 17, "components": [section, {"type": 14, "divider": True}], "accent_color": 255}]
    sent = lab.send({"components": layout, "flags": 1 << 15}).json()
    kept = sent["components"][0]["components"][0]
    assert (kept["accessory"]["custom_id"], kept["components"][0]["type"]) == ("more", 10)
    assert [user["id"] for user in sent["mentions"]] == [lab.users["member"]]
    assert lab.send({"content": "x", "sticker_ids": ["1"]}).json()["code"] == 50081


def test_attachments_are_added_and_taken_away_by_edits(lab: Lab) -> None:
    place = f"channels/{lab.channels['general']}/messages"
    first = lab.bot.post(
        place, data={"payload_json": json.dumps({"content": "a"})}, files={"files[0]": ("a.txt", b"a")}
    ).json()
    kept = first["attachments"][0]["id"]
    both = lab.bot.patch(
        f"{place}/{first['id']}",
        data={"payload_json": json.dumps({"attachments": [{"id": kept}, {"id": "0", "filename": "c.txt"}]})},
        files={"files[0]": ("b.txt", b"b")},
    ).json()
    assert [found["filename"] for found in both["attachments"]] == ["a.txt", "c.txt"]
    none = lab.bot.patch(f"{place}/{first['id']}", json={"attachments": []}).json()
    assert (none["attachments"], none["content"]) == ([], "a")


def test_a_locked_thread_is_for_those_who_manage_threads(lab: Lab) -> None:
    thread = lab.bot.post(f"channels/{lab.channels['general']}/threads", json={"name": "t", "type": 11}).json()
    assert lab.bot.patch(f"channels/{thread['id']}", json={"locked": True}).status_code == 200
    order = {"channel_id": thread["id"], "author_id": "member", "content": "x"}
    refused = lab.control.post("/messages", json=order)
    assert (refused.status_code, refused.json()["code"]) == (400, 160005)
    assert lab.control.post("/messages", json=order | {"author_id": "moderator"}).status_code == 200


def test_another_members_thread_is_not_the_bots_to_change(lab: Lab) -> None:
    thread = lab.bot.post(f"channels/{lab.channels['general']}/threads", json={"name": "t", "type": 11}).json()
    lab.allow("general", lab.names["guildhall_role"], deny=P.MANAGE_THREADS)
    assert lab.bot.patch(f"channels/{thread['id']}", json={"name": "mine"}).json()["name"] == "mine"
    assert code(lab.bot.patch(f"channels/{thread['id']}", json={"locked": True})) == 50013
    assert code(lab.bot.delete(f"channels/{thread['id']}")) == 50013


def test_threads_die_with_their_channel(lab: Lab) -> None:
    thread = lab.bot.post(f"channels/{lab.channels['general']}/threads", json={"name": "t", "type": 11}).json()
    lab.bot.delete(f"channels/{lab.channels['general']}")
    assert code(lab.bot.get(f"channels/{thread['id']}")) == 10003


def test_channel_types_change_only_between_text_and_announcement(lab: Lab) -> None:
    place = f"channels/{lab.channels['general']}"
    assert lab.bot.patch(place, json={"type": 5}).json()["type"] == 5
    assert code(lab.bot.patch(place, json={"type": 2})) == 50035
    overwrites = [{"id": lab.guild_id, "type": 0, "deny": str(int(P.SEND_MESSAGES))}]
    changed = lab.bot.patch(place, json={"permission_overwrites": overwrites}).json()
    assert int(changed["permission_overwrites"][0]["deny"]) == int(P.SEND_MESSAGES)
    dm = lab.order("/dms", user_id="member")
    assert code(lab.bot.patch(f"channels/{dm['id']}", json={"name": "x"})) == 50003
    assert lab.bot.delete(f"channels/{dm['id']}").json()["id"] == dm["id"]


def test_a_new_channel_copies_the_overwrites_of_its_category_unless_it_brings_its_own(lab: Lab) -> None:
    team = lab.names["team_category"]
    quiet = {"id": lab.guild_id, "type": 0, "allow": "0", "deny": str(int(P.ADD_REACTIONS))}
    lab.allow(team, lab.guild_id, deny=P.ADD_REACTIONS)
    copied = lab.bot.get(f"channels/{channel_of_type(lab, 0, parent_id=team)}").json()
    assert copied["permission_overwrites"] == [quiet]
    own = channel_of_type(lab, 0, parent_id=team, permission_overwrites=[])
    assert lab.bot.get(f"channels/{own}").json()["permission_overwrites"] == []
    body = [{"id": own, "parent_id": team, "lock_permissions": True}]
    assert lab.bot.patch(f"guilds/{lab.guild_id}/channels", json=body).status_code == 204
    assert lab.bot.get(f"channels/{own}").json()["permission_overwrites"] == [], "it was in that category already"


def test_a_channel_that_enters_a_category_takes_its_overwrites_over_if_that_is_asked(lab: Lab) -> None:
    team = lab.names["team_category"]
    lab.allow(team, lab.guild_id, deny=P.ADD_REACTIONS)
    entering = channel_of_type(lab, 0)
    body = [{"id": entering, "parent_id": team, "lock_permissions": True}]
    assert lab.bot.patch(f"guilds/{lab.guild_id}/channels", json=body).status_code == 204
    quiet = {"id": lab.guild_id, "type": 0, "allow": "0", "deny": str(int(P.ADD_REACTIONS))}
    assert lab.bot.get(f"channels/{entering}").json()["permission_overwrites"] == [quiet]


def test_the_bot_changes_its_own_nickname_with_the_right_to(lab: Lab) -> None:
    place = f"guilds/{lab.guild_id}/members/@me"
    assert lab.bot.patch(place, json={"nick": "Hall"}).json()["nick"] == "Hall"
    lab.control.put(f"/roles/{lab.guild_id}", json={"permissions": "1024"})
    lab.control.put(f"/roles/{lab.names['guildhall_role']}", json={"permissions": "1024"})
    assert code(lab.bot.patch(place, json={"nick": "x"})) == 50013


def test_webhooks_are_renamed_moved_and_used_in_threads(lab: Lab) -> None:
    hook = lab.bot.post(f"channels/{lab.channels['general']}/webhooks", json={"name": "News"}).json()
    place = f"webhooks/{hook['id']}/{hook['token']}"
    thread = lab.bot.post(f"channels/{lab.channels['general']}/threads", json={"name": "t", "type": 11}).json()
    sent = lab.tokens.post(place, json={"content": "in"}, params={"wait": "true", "thread_id": thread["id"]})
    assert sent.json()["channel_id"] == thread["id"]
    assert code(lab.tokens.post(place, json={"content": "x"}, params={"thread_id": lab.channels["support"]})) == 10003
    assert lab.tokens.post(f"{place}/slack", json={"text": "from slack"}).json() == "ok"
    moved = lab.bot.patch(f"webhooks/{hook['id']}", json={"name": "Old", "channel_id": lab.channels["support"]}).json()
    assert (moved["name"], moved["channel_id"]) == ("Old", lab.channels["support"])
    assert lab.bot.get(f"channels/{lab.channels['general']}/webhooks").json() == []
    assert "user" not in lab.tokens.get(place).json()
    assert lab.bot.delete(f"webhooks/{hook['id']}").status_code == 204
    assert code(lab.bot.post(f"channels/{lab.names['community_category']}/webhooks", json={"name": "x"})) == 50024
    for n in range(15):
        lab.bot.post(f"channels/{lab.channels['general']}/webhooks", json={"name": str(n)})
    assert code(lab.bot.post(f"channels/{lab.channels['general']}/webhooks", json={"name": "16"})) == 30007


def test_reactions_of_a_message_are_removed_together_and_twenty_are_enough(lab: Lab) -> None:
    message = lab.say("vote")
    place = f"channels/{lab.channels['general']}/messages/{message['id']}/reactions"
    for n in range(20):
        assert lab.bot.put(f"{place}/{chr(0x1F600 + n)}/@me").status_code == 204
    assert code(lab.bot.put(f"{place}/{chr(0x1F680)}/@me")) == 30010
    assert lab.bot.delete(f"{place}/{chr(0x1F600)}").status_code == 204
    assert code(lab.bot.delete(f"{place}/{chr(0x1F600)}/@me")) == 10014
    assert lab.bot.put(f"{place}/party:77/@me").status_code == 204
    assert lab.bot.delete(place).status_code == 204
    assert "reactions" not in lab.bot.get(place.removesuffix("/reactions")).json()


def test_menus_on_users_and_selects_of_every_kind_are_resolved(lab: Lab, app: Application) -> None:
    lab.register([{"name": "Look up", "type": 2}])
    order = {"user_id": "owner", "channel_id": "general"}
    lab.order("/interactions", kind="user_command", name="Look up", target_id="member", **order)
    assert set(app.received[-1]["data"]["resolved"]) == {"users", "members"}
    app.reply = lambda _payload: {"type": 6}
    rows = [{"type": 1, "components": [{"type": kind, "custom_id": str(kind)}]} for kind in (6, 7, 8)]
    choices = [{"label": "One", "value": "1"}]
    rows.append({"type": 1, "components": [{"type": 3, "custom_id": "3", "options": choices}]})
    card = lab.send({"content": "pick", "components": rows}).json()
    expected = {"6": ("moderators_role", "roles"), "7": ("member", "users"), "8": ("support", "channels")}
    press = order | {"kind": "select", "message_id": card["id"]}
    for custom_id, (value, kind) in expected.items():
        lab.order("/interactions", custom_id=custom_id, options={"values": [value]}, **press)
        assert kind in app.received[-1]["data"]["resolved"]
    lab.order("/interactions", custom_id="3", options={"values": ["1"]}, **press)
    assert app.received[-1]["data"]["values"] == ["1"]
    for custom_id, value in (("3", "2"), ("6", "owner")):
        body = press | {"custom_id": custom_id, "options": {"values": [value]}}
        assert lab.control.post("/interactions", json=body).status_code == 400


def test_the_bot_cannot_write_to_bots_or_to_people_without_a_common_guild(lab: Lab) -> None:
    create = "users/@me/channels"
    assert code(lab.bot.post(create, json={"recipient_id": lab.endpoints["bot_user_id"]})) == 50033
    channel = lab.bot.post(create, json={"recipient_id": lab.names["stranger"]}).json()
    assert code(lab.bot.post(f"channels/{channel['id']}/messages", json={"content": "hi"})) == 50007
    assert code(lab.bot.post(create, json={"recipient_id": "5"})) == 10013


def test_typing_needs_the_right_to_send(lab: Lab) -> None:
    place = f"channels/{lab.channels['general']}/typing"
    assert lab.bot.post(place).status_code == 204
    lab.allow("general", lab.names["guildhall_role"], deny=P.SEND_MESSAGES)
    assert code(lab.bot.post(place)) == 50013
