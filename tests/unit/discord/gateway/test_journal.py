"""What is saved, and what a table that does not answer means."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from guildhall.discord.gateway import journal as module
from guildhall.discord.gateway.journal import FAR, Holding, Journal
from guildhall.discord.gateway.progress import Progress
from guildhall.discord.gateway.record import State
from guildhall.discord.gateway.session import Standing
from guildhall.discord.gateway.worker import Worker, until
from guildhall.errors import StoreUnavailable
from guildhall.store.conditions import Condition, Item
from guildhall.store.shards import ShardRepository
from guildhall.store.table import Change, Key
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

SHARD, LEASE_S, SOON_S = (0, 1), 30.0, 5.0


class Table(MemoryTable):
    """A table that does not answer while it is `down`, and counts the writes of whoever asks."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.down = False
        self.saves = 0

    def update_if(self, key: Key, change: Change, condition: Condition | None = None) -> Item:
        if self.down:
            raise StoreUnavailable("The database gave no answer.", "Try again.")
        self.saves += 1
        return super().update_if(key, change, condition)


class Desk:
    """A journal over a table in memory, whose shard it holds."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.table = Table(self.clock)
        self.shards = ShardRepository(self.table, self.clock)
        self.worker = Worker()
        self.shards.take(SHARD, "me", NOON + timedelta(seconds=LEASE_S), NOON)
        self.journal = Journal(self.shards, self.worker, Holding(SHARD, "me", LEASE_S), self.clock)
        self.journal.standing = Standing("s1", "wss://x", "9", progress=Progress(7, NOON))


def run(scenario: Callable[[Desk], Awaitable[None]]) -> Desk:
    async def main() -> Desk:
        desk = Desk()
        try:
            async with asyncio.timeout(SOON_S):
                await scenario(desk)
        finally:
            desk.worker.close()
        return desk

    return asyncio.run(main())


async def working(desk: Desk, condition: Callable[[], bool]) -> None:
    task = asyncio.create_task(desk.journal.work())
    try:
        while not condition():
            await asyncio.sleep(0)
    finally:
        task.cancel()


def test_a_save_keeps_what_the_next_process_needs_and_renews_the_lease() -> None:
    async def scenario(desk: Desk) -> None:
        desk.clock.advance(10)
        desk.journal.turn(State.CONNECTED)
        record = await desk.journal.save()
        assert record is not None
        assert record.lease_until == NOON + timedelta(seconds=10 + LEASE_S)
        assert (record.kept.session_id, record.kept.acked_seq, record.kept.state) == ("s1", 7, State.CONNECTED)

    run(scenario)


def test_many_marks_are_one_save(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SAVE_EVERY_S", 60.0)

    async def scenario(desk: Desk) -> None:
        before = desk.table.saves
        for _ in range(100):
            desk.journal.mark()
        await working(desk, lambda: desk.table.saves > before)
        assert desk.table.saves == before + 1

    run(scenario)


def test_a_lease_is_renewed_although_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SAVE_EVERY_S", 0.0)

    async def scenario(desk: Desk) -> None:
        desk.journal._holding = Holding(SHARD, "me", 0.01)
        before = desk.table.saves
        await working(desk, lambda: desk.table.saves >= before + 3)

    run(scenario)


def test_a_table_that_does_not_answer_stops_nothing_and_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "SAVE_EVERY_S", 0.0)
    monkeypatch.setattr(module, "AGAIN_AFTER_S", 0.001)

    async def scenario(desk: Desk) -> None:
        desk.table.down = True
        for _ in range(3):
            assert await desk.journal.save() is None
        await desk.journal.release()
        assert not desk.journal.lost.is_set()
        desk.journal.state = State.CONNECTED
        desk.table.down = False
        desk.journal.mark()
        before = desk.table.saves
        await working(desk, lambda: desk.table.saves > before)

    run(scenario)
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_whoever_lost_the_shard_learns_it_with_the_next_save() -> None:
    async def scenario(desk: Desk) -> None:
        desk.clock.advance(LEASE_S)
        desk.shards.take(SHARD, "other", desk.clock() + timedelta(seconds=LEASE_S), desk.clock())
        assert await desk.journal.save() is None
        assert desk.journal.lost.is_set()

    run(scenario)


def test_a_shard_that_is_let_go_keeps_its_session() -> None:
    desk = run(lambda desk: desk.journal.release())
    record = desk.shards.peek(SHARD)
    assert (record.owner, record.kept.state, record.kept.session_id) == ("", State.RELEASED, "s1")


def test_events_that_nobody_needed_are_saved_when_they_are_many() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.journal.save()
        desk.journal._saved_s -= 10
        desk.journal.standing.progress.receive(7 + FAR - 1)
        desk.journal.glance()
        assert not await until(desk.journal._dirty, 0)
        desk.journal.standing.progress.receive(7 + FAR)
        desk.journal.glance()
        assert await until(desk.journal._dirty, 0)

    run(scenario)
