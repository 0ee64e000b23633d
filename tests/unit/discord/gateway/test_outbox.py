"""Mentions on their way to the queue."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from guildhall.discord.gateway import outbox as module
from guildhall.discord.gateway.outbox import BATCH_PARCELS, Outbox
from guildhall.discord.gateway.ports import Fate, Parcel
from guildhall.discord.gateway.worker import Worker

SOON_S = 5.0


class Queue:
    """A queue that does what it is told, in a thread that is not the test's."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.taken: list[str] = []
        self.fate: Callable[[Parcel], Fate] = lambda _parcel: Fate.TAKEN

    def send(self, parcels: Sequence[Parcel]) -> list[Fate]:
        fates = [self.fate(parcel) for parcel in parcels]
        self.batches.append([parcel.id for parcel in parcels])
        self.taken += [parcel.id for parcel, fate in zip(parcels, fates, strict=True) if fate is Fate.TAKEN]
        return fates


def parcel(number: int, group: int | None = None, size: int = 10) -> Parcel:
    return Parcel(str(number), str(number if group is None else group), "x" * size)


def run(scenario: Callable[[Outbox, Queue], Awaitable[None]]) -> Queue:
    queue = Queue()

    async def main() -> None:
        worker = Worker()
        try:
            async with asyncio.timeout(SOON_S):
                await scenario(Outbox(queue, worker), queue)
        finally:
            worker.close()

    asyncio.run(main())
    return queue


async def sending(outbox: Outbox) -> None:
    task = asyncio.create_task(outbox.work())
    try:
        assert await outbox.empty(SOON_S)
    finally:
        task.cancel()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_PAUSE_S", 0.001)


def test_what_is_put_is_sent_and_told() -> None:
    told: list[str] = []

    async def scenario(outbox: Outbox, _queue: Queue) -> None:
        await outbox.put(parcel(1), lambda: told.append("1"))
        await sending(outbox)

    assert run(scenario).taken == told == ["1"]


def test_a_batch_holds_one_parcel_of_each_channel_and_ten_at_most() -> None:
    async def scenario(outbox: Outbox, _queue: Queue) -> None:
        for number in range(30):
            await outbox.put(parcel(number, number % 15), lambda: None)
        await sending(outbox)

    queue = run(scenario)
    assert all(len({int(one) % 15 for one in batch}) == len(batch) <= BATCH_PARCELS for batch in queue.batches)
    assert sorted(map(int, queue.taken)) == list(range(30))


def test_a_batch_is_no_larger_than_the_queue_takes() -> None:
    async def scenario(outbox: Outbox, _queue: Queue) -> None:
        for number in range(4):
            await outbox.put(parcel(number, size=100_000), lambda: None)
        await sending(outbox)

    assert [len(batch) for batch in run(scenario).batches] == [2, 2]


def test_a_queue_that_fails_gets_everything_again_and_no_channel_is_overtaken() -> None:
    failures = iter([Fate.LATER, Fate.TAKEN, Fate.LATER, Fate.LATER, *[Fate.TAKEN] * 50])

    async def scenario(outbox: Outbox, queue: Queue) -> None:
        queue.fate = lambda _parcel: next(failures)
        for number in range(12):
            await outbox.put(parcel(number, number % 3), lambda: None)
        await sending(outbox)

    taken = [int(one) for one in run(scenario).taken]
    assert sorted(taken) == list(range(12))
    assert all([one for one in taken if one % 3 == channel] == sorted(range(channel, 12, 3)) for channel in range(3))


def test_what_the_queue_will_never_take_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []

    async def scenario(outbox: Outbox, queue: Queue) -> None:
        queue.fate = lambda sent: Fate.REFUSED if sent.id == "1" else Fate.TAKEN
        for number in (1, 2):
            await outbox.put(parcel(number, 7), lambda number=number: told.append(str(number)))  # type: ignore[misc]  # bound early
        await sending(outbox)

    assert run(scenario).taken == ["2"]
    assert told == ["1", "2"]
    assert [record.message_id for record in caplog.records] == ["1"]  # type: ignore[attr-defined]  # an extra


def test_a_mention_that_is_heard_twice_is_sent_once_and_told_twice() -> None:
    told: list[str] = []

    async def scenario(outbox: Outbox, _queue: Queue) -> None:
        await outbox.put(parcel(1), lambda: told.append("first"))
        await outbox.put(parcel(1), lambda: told.append("again"))
        await sending(outbox)

    assert run(scenario).taken == ["1"]
    assert told == ["first", "again"]


@pytest.mark.parametrize(("name", "most", "size"), [("MOST_PARCELS", 3, 10), ("MOST_BYTES", 3000, 1000)])
def test_a_full_box_makes_the_next_one_wait(monkeypatch: pytest.MonkeyPatch, name: str, most: int, size: int) -> None:
    monkeypatch.setattr(module, name, most)

    async def scenario(outbox: Outbox, queue: Queue) -> None:
        for number in range(3):
            assert not outbox.is_full
            await outbox.put(parcel(number, size=size), lambda: None)
        assert outbox.is_full
        waiting = asyncio.create_task(outbox.put(parcel(3, size=size), lambda: None))
        await asyncio.sleep(0)
        assert not waiting.done()
        await outbox.put(parcel(2, size=size), lambda: None)
        await sending(outbox)
        await waiting

    assert sorted(run(scenario).taken)[:3] == ["0", "1", "2"]


def test_a_box_that_does_not_empty_says_so() -> None:
    async def scenario(outbox: Outbox, _queue: Queue) -> None:
        await outbox.put(parcel(1), lambda: None)
        assert not await outbox.empty(0.01)

    run(scenario)
