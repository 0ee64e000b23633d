"""Reading messages: what a message is shown as, where a history is entered, and what is unread."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from guildhall.clock import snowflake_at
from guildhall.discord.types.message import Message
from guildhall.errors import Denied, DiscordNotFound
from guildhall.operations.marks import Mark
from guildhall.operations.message._shown import MessageShown, target_of
from tests.fakes.guild import (
    GENERAL,
    IN_GENERAL,
    STAFF,
    THREAD,
)
from tests.fakes.platform import Rig
from tests.unit.operations.messages import LATER, plain, read, say


@pytest.fixture
def rig() -> Rig:
    return plain()


def _shown(**fields: Any) -> dict[str, Any]:
    plain = {
        "id": "1",
        "channel_id": "2",
        "author": {"id": "3", "username": "ada"},
        "timestamp": "2026-11-20T12:00:00Z",
    }
    return MessageShown.of(Message.model_validate(plain | fields)).model_dump(mode="json")


def test_a_plain_message_costs_no_more_than_what_it_says() -> None:
    plain = {"message_id": "1", "author_id": "3", "author_name": "ada", "sent_at": "2026-11-20T12:00:00Z"}
    assert _shown(content="hi") == plain | {"content": "hi"}
    assert _shown() == plain


def test_what_is_left_out_of_a_result_is_there_again_when_it_is_read_back() -> None:
    embed = {"title": "t", "fields": [{"name": "n", "value": "v"}], "image": {"url": "https://a/b"}}
    reactions = [{"emoji": {"name": "x", "id": "9"}, "count": 0}]
    dumped = _shown(embeds=[embed], reactions=reactions, message_reference={"message_id": "5"})
    assert dumped["embeds"] == [
        {"title": "t", "fields": [{"name": "n", "value": "v"}], "image_url": "https://a/b"},
    ]
    assert dumped["reactions"] == [{"emoji": ":x:", "count": 0}]
    assert MessageShown.model_validate(dumped).model_dump(mode="json") == dumped


def test_components_are_shown_in_their_order_and_those_unheard_of_by_their_number() -> None:
    section = {
        "type": 9,
        "components": [{"type": 10, "content": "words"}],
        "accessory": {"type": 11, "media": {"url": "u"}},
    }
    gallery = {"type": 12, "items": [{"media": {"url": "v"}, "description": "a cat"}, {"media": None}]}
    menu = {"type": 3, "placeholder": "pick", "options": [{"label": "A"}, {"label": "B"}]}
    rows = [{"type": 17, "components": [section, {"type": 14}, gallery]}, {"type": 1, "components": [menu]}]
    odd = {"type": 99, "label": "new", "components": [{"type": 10, "content": "inside"}]}
    assert _shown(components=[*rows, odd])["components"] == [
        {"kind": "text", "text": "words"},
        {"kind": "thumbnail", "url": "u"},
        {"kind": "media", "text": "a cat", "url": "v"},
        {"kind": "media"},
        {"kind": "select", "text": "pick", "options": ["A", "B"]},
        {"kind": "unknown_99", "text": "new"},
        {"kind": "text", "text": "inside"},
    ]


@pytest.mark.parametrize(
    "odd",
    [
        {"poll": 7},
        {"components": [{"type": "x"}]},
        {"reactions": [{"count": "many"}]},
        {"referenced_message": {"embeds": 7}},
        {"message_snapshots": [7]},
        {"thread": {"id": "no id"}},
        {"sticker_items": [{}]},
        {"poll": None, "components": None, "reactions": None, "thread": None, "referenced_message": None},
        {"embeds": [{"type": "rich", "image": {"url": None}, "video": 7, "provider": []}]},
    ],
)
def test_a_part_in_a_form_that_nobody_knows_leaves_the_message_readable(odd: dict[str, Any]) -> None:
    assert _shown(content="hi", **odd)["content"] == "hi"


def test_what_discord_tells_by_a_message_and_its_flags_stand_in_words() -> None:
    assert _shown(type=7)["happened"] == "member_joined"
    assert _shown(type=4711)["happened"] == "unknown_4711"
    assert "happened" not in _shown(type=19)
    assert _shown(flags=1 << 12 | 1 << 2 | 1 << 30)["flags"] == ["embeds_suppressed", "silent", "unknown_30"]


def test_a_files_address_says_until_when_it_is_good() -> None:
    def file(url: str) -> dict[str, Any]:
        attachments = [{"id": "4", "filename": "a.png", "size": 7, "url": url}]
        shown: dict[str, Any] = _shown(attachments=attachments)["attachments"][0]
        return shown

    until = datetime.fromisoformat(file("https://cdn/a.png?ex=6920a000&is=1&hm=2")["url_expires_at"])
    assert until == datetime.fromtimestamp(0x6920A000, UTC)
    for url in ("https://cdn/a.png", "https://cdn/a.png?ex=soon", "https://cdn/a.png?ex=ffffffffffffffff", "https://["):
        assert "url_expires_at" not in file(url)


def test_a_forward_shows_what_was_forwarded_and_is_no_answer() -> None:
    inner = {
        "content": "secret plans",
        "timestamp": "2026-01-01T00:00:00Z",
        "sticker_items": [{"id": "8", "name": "yes"}],
    }
    reference = {"type": 1, "channel_id": "20", "message_id": "21"}
    shown = _shown(message_reference=reference, message_snapshots=[{"message": inner}])
    assert shown["forwarded"] == [
        {
            "from_channel_id": "20",
            "from_message_id": "21",
            "sent_at": "2026-01-01T00:00:00Z",
            "content": "secret plans",
            "stickers": [{"sticker_id": "8", "name": "yes"}],
        }
    ]
    assert "reply_to" not in shown


def test_a_poll_shows_its_counts_and_an_answer_that_nobody_gave_has_none() -> None:
    media = [{"text": "Tea", "emoji": {"name": "T"}}, {"text": "Coffee"}]
    answers = [{"answer_id": number, "poll_media": each} for number, each in enumerate(media, start=1)]
    results = {"is_finalized": True, "answer_counts": [{"id": 2, "count": 3, "me_voted": False}]}
    shown = _shown(poll={"question": {"text": "?"}, "answers": answers, "expiry": None, "results": results})["poll"]
    assert shown["answers"] == [
        {"answer_id": 1, "text": "T Tea", "vote_count": 0},
        {"answer_id": 2, "text": "Coffee", "vote_count": 3},
    ]
    assert shown["is_finished"] is True


def test_of_a_poll_whose_results_discord_does_not_tell_no_count_is_told() -> None:
    answers = [{"answer_id": 1, "poll_media": {"text": "Tea"}}]
    shown = _shown(poll={"question": {"text": "?"}, "answers": answers})["poll"]
    assert shown == {"question": "?", "answers": [{"answer_id": 1, "text": "Tea"}]}


def test_a_message_without_text_is_named_by_what_it_has() -> None:
    poll = {"question": {"text": "?"}, "answers": []}
    plain = {"id": "1", "channel_id": "2", "author": {"id": "3"}, "timestamp": "2026-11-20T12:00:00Z"}
    assert target_of(Message.model_validate(plain | {"poll": poll})).detail == "[poll] ?"
    assert target_of(Message.model_validate(plain)).detail == "[no text]"


def test_a_place_in_a_history_is_a_message_or_a_moment() -> None:
    marks = TypeAdapter[str](Mark)
    noon = snowflake_at(datetime(2026, 11, 20, 12, tzinfo=UTC))
    for told in ("2026-11-20T12:00Z", "2026-11-20T13:00+01:00", "2026-11-20 12:00", noon):
        assert marks.validate_python(told) == noon
    assert marks.validate_python(datetime(2026, 11, 20, 12, tzinfo=UTC)) == noon
    assert marks.validate_python("https://discord.com/channels/1/2/35") == "35"
    for wrong in ("canary-1-2", "yesterday", "2014-01-01", 35, None):
        with pytest.raises(ValidationError) as refused:
            marks.validate_python(wrong)
        assert "canary" not in str(refused.value.errors(include_input=False, include_url=False))


def test_newer_messages_are_reached_page_by_page(rig: Rig) -> None:
    page = read(rig, "message.list", channel_id=GENERAL, after=IN_GENERAL[0], limit=2)
    assert [each["message_id"] for each in page["messages"]] == [IN_GENERAL[2], IN_GENERAL[1]]
    assert (page["next_before"], page["next_after"]) == (None, IN_GENERAL[2])
    rest = read(rig, "message.list", channel_id=GENERAL, after=page["next_after"], limit=3)
    assert [each["message_id"] for each in rest["messages"]] == [IN_GENERAL[4], IN_GENERAL[3]]
    assert rest["next_after"] is None


def test_reads_work_in_threads_by_the_rights_in_their_parent(rig: Rig) -> None:
    say(rig, LATER, "in a thread", channel_id=THREAD)
    for name in ("message.list", "message.find_unread", "conversation.fetch"):
        more = {"after": "1"} if name == "message.find_unread" else {}
        assert "in a thread" in str(read(rig, name, channel_id=THREAD, **more))
    rig.world.edit_channel(THREAD, parent_id=STAFF)
    with pytest.raises(Denied):
        read(rig, "message.list", channel_id=THREAD)


def test_what_is_unread_is_told_from_the_mark_on_and_ends_with_the_next_mark(rig: Rig) -> None:
    told = read(rig, "message.find_unread", channel_id=GENERAL, after=IN_GENERAL[1], limit=2)
    assert [each["message_id"] for each in told["messages"]] == list(IN_GENERAL[2:4])
    assert (told["read_up_to"], told["more"]) == (IN_GENERAL[3], True)
    rest = read(rig, "message.find_unread", channel_id=GENERAL, after=told["read_up_to"])
    assert ([each["message_id"] for each in rest["messages"]], rest.get("more")) == ([IN_GENERAL[4]], None)


def test_a_message_is_shown_among_its_neighbours_and_none_that_is_gone(rig: Rig) -> None:
    told = read(rig, "message.context", channel_id=GENERAL, message_id=IN_GENERAL[2], each_side=1)
    assert [each["message_id"] for each in told["messages"]] == list(IN_GENERAL[1:4])
    assert told["place"] == 1
    rig.world.remove_message(GENERAL, IN_GENERAL[2])
    with pytest.raises(DiscordNotFound, match="not in the channel"):
        read(rig, "message.context", channel_id=GENERAL, message_id=IN_GENERAL[2])
