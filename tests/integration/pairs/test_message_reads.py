"""Messages: what was written is read again, and is part of a conversation."""

from typing import Any

import pytest

from guildhall.errors import DiscordNotFound
from tests.integration.pairs.pairing import House, pair

V2 = 1 << 15


def _general(house: House) -> str:
    return str(house.lab.channels["general"])


def _said(house: House, text: str, **more: Any) -> str:
    return str(house.write("message.send", channel_id=_general(house), content=text, **more)["message_id"])


@pair("message.send", "message.get")
def test_an_answer_is_read_with_the_beginning_of_what_it_answers(house: House) -> None:
    asked = house.lab.say("where are the rules?")
    message_id = _said(house, "in #rules", reply_to=asked["id"])
    shown = house.read("message.get", channel_id=_general(house), message_id=message_id)
    assert (shown["content"], shown["is_bot"]) == ("in #rules", True)
    assert shown["reply_to"]["message_id"] == asked["id"]
    assert (shown["reply_to"]["author_id"], shown["reply_to"]["excerpt"]) == (
        house.lab.users["member"],
        "where are the rules?",
    )


@pair("message.send", "message.list")
def test_what_is_sent_is_the_newest_of_the_list(house: House) -> None:
    message_id = _said(house, "newest")
    listed = house.read("message.list", channel_id=_general(house), limit=2)
    assert listed["messages"][0]["message_id"] == message_id
    assert listed["next_before"] == listed["messages"][-1]["message_id"]
    newer = house.read("message.list", channel_id=_general(house), after="2020-01-01", limit=1)
    assert newer["next_after"] == newer["messages"][0]["message_id"] != message_id


@pair("message.edit", "message.get")
def test_an_edited_message_says_when(house: House) -> None:
    message_id = _said(house, "one")
    assert "edited_at" not in house.read("message.get", channel_id=_general(house), message_id=message_id)
    house.write("message.edit", channel_id=_general(house), message_id=message_id, content="two")
    shown = house.read("message.get", channel_id=_general(house), message_id=message_id)
    assert shown["content"] == "two"
    assert shown["edited_at"] > shown["sent_at"]


@pair("message.pin", "message.list_pins")
def test_the_latest_pin_comes_first(house: House) -> None:
    first, second = _said(house, "first"), _said(house, "second")
    for message_id in (first, second):
        house.write("message.pin", channel_id=_general(house), message_id=message_id)
    page = house.read("message.list_pins", channel_id=_general(house), limit=1)
    assert [each["message"]["content"] for each in page["pins"]] == ["second"]
    rest = house.read("message.list_pins", channel_id=_general(house), before=page["next_before"])
    assert [each["message"]["message_id"] for each in rest["pins"]] == [first]
    assert rest["next_before"] is None


@pair("message.unpin", "message.list_pins")
def test_what_is_unpinned_is_no_pin(house: House) -> None:
    message_id = _said(house, "for a while")
    house.write("message.pin", channel_id=_general(house), message_id=message_id)
    house.write("message.unpin", channel_id=_general(house), message_id=message_id)
    assert house.read("message.list_pins", channel_id=_general(house))["pins"] == []


@pair("message.pin", "message.list")
def test_a_pin_is_told_in_the_channel_in_words(house: House) -> None:
    message_id = _said(house, "worth keeping")
    house.write("message.pin", channel_id=_general(house), message_id=message_id)
    note, pinned = house.read("message.list", channel_id=_general(house), limit=2)["messages"]
    assert (note["happened"], note["reply_to"]["message_id"]) == ("message_pinned", message_id)
    assert (pinned["pinned"], "happened" in pinned) == (True, False)


@pair("message.send", "message.context")
def test_a_message_is_read_among_its_neighbours(house: House) -> None:
    before, middle, after = (_said(house, text) for text in ("before", "middle", "after"))
    link = f"https://discord.com/channels/{house.lab.guild_id}/{_general(house)}/{middle}"
    told = house.read("message.context", message_id=link, each_side=1)
    assert [each["message_id"] for each in told["messages"]] == [before, middle, after]
    assert told["place"] == 1


@pair("message.delete", "message.context")
def test_around_a_message_that_is_gone_nothing_is_shown(house: House) -> None:
    message_id = _said(house, "oops")
    house.write("message.delete", channel_id=_general(house), message_id=message_id)
    with pytest.raises(DiscordNotFound, match="not in the channel"):
        house.read("message.context", channel_id=_general(house), message_id=message_id)


@pair("message.send", "message.find_unread")
def test_what_came_after_a_message_is_unread(house: House) -> None:
    mark, *later = (_said(house, text) for text in ("seen", "new", "newer"))
    told = house.read("message.find_unread", channel_id=_general(house), after=mark)
    assert [each["message_id"] for each in told["messages"]] == later
    assert told["read_up_to"] == later[-1]
    again = house.read("message.find_unread", channel_id=_general(house), after=told["read_up_to"])
    assert (again["messages"], again["read_up_to"]) == ([], later[-1])
    first = house.read("message.find_unread", channel_id=_general(house), after=mark, limit=1)
    assert ([each["message_id"] for each in first["messages"]], first["more"]) == (later[:1], True)


