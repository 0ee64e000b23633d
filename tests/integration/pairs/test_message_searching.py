"""What was written is found, by who may read it."""

from typing import Any

import pytest

from guildhall.clock import new_id
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import GuildhallError
from guildhall.execution.outcome import Call, Completed
from guildhall.identity import Door, Origin, Principal
from tests.integration.pairs.pairing import House, pair

V2 = 1 << 15


def _general(house: House) -> str:
    return str(house.lab.channels["general"])


def _said(house: House, text: str, **more: Any) -> str:
    return str(house.write("message.send", channel_id=_general(house), content=text, **more)["message_id"])


def _found(house: House, **criteria: Any) -> list[str]:
    return [each["message_id"] for each in house.read("message.search", **criteria)["messages"]]


def _search_as(house: House, who: str, **criteria: Any) -> list[str]:
    """Search as somebody else than the owner; return the texts."""
    guild_id, general = GuildId(house.lab.guild_id), ChannelId(_general(house))
    origin = Origin(guild_id, general)
    user_id = UserId(house.lab.users[who])
    principal = Principal(user_id, Door.INTERACTION, f"interaction:{new_id()}", "Discord", origin=origin)
    operation = house.platform.build("message.search", {"guild_id": guild_id, **criteria}, principal)
    outcome = house.platform.executor.run(Call(principal=principal, operation=operation, idempotency_key=new_id()))
    assert isinstance(outcome, Completed)
    found = outcome.result["messages"]
    assert isinstance(found, list)
    return [str(each["content"]) for each in found if isinstance(each, dict)]


@pair("message.send", "message.search")
def test_what_is_sent_is_found_by_its_words(house: House) -> None:
    message_id = _said(house, "a turquoise walrus, https://example.com/walrus")
    (shown,) = house.read("message.search", content="walrus turquoise")["messages"]
    assert (shown["message_id"], shown["channel_id"]) == (message_id, _general(house))
    assert shown["link"].endswith(f"/{house.lab.guild_id}/{_general(house)}/{message_id}")
    assert _found(house, content="walrus", has=["link"], author_kind="bot") == [message_id]
    assert _found(house, content="walrus", link_host="example.com") == [message_id]
    for other in ({"has_no": ["link"]}, {"has": ["poll"]}, {"author_kind": "user"}, {"before": message_id}):
        assert _found(house, content="walrus", **other) == []


@pair("message.edit", "message.search")
def test_an_edited_message_is_found_by_its_new_words(house: House) -> None:
    message_id = _said(house, "a turquoise walrus")
    house.write("message.edit", channel_id=_general(house), message_id=message_id, content="a purple one")
    assert _found(house, content="walrus") == []
    assert _found(house, content="purple", in_channel_ids=[_general(house)]) == [message_id]


@pair("message.delete", "message.search")
def test_a_deleted_message_is_not_found(house: House) -> None:
    message_id = _said(house, "a turquoise walrus")
    assert _found(house, content="walrus") == [message_id]
    house.write("message.delete", channel_id=_general(house), message_id=message_id)
    assert _found(house, content="walrus") == []


@pair("message.pin", "message.search")
def test_pinned_messages_are_found_as_such(house: House) -> None:
    message_id = _said(house, "rules")
    house.write("message.pin", channel_id=_general(house), message_id=message_id)
    assert _found(house, pinned=True, in_channel_ids=[_general(house)]) == [message_id]
    assert message_id not in _found(house, pinned=False)


@pair("poll.create", "message.search")
def test_polls_are_found_as_such_and_shown_whole(house: House) -> None:
    made = house.write("poll.create", channel_id=_general(house), question="Tea?", answers="Yes\nNo")
    (shown,) = house.read("message.search", has=["poll"])["messages"]
    assert shown["message_id"] == made["message_id"]
    assert (shown["poll"]["question"], [each["text"] for each in shown["poll"]["answers"]]) == ("Tea?", ["Yes", "No"])


def test_a_search_shows_nobody_what_they_may_not_read(house: House) -> None:
    house.lab.say("a turquoise walrus in private", "staff", "moderator")
    house.lab.say("a turquoise walrus in public")
    everything = ["a turquoise walrus in public", "a turquoise walrus in private"]
    assert _search_as(house, "owner", content="walrus") == everything
    assert _search_as(house, "member", content="walrus") == everything[:1]
    with pytest.raises(GuildhallError, match="not yours to see"):
        _search_as(house, "member", content="walrus", in_channel_ids=[house.lab.channels["staff"]])


def test_a_search_looks_into_threads_that_the_asker_sees(house: House) -> None:
    for name, kind in (("open", 11), ("hidden", 12)):
        made = house.lab.bot.post(f"channels/{_general(house)}/threads", json={"name": name, "type": kind}).json()
        house.lab.bot.post(f"channels/{made['id']}/messages", json={"content": f"{name} walrus"}).raise_for_status()
    assert _search_as(house, "owner", content="walrus") == ["hidden walrus", "open walrus"]
    assert _search_as(house, "member", content="walrus") == ["open walrus"]


def test_a_channel_that_is_closed_to_the_platform_is_not_searched(house: House) -> None:
    _said(house, "a turquoise walrus")
    assert len(_found(house, content="walrus")) == 1
    house.write("policy.edit_channel", channel_id=_general(house), mode="closed")
    assert _found(house, content="walrus") == []


def test_a_search_goes_on_where_it_stopped_in_either_order(house: House) -> None:
    ids = [_said(house, f"walrus {number}") for number in range(5)]
    page = house.read("message.search", content="walrus", limit=2)
    assert [each["message_id"] for each in page["messages"]] == ids[:2:-1]
    rest = house.read("message.search", content="walrus", before=page["next_before"])
    assert [each["message_id"] for each in rest["messages"]] == ids[2::-1]
    assert "next_before" not in rest
    oldest = house.read("message.search", content="walrus", order="oldest", limit=2)
    assert [each["message_id"] for each in oldest["messages"]] == ids[:2]
    assert _found(house, content="walrus", order="oldest", after=oldest["next_after"]) == ids[2:]


def test_a_search_says_when_discord_has_to_index_first(house: House) -> None:
    house.lab.fault(route="GET /guilds/{guild_id}/messages/search", kind="indexing", retry_after=30)
    told = house.read("message.search", content="walrus")
    assert (told["messages"], told["retry_after_s"]) == ([], 30)
    assert "Ask again in 30 seconds" in told["notice"]
