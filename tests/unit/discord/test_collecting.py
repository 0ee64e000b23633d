"""Many messages by id, in few requests; and which of them are not there."""

from collections.abc import Sequence
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.reader import DiscordReader
from guildhall.errors import DiscordForbidden, DiscordNotFound
from tests.fakes import discord_api as api
from tests.fakes.discord_api import Scripted, ScriptedDiscord, answer

CHANNEL = ChannelId("20")


def reader_of(*script: Scripted) -> DiscordReader:
    return DiscordReader(rest=ScriptedDiscord(script).rest(budget_s=600))


class History:
    """A channel's messages, answered as Discord does."""

    def __init__(self, ids: Sequence[int], *, readable: bool = True) -> None:
        self.ids, self.readable, self.requests = sorted(ids, reverse=True), readable, 0

    def script(self) -> list[Scripted]:
        return [self._answered] * 300

    def _answered(self, request: Any) -> Any:
        self.requests += 1
        *_, last = request.url.path.split("/")
        if last != "messages":
            if not self.readable:
                return answer(403, {"code": 50001, "message": "Missing Access"})
            known = int(last) in self.ids
            return answer(200, api.message(int(last))) if known else answer(404, {"code": 10008, "message": "Unknown"})
        below = int(request.url.params["before"])
        page = [number for number in self.ids if number < below][: int(request.url.params["limit"])]
        return answer(200, [api.message(number) for number in page] if self.readable else [])


def collected(history: History, *wanted: int) -> list[str]:
    reader = reader_of(*history.script())
    return [message.id for message in reader.messages(CHANNEL, [MessageId(str(number)) for number in wanted])]


def test_neighbours_are_read_in_one_request() -> None:
    history = History(range(1000, 1100))
    assert collected(history, *range(1099, 1001, -1)) == [str(number) for number in range(1002, 1100)]
    assert history.requests == 1


def test_a_single_message_is_read_by_itself() -> None:
    history = History(range(1000, 1100))
    assert collected(history, 1050, 1050) == ["1050"]
    assert history.requests == 1


def test_distant_messages_never_cost_more_than_one_request_each() -> None:
    history = History(range(1000, 3000))
    assert collected(history, 1000, 1500, 2500) == ["1000", "1500", "2500"]
    assert history.requests == 3


def test_no_messages_cost_nothing() -> None:
    history = History([])
    assert collected(history) == []
    assert history.requests == 0


@pytest.mark.parametrize(
    ("wanted", "missing", "told"),
    [
        ((1050, 1200), ["1200"], "1 of the messages is not"),
        ((1, 2, 1050, 1060), ["1", "2"], "2 of the messages are not"),
        ((5,), ["5"], "The message is not"),
    ],
)
def test_missing_messages_are_listed(wanted: tuple[int, ...], missing: list[str], told: str) -> None:
    with pytest.raises(DiscordNotFound, match=told) as refused:
        collected(History(range(1000, 1100)), *wanted)
    assert refused.value.details["missing"] == missing
    assert refused.value.discord_code == 10008


def test_an_empty_channel_misses_all_in_two_requests() -> None:
    history = History([])
    with pytest.raises(DiscordNotFound) as refused:
        collected(history, *range(1, 101))
    assert len(str(refused.value.details["missing"]).split(",")) == 100
    assert history.requests == 2


def test_a_history_that_the_bot_may_not_read_is_not_taken_for_an_empty_one() -> None:
    with pytest.raises(DiscordForbidden):
        collected(History(range(1000, 1100), readable=False), 1050, 1051)


def test_a_channel_that_is_gone_is_told_as_such() -> None:
    reader = reader_of(answer(404, {"code": 10003, "message": "Unknown Channel"}))
    with pytest.raises(DiscordNotFound, match="channel does not exist"):
        reader.messages(CHANNEL, [MessageId("5")])