@pair("message.send", "message.wait")
def test_a_message_that_is_there_is_not_waited_for(house: House) -> None:
    mark = _said(house, "before")
    house.lab.say("by somebody else")
    message_id = _said(house, "the Build is green")
    who = house.lab.endpoints["bot_user_id"]
    told = house.read("message.wait", channel_id=_general(house), after=mark, from_user_id=who, containing="build")
    assert [each["message_id"] for each in told["messages"]] == [message_id]
    assert (told["waited_s"], told["looked_up_to"]) == (0, message_id)


@pair("message.send", "conversation.fetch")
def test_a_chain_of_replies_is_a_conversation(house: House) -> None:
    first = house.lab.say("who has the key?")
    second = _said(house, "the porter", reply_to=first["id"])
    house.lab.say("something else")
    third = _said(house, "he is at the gate", reply_to=second)
    told = house.read("conversation.fetch", channel_id=_general(house), chain_of=third)
    assert [each["message_id"] for each in told["lines"]] == [first["id"], second, third]
    assert told["lines"][0]["said"].endswith(": who has the key?")
    assert "next_chain_of" not in told
    last = house.read("conversation.fetch", channel_id=_general(house))["lines"][-1]
    assert (last["message_id"], last["reply_to"]) == (third, second)


@pair("message.send", "conversation.prepare_summary")
def test_a_summary_is_made_from_who_said_and_linked_what(house: House) -> None:
    mark = _said(house, "yesterday")
    house.lab.say("see https://example.com/plan.", author="newcomer")
    _said(house, "https://example.com/plan and https://example.org")
    told = house.read("conversation.prepare_summary", channel_id=_general(house), after=mark)
    assert told["links"] == ["https://example.com/plan", "https://example.org"]
    counts = {each["user_id"]: each["message_count"] for each in told["participants"]}
    assert counts == {house.lab.users["newcomer"]: 1, house.lab.endpoints["bot_user_id"]: 1}
    assert (told["message_count"], told["left_out_count"], len(told["lines"])) == (2, 0, 2)


@pair("member.timeout", "message.draft_warning")
def test_a_warning_knows_of_earlier_timeouts(house: House) -> None:
    spoken, member = house.lab.say("you fools"), house.lab.users["member"]
    before = house.read("message.draft_warning", channel_id=_general(house), message_id=spoken["id"])
    assert (before["history_known"], before["earlier"]) == (True, [])
    house.write("member.timeout", user_id=member, duration_s=600, reason="shouting")
    told = house.read("message.draft_warning", channel_id=_general(house), message_id=spoken["id"], rule="Be kind")
    (earlier,) = told["earlier"]
    assert earlier["act"] == "timed out"
    assert "shouting" in earlier["reason"]
    assert f"<@{member}>" in told["draft"]
    assert told["link"] in told["draft"]
    assert "(Be kind)" in told["draft"]
    assert "you fools" not in told["draft"]


@pair("role.create", "message.preview_mentions")
def test_a_role_that_all_may_mention_notifies_where_it_is_named(house: House) -> None:
    role_id = house.write("role.create", name="Readers", mentionable=True)["role_id"]
    text, newcomer = f"<@&{role_id}> @everyone <@{house.lab.users['newcomer']}>", house.lab.users["newcomer"]
    asked = {"channel_id": _general(house), "content": text, "ping_role_ids": [role_id]}
    told = house.read("message.preview_mentions", **asked)
    assert [(each["name"], each["notified"]) for each in told["roles"]] == [("Readers", True)]
    assert [(each["user_id"], each["notified"]) for each in told["users"]] == [(newcomer, False)]
    assert [(each["mention"], each["notified"]) for each in told["everybody"]] == [("@everyone", False)]


@pair("message.delete", "message.find_unread")
def test_what_was_deleted_is_not_unread(house: House) -> None:
    mark, gone, kept = (_said(house, text) for text in ("seen", "gone", "kept"))
    house.write("message.delete", channel_id=_general(house), message_id=gone)
    told = house.read("message.find_unread", channel_id=_general(house), after=mark)
    assert [each["message_id"] for each in told["messages"]] == [kept]


@pair("message.bulk_delete", "conversation.fetch")
def test_what_was_deleted_is_no_part_of_a_conversation(house: House) -> None:
    ids = [_said(house, f"line {number}") for number in range(3)]
    house.write("message.bulk_delete", channel_id=_general(house), message_ids=ids[:2])
    lines = house.read("conversation.fetch", channel_id=_general(house), after=str(int(ids[0]) - 1))["lines"]
    assert [line["message_id"] for line in lines] == ids[2:]


@pair("message.edit", "conversation.prepare_summary")
def test_a_summary_is_made_from_the_words_as_they_now_are(house: House) -> None:
    message_id = _said(house, "at noon")
    house.write("message.edit", channel_id=_general(house), message_id=message_id, content="at one")
    told = house.read("conversation.prepare_summary", channel_id=_general(house), last=1)
    assert told["lines"][0]["said"].endswith(": at one")


