"""The acts of the last minute."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guildhall.errors import StoreThrottled
from guildhall.store.counters import CounterRepository
from tests.fakes.clock import FakeClock
from tests.fakes.table import MemoryTable


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(clock: FakeClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def counters(table: MemoryTable, clock: FakeClock) -> CounterRepository:
    return CounterRepository(table, clock)


def act(counters: CounterRepository, by: str = "ann") -> list[str] | None:
    return counters.burst("g", by=by, window_s=60, limit=4)


def test_what_is_over_the_limit_is_told_who_acted_and_is_not_counted(counters: CounterRepository) -> None:
    assert [act(counters, by) for by in ("ann", "ben", "ann", "cy")] == [None] * 4
    assert act(counters, "dan") == ["ann", "ben", "ann", "cy"]
    assert act(counters, "eve") == ["ann", "ben", "ann", "cy"]
    assert counters.burst("another", by="dan", window_s=60, limit=4) is None


def test_the_window_ends_now_wherever_the_minute_does(counters: CounterRepository, clock: FakeClock) -> None:
    clock.advance(58)
    assert [act(counters), act(counters)] == [None, None]
    clock.advance(4)
    assert [act(counters), act(counters)] == [None, None]
    assert act(counters) == ["ann"] * 4
    clock.advance(56)
    assert [act(counters), act(counters)] == [None, None]
    assert act(counters) == ["ann"] * 4


def test_of_fifty_at_once_exactly_the_limit_fits(counters: CounterRepository) -> None:
    with ThreadPoolExecutor(50) as threads:
        told = list(threads.map(lambda number: act(counters, str(number)), range(50)))
    assert told.count(None) == 4
    assert {len(by) for by in told if by is not None} == {4}


def test_what_moves_all_the_time_is_refused_in_the_end(counters: CounterRepository, table: MemoryTable) -> None:
    def overtake(_: object) -> None:
        table.before_write = lambda _: None
        counters.burst("g", by="b", window_s=60, limit=10_000)
        table.before_write = overtake

    table.before_write = overtake
    with pytest.raises(StoreThrottled):
        counters.burst("g", by="a", window_s=60, limit=10_000)


def test_the_list_goes_away_after_its_window(counters: CounterRepository, table: MemoryTable, clock: FakeClock) -> None:
    act(counters)
    clock.advance(60 + 300)
    assert table.items() == []
    assert act(counters) is None
