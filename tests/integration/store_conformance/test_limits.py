"""Limits in a race, on every table: what is promised of them holds to the last call."""

from guildhall.policy.shares import Share
from guildhall.store.counters import CounterRepository
from guildhall.store.pacing import TOGETHER_S
from guildhall.store.table import Table
from tests.fakes.clock import FakeClock
from tests.integration.store_conformance.helpers import in_parallel


def test_of_a_hundred_at_once_each_budget_is_held_and_none_pays_half(table: Table, clock: FakeClock) -> None:
    counters = CounterRepository(table, clock)
    shares = {"writes": Share(2, 1000), "moderation": Share(3, 100), "mass_mentions": Share(1, 50)}
    told = in_parallel(100, lambda _: counters.spend_each("g", window_s=86_400, shares=shares))
    assert told.count(None) == 33
    assert {short.what for short in told if short is not None} == {"moderation"}
    assert counters.counted("g", window_s=86_400).counts == {"writes": 66, "moderation": 99, "mass_mentions": 33}


def test_of_a_hundred_calls_of_one_caller_exactly_the_limit_fits_through_many_processes(
    table: Table, clock: FakeClock
) -> None:
    processes = [CounterRepository(table, clock) for _ in range(5)]
    told = in_parallel(100, lambda number: processes[number % 5].pace("a", window_s=10, limit=60))
    assert told.count(0.0) == 60
    assert set(told) == {0.0, 10.0}, "those that were refused together are told the same"
    clock.advance(TOGETHER_S)
    assert set(in_parallel(20, lambda number: processes[number % 5].pace("a", window_s=10, limit=60))) == {30.0}
    clock.advance(30)
    assert [process.pace("a", window_s=10, limit=60) for process in processes] == [0.0] * 5


def test_of_fifty_acts_at_once_exactly_the_limit_fits_and_the_others_see_all_of_them(
    table: Table, clock: FakeClock
) -> None:
    counters = CounterRepository(table, clock)
    told = in_parallel(50, lambda number: counters.burst("g", by=str(number), window_s=60, limit=10))
    assert told.count(None) == 10
    fitted = {str(number) for number, by in enumerate(told) if by is None}
    assert {frozenset(by) for by in told if by is not None} == {frozenset(fitted)}
    clock.advance(60)
    assert counters.burst("g", by="later", window_s=60, limit=10) is None


def test_what_has_expired_is_begun_anew(table: Table, clock: FakeClock) -> None:
    counters = CounterRepository(table, clock)
    for _ in range(2):
        assert counters.pace("a", window_s=10, limit=1) == 0.0
        assert counters.pace("a", window_s=10, limit=1) == 10.0
        assert counters.burst("g", by="a", window_s=60, limit=1) is None
        clock.advance(86_400)