@pair("message.forward", "message.get")
def test_a_forward_shows_what_it_forwards_and_from_where(house: House) -> None:
    said = house.lab.say("the gate is open", channel="support")
    where = {"source_channel_id": house.lab.channels["support"], "message_id": said["id"]}
    sent = house.write("message.forward", channel_id=_general(house), **where)
    shown = house.read("message.get", channel_id=_general(house), message_id=sent["message_id"])
    (inner,) = shown["forwarded"]
    assert (inner["content"], inner["from_message_id"]) == ("the gate is open", said["id"])
    assert inner["from_channel_id"] == house.lab.channels["support"]


@pair("thread.start", "message.get")
def test_a_message_names_the_thread_on_it(house: House) -> None:
    message_id = _said(house, "shall we?")
    house.write("thread.start", channel_id=_general(house), message_id=message_id, name="Shall we")
    shown = house.read("message.get", channel_id=_general(house), message_id=message_id)
    assert (shown["thread"]["thread_id"], shown["thread"]["name"]) == (message_id, "Shall we")
    assert "has_thread" in shown["flags"]


@pair("reaction.add", "message.list")
def test_a_list_shows_reactions_and_whether_the_bot_is_one_of_them(house: House) -> None:
    message_id = _said(house, "yes?")
    place = {"channel_id": _general(house), "message_id": message_id}
    house.write("reaction.add", **place, emoji_name="\N{THUMBS UP SIGN}")
    (shown,) = house.read("message.list", channel_id=_general(house), limit=1)["messages"]
    assert shown["reactions"] == [{"emoji": "\N{THUMBS UP SIGN}", "count": 1, "own": True}]


@pair("member.kick", "message.draft_warning")
def test_a_warning_knows_that_the_author_was_removed(house: House) -> None:
    spoken = house.lab.say("you fools")
    house.write("member.kick", user_id=house.lab.users["member"])
    told = house.read("message.draft_warning", channel_id=_general(house), message_id=spoken["id"])
    assert [each["act"] for each in told["earlier"]] == ["kicked"]


@pair("channel.edit_permissions", "message.preview_mentions")
def test_who_no_longer_sees_a_channel_is_not_notified_in_it(house: House) -> None:
    member = house.lab.users["member"]
    asked = {"channel_id": _general(house), "content": f"<@{member}>", "ping_user_ids": [member]}
    assert house.read("message.preview_mentions", **asked)["users"][0]["notified"]
    house.write("channel.edit_permissions", channel_id=_general(house), overwrite_id=member, deny=["VIEW_CHANNEL"])
    (after,) = house.read("message.preview_mentions", **asked)["users"]
    assert (after["notified"], after["why_not"]) == (False, "They do not see this channel.")


def test_every_part_of_a_message_is_read(house: House) -> None:
    place = f"channels/{_general(house)}"
    source = house.lab.say("look", attachments=[{"filename": "a.txt", "content": "abc"}])
    container = {
        "type": 17,
        "components": [
            {"type": 10, "content": "**Notice**"},
            {"type": 1, "components": [{"type": 2, "style": 5, "label": "Site", "url": "https://example.com"}]},
        ],
    }
    cards = house.lab.send({"flags": V2, "components": [container]}).json()
    poll = {"question": {"text": "Tea?"}, "answers": [{"poll_media": {"text": "Yes"}}], "duration": 1}
    asked = house.lab.send({"poll": poll}).json()
    reference = {"type": 1, "channel_id": _general(house), "message_id": source["id"]}
    forward = house.lab.send({"message_reference": reference}).json()
    house.lab.bot.put(f"{place}/messages/{source['id']}/reactions/%F0%9F%91%8D/@me").raise_for_status()
    house.lab.bot.post(f"{place}/messages/{source['id']}/threads", json={"name": "About it"}).raise_for_status()

    def read(message_id: str) -> Any:
        return house.read("message.get", channel_id=_general(house), message_id=message_id)

    shown = read(source["id"])
    assert shown["reactions"] == [{"emoji": "\N{THUMBS UP SIGN}", "count": 1, "own": True}]
    (file,), thread = shown["attachments"], shown["thread"]
    assert (file["name"], file["size_bytes"]) == ("a.txt", 3)
    assert (thread["thread_id"], thread["name"]) == (source["id"], "About it")
    assert read(cards["id"])["components"] == [
        {"kind": "text", "text": "**Notice**"},
        {"kind": "button", "text": "Site", "url": "https://example.com"},
    ]
    told = read(asked["id"])["poll"]
    assert told["question"] == "Tea?"
    assert told["answers"] == [{"answer_id": 1, "text": "Yes", "vote_count": 0}]
    (inner,) = read(forward["id"])["forwarded"]
    assert (inner["content"], inner["from_message_id"]) == ("look", source["id"])
    assert [each["name"] for each in inner["attachments"]] == ["a.txt"]
