"""Waiting for a token, for the shard and for a ticket; no connection is made here."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from guildhall.discord.gateway import tenure as tenure_module
from guildhall.discord.gateway.health import FRESH_S, Health
from guildhall.discord.gateway.lifecycle import GatewayTask
from guildhall.discord.gateway.parts import Base, Parts, Rules
from guildhall.discord.gateway.ports import Archive, Secret, Turns, Wrap
from guildhall.discord.gateway.protocol import Next
from guildhall.discord.gateway.record import Kept, ShardRecord
from guildhall.discord.gateway.session import Leave
from guildhall.discord.gateway.tenure import Tenure
from guildhall.errors import ConfigurationError, StoreUnavailable
from guildhall.store.shards import ShardRepository
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

TOKEN = Secret("s3cret", "v1")
SHARD, SOON_S = (0, 1), 5.0


class Secrets:
    """Gives one answer after another, and the last one for ever."""

    def __init__(self, *answers: Secret | Exception | None) -> None:
        self._answers = list(answers)

    def read(self) -> Secret | None:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Shards(ShardRepository):
    """StateTable's shards; fails as often as it is told."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(MemoryTable(clock), clock)
        self.failures = 0
        self.tickets: list[float] = []

    def take(self, *asked: Any) -> ShardRecord | None:
        self._fail()
        return super().take(*asked)

    def identify_in_s(self, shard: tuple[int, int]) -> float:
        self._fail()
        return self.tickets.pop(0)

    def _fail(self) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("The database gave no answer.", "Try again in a moment.")


def parts(secrets: Secrets, shards: Shards, clock: FakeClock, drawn: float = 1.0) -> Parts:
    absent = cast("Any", None)
    return Parts(
        shards=shards,
        turns=cast("Turns", absent),
        secrets=secrets,
        archive=cast("Archive", absent),
        wrap=cast("Wrap", absent),
        health=Health(""),
        owner="me",
        clock=clock,
        draw=lambda: drawn,
    )


RULES = Rules(gateway_url="ws://127.0.0.1:1", intents=4608, recheck_s=0.001, lease_s=0.01)


def run[Found](scenario: Callable[[], Awaitable[Found]]) -> Found:
    async def main() -> Found:
        async with asyncio.timeout(SOON_S):
            return await scenario()

    return asyncio.run(main())


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.WARNING]


def test_each_reason_to_wait_for_a_token_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    unreadable = ConfigurationError("The bot token cannot be read (AccessDeniedException).", "Let the task read it.")
    secrets = Secrets(None, None, unreadable, unreadable, None, TOKEN)
    clock = FakeClock()

    async def scenario() -> Secret | None:
        return await Base(parts(secrets, Shards(clock), clock), RULES).secret(0.001)

    assert run(scenario) == TOKEN
    assert [one[:20] for one in warnings(caplog)] == [
        "waiting for a token",
        "The bot token cannot",
        "waiting for a token",
    ]


def test_a_token_that_was_refused_is_not_tried_again_and_its_next_version_is() -> None:
    clock, again = FakeClock(), Secret("s3cret", "v2")

    async def scenario() -> Secret | None:
        return await Base(parts(Secrets(TOKEN, TOKEN, again), Shards(clock), clock), RULES).secret(0.001, "v1")

    assert run(scenario) == again


def test_a_process_that_shall_end_waits_for_no_token() -> None:
    clock = FakeClock()

    async def scenario() -> Secret | None:
        base = Base(parts(Secrets(None), Shards(clock), clock), RULES)
        base.stopping.set()
        return await base.secret(3600)

    assert run(scenario) is None


def test_a_table_that_does_not_answer_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    clock = FakeClock()
    shards = Shards(clock)
    shards.failures = 3

    async def scenario() -> ShardRecord | None:
        return await GatewayTask(parts(Secrets(TOKEN), shards, clock), RULES)._take()

    record = run(scenario)
    assert record is not None
    assert record.owner == "me"
    assert [one.message for one in caplog.records] == ["The database gave no answer. Try again in a moment."]


