"""StateTable's counters."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guildhall.clock import epoch_s
from guildhall.policy.ports import Counters
from guildhall.policy.shares import Counted, Share, Short
from guildhall.store.counters import CounterRepository
from tests.fakes.clock import NOON, FakeClock
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


def test_the_repository_is_what_policy_asks_for(counters: CounterRepository) -> None:
    port: Counters = counters
    assert port is counters


def test_the_limit_is_the_last_that_fits(counters: CounterRepository, clock: FakeClock) -> None:
    clock.advance(20.25)
    told = [counters.spend("a", window_s=60, limit=3) for _ in range(5)]
    assert told == [0.0, 0.0, 0.0, 39.75, 39.75]


def test_a_new_window_begins_at_nothing(counters: CounterRepository, clock: FakeClock) -> None:
    clock.advance(59.5)
    assert [counters.spend("a", window_s=60, limit=1) for _ in range(2)] == [0.0, 0.5]
    clock.advance(0.5)
    assert [counters.spend("a", window_s=60, limit=1) for _ in range(2)] == [0.0, 60.0]


def test_a_refused_cost_counts_nothing(counters: CounterRepository) -> None:
    assert counters.spend("a", window_s=60, limit=10, cost=8) == 0.0
    assert counters.spend("a", window_s=60, limit=10, cost=3) == 60.0
    assert counters.spend("a", window_s=60, limit=10, cost=2) == 0.0
    assert counters.spend("a", window_s=60, limit=10, cost=1) == 60.0


@pytest.mark.parametrize(("limit", "cost"), [(0, 1), (5, 6), (-1, 1)])
def test_what_never_fits_is_refused_without_asking_the_table(
    counters: CounterRepository, table: MemoryTable, limit: int, cost: int
) -> None:
    assert counters.spend("a", window_s=60, limit=limit, cost=cost) == 60.0
    assert table.writes == 0


def test_names_do_not_meet(counters: CounterRepository) -> None:
    names = ["a", "a#000000000000", "b", "", "x" * 3000, "x" * 3001, "\ud83d"]
    assert [counters.spend(name, window_s=60, limit=1) for name in names] == [0.0] * len(names)
    assert all(counters.spend(name, window_s=60, limit=1) for name in names)


def test_a_lowered_limit_holds_at_once_and_a_raised_one_too(counters: CounterRepository) -> None:
    for _ in range(5):
        counters.spend("a", window_s=60, limit=5)
    assert counters.spend("a", window_s=60, limit=2) > 0
    assert counters.spend("a", window_s=60, limit=6) == 0.0


@pytest.mark.parametrize(("window_s", "cost"), [(0, 1), (-60, 1), (60, 0), (60, -5)])
def test_a_window_or_cost_below_one_is_a_mistake(counters: CounterRepository, window_s: int, cost: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        counters.spend("a", window_s=window_s, limit=5, cost=cost)


def test_of_a_hundred_at_once_exactly_the_limit_fits(counters: CounterRepository) -> None:
    with ThreadPoolExecutor(50) as threads:
        told = list(threads.map(lambda _: counters.spend("a", window_s=60, limit=60), range(100)))
    assert told.count(0.0) == 60


def test_a_window_expires_a_while_after_its_end(counters: CounterRepository, table: MemoryTable) -> None:
    counters.spend("a", window_s=60, limit=1)
    assert [item["expires_at"] for item in table.items()] == [epoch_s(NOON) + 60 + 300]


def test_a_fit_takes_one_request(counters: CounterRepository, table: MemoryTable) -> None:
    counters.spend("a", window_s=60, limit=2)
    counters.spend("a", window_s=60, limit=2)
    assert (table.reads, table.writes) == (0, 2)


def test_what_is_added_counts_beyond_any_limit_and_says_how_much_there_is(
    counters: CounterRepository, clock: FakeClock
) -> None:
    assert [counters.add("a", window_s=60, cost=cost) for cost in (5, 7)] == [5, 12]
    assert counters.blocked_s("a", window_s=60, limit=12) == 60.0
    assert counters.blocked_s("a", window_s=60, limit=13) == 0.0
    assert counters.spend("a", window_s=60, limit=13) == 0.0
    clock.advance(60)
    assert counters.add("a", window_s=60, cost=1) == 1


def test_a_window_that_was_added_to_goes_away_after_its_end(
    counters: CounterRepository, table: MemoryTable, clock: FakeClock
) -> None:
    counters.add("a", window_s=60, cost=1)
    clock.advance(60 + 300)
    assert table.items() == []


@pytest.mark.parametrize(("window_s", "cost"), [(0, 1), (60, 0)])
def test_nothing_is_no_cost_and_no_window(counters: CounterRepository, window_s: int, cost: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        counters.add("a", window_s=window_s, cost=cost)


def each(counters: CounterRepository, **shares: tuple[int, int]) -> Short | None:
    told = {what: Share(*share) for what, share in shares.items()}
    return counters.spend_each("a", window_s=60, shares=told)


def test_several_things_are_counted_together_or_not_at_all(counters: CounterRepository, clock: FakeClock) -> None:
    assert each(counters, writes=(1, 3), bans=(1, 1)) is None
    assert each(counters, writes=(1, 3), bans=(1, 1)) == Short("bans", 1, 60.0)
    assert counters.counted("a", window_s=60) == Counted({"writes": 1, "bans": 1}, 60.0)
    assert each(counters, writes=(2, 3)) is None
    assert each(counters, writes=(1, 3), mentions=(1, 3)) == Short("writes", 3, 60.0)
    clock.advance(59)
    assert counters.counted("a", window_s=60) == Counted({"writes": 3, "bans": 1}, 1.0)
    clock.advance(1)
    assert counters.counted("a", window_s=60) == Counted({}, 60.0)


def test_what_never_fits_is_told_with_what_is_counted(counters: CounterRepository, table: MemoryTable) -> None:
    assert each(counters, writes=(1, 3), bans=(1, 0)) == Short("bans", 0, 60.0)
    assert each(counters, writes=(1, 3)) is None
    assert each(counters, writes=(9, 3), bans=(1, 1)) == Short("writes", 1, 60.0)
    assert table.writes == 1


@pytest.mark.parametrize("shares", [{}, {"writes": (0, 5)}])
def test_nothing_is_nothing_to_count(counters: CounterRepository, shares: dict[str, tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="at least"):
        each(counters, **shares)


def test_of_a_hundred_at_once_each_budget_is_held_and_none_pays_half(counters: CounterRepository) -> None:
    with ThreadPoolExecutor(50) as threads:
        told = list(threads.map(lambda _: each(counters, writes=(2, 1000), bans=(3, 100)), range(100)))
    assert told.count(None) == 33
    assert counters.counted("a", window_s=60).counts == {"writes": 66, "bans": 99}


def test_several_things_take_one_request(counters: CounterRepository, table: MemoryTable) -> None:
    each(counters, writes=(1, 1), bans=(1, 1), mentions=(1, 1))
    each(counters, writes=(1, 1), bans=(1, 1), mentions=(1, 1))
    assert (table.reads, table.writes) == (0, 1)
