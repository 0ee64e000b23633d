"""Who keeps asking while blocked waits longer each time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guildhall.clock import epoch_s
from guildhall.errors import StoreThrottled
from guildhall.store.counters import CounterRepository
from guildhall.store.pacing import LONGEST_S, QUIET_S, TOGETHER_S
from guildhall.store.table import ConditionFailed
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

LIMIT, WINDOW_S = 3, 10


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(clock: FakeClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def counters(table: MemoryTable, clock: FakeClock) -> CounterRepository:
    return CounterRepository(table, clock)


def ask(counters: CounterRepository, name: str = "a") -> float:
    return counters.pace(name, window_s=WINDOW_S, limit=LIMIT)


def fill(counters: CounterRepository) -> None:
    assert [ask(counters) for _ in range(LIMIT)] == [0.0] * LIMIT


def test_the_limit_is_the_last_that_fits_and_a_new_window_begins_at_nothing(
    counters: CounterRepository, clock: FakeClock
) -> None:
    clock.advance(2.5)
    fill(counters)
    assert ask(counters) == 7.5
    assert ask(counters, "b") == 0.0
    clock.advance(7.5)
    fill(counters)


def test_calls_that_were_under_way_together_are_told_the_same(counters: CounterRepository, clock: FakeClock) -> None:
    fill(counters)
    assert [ask(counters) for _ in range(40)] == [10.0] * 40
    clock.advance(TOGETHER_S / 2)
    assert ask(counters) == 9.5
    clock.advance(9.5)
    assert ask(counters) == 0.0


def test_each_wait_that_is_not_heeded_makes_the_next_one_longer_up_to_an_end(
    counters: CounterRepository, clock: FakeClock
) -> None:
    fill(counters)
    told = []
    for _ in range(9):
        told.append(ask(counters))
        clock.advance(TOGETHER_S)
    assert told == [10.0, 30.0, 60.0, 120.0, 240.0, 480.0, 900.0, 900.0, 900.0]
    clock.advance(LONGEST_S - TOGETHER_S)
    assert ask(counters) == 0.0


def test_who_is_held_back_is_not_heard_in_a_new_window_either(counters: CounterRepository, clock: FakeClock) -> None:
    fill(counters)
    ask(counters)
    clock.advance(5)
    assert ask(counters) == 30.0
    clock.advance(6)
    assert ask(counters) == 60.0


def test_whoever_waited_and_exceeds_again_is_back_where_it_was_until_some_quiet_has_passed(
    counters: CounterRepository, clock: FakeClock
) -> None:
    fill(counters)
    ask(counters)
    clock.advance(TOGETHER_S)
    assert ask(counters) == 30.0
    clock.advance(39)
    fill(counters)
    assert ask(counters) == 30.0, "it heeded the last wait, so it does not grow"
    clock.advance(30 + QUIET_S)
    fill(counters)
    assert ask(counters) == WINDOW_S


def test_a_refusal_elsewhere_is_only_told_at_first(counters: CounterRepository, clock: FakeClock) -> None:
    assert ask(counters) == 0.0
    assert counters.hold_back("a", wait_s=40.0) == 40.0
    assert counters.hold_back("a", wait_s=40.0) == 40.0
    clock.advance(TOGETHER_S)
    assert ask(counters) == 0.0
    assert counters.hold_back("a", wait_s=39.0) == 39.0, "the first step is shorter than the rest of the window"
    clock.advance(TOGETHER_S)
    assert ask(counters) == 60.0, "it was told twice, and is not heard now"


def test_somebody_who_was_never_counted_can_be_held_back(counters: CounterRepository) -> None:
    assert counters.hold_back("a", wait_s=5.0) == 5.0
    assert ask(counters) == 0.0


def test_a_call_takes_one_request_and_a_flood_of_refused_ones_hardly_more(
    counters: CounterRepository, table: MemoryTable, clock: FakeClock
) -> None:
    asked: list[int] = []
    table.before_write = lambda writes: asked.append(len(writes))
    fill(counters)
    assert len(asked) == LIMIT
    asked.clear()
    for _ in range(100):
        ask(counters)
        clock.advance(TOGETHER_S / 10)
    assert len(asked) == 110, "of each refused call one that fails, and one a second that is written"
    assert table.reads == 0


def test_the_first_call_of_a_window_takes_two_requests_only_after_another_process(
    table: MemoryTable, clock: FakeClock
) -> None:
    asked: list[int] = []
    table.before_write = lambda writes: asked.append(len(writes))
    one, other = CounterRepository(table, clock), CounterRepository(table, clock)
    assert [ask(one), ask(one), len(asked)] == [0.0, 0.0, 2]
    assert [ask(other), len(asked)] == [0.0, 4]
    clock.advance(WINDOW_S)
    assert [ask(one), ask(one), ask(other), len(asked)] == [0.0, 0.0, 0.0, 8]


def test_a_process_whose_clock_is_late_counts_in_the_newer_window(table: MemoryTable, clock: FakeClock) -> None:
    late = CounterRepository(table, FakeClock())
    clock.advance(WINDOW_S)
    ahead = CounterRepository(table, clock)
    assert [ask(ahead), ask(late), ask(late)] == [0.0] * 3
    assert ask(late) == 2 * WINDOW_S
    assert ask(ahead) > 0


def test_of_a_hundred_at_once_exactly_the_limit_fits(table: MemoryTable, clock: FakeClock) -> None:
    processes = [CounterRepository(table, clock) for _ in range(4)]
    with ThreadPoolExecutor(50) as threads:
        told = list(threads.map(lambda place: processes[place % 4].pace("a", window_s=60, limit=60), range(100)))
    assert told.count(0.0) == 60
    assert {wait for wait in told if wait} == {60.0}


def test_what_moves_all_the_time_is_refused_in_the_end(
    counters: CounterRepository, table: MemoryTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(*_: object) -> None:
        raise ConditionFailed(None)

    monkeypatch.setattr(table, "update_if", moved)
    with pytest.raises(StoreThrottled):
        ask(counters)


def test_of_two_that_are_refused_at_once_one_moves_the_wait_and_both_are_told_it(
    counters: CounterRepository, table: MemoryTable, clock: FakeClock
) -> None:
    fill(counters)
    ask(counters)
    clock.advance(TOGETHER_S)
    left = [None, None]

    def overtake(_: object) -> None:
        left.pop()
        if not left:
            table.before_write = lambda _: None
            assert ask(counters) == 30.0

    table.before_write = overtake
    assert ask(counters) == 30.0
    assert table.items()[0]["strikes"] == 1


def test_a_caller_is_forgotten_after_a_while(counters: CounterRepository, table: MemoryTable, clock: FakeClock) -> None:
    fill(counters)
    assert [item["expires_at"] for item in table.items()] == [epoch_s(NOON) + LONGEST_S + QUIET_S]
    clock.advance(LONGEST_S + QUIET_S)
    assert table.items() == []
    fill(counters)


def test_a_process_remembers_only_so_many_callers(counters: CounterRepository) -> None:
    for number in range(1005):
        assert ask(counters, f"caller {number}") == 0.0
    assert ask(counters, "caller 1") == 0.0