def test_whoever_stands_by_says_so_and_takes_over_when_the_lease_is_over() -> None:
    clock = FakeClock()
    shards = Shards(clock)
    shards.take(SHARD, "other", NOON + timedelta(seconds=60), NOON)

    async def scenario() -> ShardRecord | None:
        task = GatewayTask(parts(Secrets(TOKEN), shards, clock), RULES)
        taking = asyncio.create_task(task._take())
        while not shards.peek(SHARD).successor:
            await asyncio.sleep(0)
        assert not taking.done()
        clock.advance(60)
        return await taking

    record = run(scenario)
    assert record is not None
    assert (record.owner, record.successor) == ("me", "")


def pauses(record: Kept, leaves: Sequence[Leave | None], monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it waits before each connection, with the whole of each pause drawn."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def scenario() -> None:
        clock = FakeClock()
        tenure = Tenure(Base(parts(Secrets(TOKEN), Shards(clock), clock), RULES), TOKEN, ShardRecord(kept=record))
        monkeypatch.setattr(asyncio, "sleep", sleep)
        for leave in leaves:
            await tenure._pause(leave)
            tenure._backoff.attempt()

    run(scenario)
    return slept


SESSION = Kept(session_id="s1", bot_user_id="9", acked_seq=7)
DROPPED = Leave(Next.RETRY, "dropped", established=True)
ASKED = Leave(Next.AT_ONCE, "op 7", established=True)
RENEWED = Leave(Next.RENEW, "op 9")


@pytest.mark.parametrize(
    ("kept", "leaves", "expected"),
    [
        (Kept(), [None, DROPPED, DROPPED, DROPPED], [0, 1, 2, 4]),
        (Kept(attempts=6), [None], [32]),
        (Kept(attempts=9, session_id="s1", bot_user_id="9", acked_seq=7), [None, DROPPED], [0, 60]),
        (SESSION, [None, ASKED, ASKED, ASKED, ASKED], [0, 0, 0, 0, 8]),
        (SESSION, [None, Leave(Next.AT_ONCE, "op 7")], [0, 1]),
        (SESSION, [None, RENEWED, RENEWED, RENEWED, RENEWED], [0, 5, 5, 5, 8]),
    ],
)
def test_between_connections_it_waits_as_long_as_what_happened_asks_for(
    kept: Kept, leaves: list[Leave | None], expected: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pauses(kept, leaves, monkeypatch) == expected


def test_nobody_identifies_without_a_ticket(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(tenure_module, "TICKET_AGAIN_S", 0.001)
    monkeypatch.setattr(tenure_module, "LONGEST_TICKET_WAIT_S", 0.002)
    clock = FakeClock()
    shards = Shards(clock)
    shards.failures, shards.tickets = 2, [0.001, 3600.0, 0.0]

    async def scenario() -> None:
        await Tenure(Base(parts(Secrets(TOKEN), shards, clock), RULES), TOKEN, ShardRecord())._ticket()

    run(scenario)
    assert shards.tickets == []
    assert warnings(caplog) == ["no ticket to identify"] * 2 + ["today's tickets to identify are used up"]


def test_health_is_a_file_s_age(tmp_path: Path) -> None:
    path = tmp_path / "made" / "health"
    health = Health(str(path))
    assert not health.is_fresh()
    health.touch()
    then = path.stat().st_mtime
    moments = [NOON.fromtimestamp(then + age, NOON.tzinfo) for age in (0, FRESH_S - 1, FRESH_S + 1)]
    assert [health.is_fresh(lambda moment=moment: moment) for moment in moments] == [True, True, False]  # type: ignore[misc]  # bound early


def test_a_health_file_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    health = Health(str(tmp_path / "file" / "health"))
    health.touch()
    assert not health.is_fresh()


def test_without_a_health_file_nothing_is_touched_and_nothing_is_fresh() -> None:
    Health("").touch()
    assert not Health("").is_fresh()
