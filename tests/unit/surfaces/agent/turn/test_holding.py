"""Holding a turn: renewed while it is worked on, given up when it is another's, and no thread left behind."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from guildhall.errors import StoreUnavailable
from guildhall.store.turn_records import TurnRecord, TurnStatus
from guildhall.store.turns import TurnRepository
from guildhall.surfaces.agent.turn.holding import HOLD, HOLD_S, Hold, Lost
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable
from tests.fakes.turn_world import ASKER, CHANNEL, GUILD, TURN

WITHIN_S = 5.0


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(clock: FakeClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def turns(table: MemoryTable) -> TurnRepository:
    return TurnRepository(table)


@pytest.fixture
def hidden() -> list[float]:
    return []


def new_head(owner: str, clock: FakeClock) -> TurnRecord:
    return TurnRecord(
        turn_id=TURN,
        guild_id=GUILD,
        channel_id=CHANNEL,
        asker_id=ASKER,
        owner=owner,
        lease_until=clock() + HOLD,
        started_at=NOON,
        expires_at=NOON + timedelta(days=2),
    )


@pytest.fixture
def hold(turns: TurnRepository, clock: FakeClock, hidden: list[float]) -> Hold:
    return Hold(turns, turns.begin(new_head("first", clock), clock()), clock, hidden.append)


@pytest.fixture
def beating(hold: Hold) -> Iterator[Hold]:
    hold.beat_s = 0.001
    with hold:
        yield hold


def until(condition: object) -> None:
    """Wait until it holds."""
    assert callable(condition)
    deadline = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline, "it never came to be"
        threading.Event().wait(0.001)


def taken_over(turns: TurnRepository, clock: FakeClock) -> None:
    clock.advance(HOLD_S)
    assert turns.begin(new_head("second", clock), clock()).owner == "second"


def test_the_lease_and_the_message_are_renewed_beside_the_work(
    beating: Hold, turns: TurnRepository, hidden: list[float], clock: FakeClock
) -> None:
    clock.advance(20)
    renewed = clock() + HOLD
    until(lambda: (head := turns.get(TURN)) and head.lease_until == renewed)
    until(lambda: len(hidden) > 2)
    assert set(hidden) == {HOLD_S}
    clock.advance(20)
    beating.check()


def test_the_thread_is_gone_when_the_work_is_over(hold: Hold) -> None:
    with hold:
        assert [thread.name for thread in threading.enumerate()].count(f"hold-{TURN}") == 1
    assert [thread.name for thread in threading.enumerate()].count(f"hold-{TURN}") == 0


def test_a_beat_that_finds_another_owner_ends_the_attempt_and_hides_nothing_more(
    turns: TurnRepository, clock: FakeClock, hidden: list[float], hold: Hold
) -> None:
    taken_over(turns, clock)
    hold.beat_s = 0.001
    with hold:
        until(hold._lost.is_set)
        with pytest.raises(Lost):
            hold.check()
    assert hidden == []


def test_a_table_that_does_not_answer_a_beat_is_asked_again(
    table: MemoryTable, clock: FakeClock, hold: Hold, hidden: list[float]
) -> None:
    failures = iter([StoreUnavailable("The database gave no answer.")] * 3)

    def fail(_: object) -> None:
        if failure := next(failures, None):
            raise failure

    table.before_write = fail
    hold.beat_s = 0.001
    with hold:
        until(lambda: hidden)
        hold.check()


def test_a_lease_that_ran_out_unnoticed_is_renewed_if_nobody_came(
    hold: Hold, turns: TurnRepository, clock: FakeClock
) -> None:
    clock.advance(HOLD_S)
    hold.check()
    assert turns.begin(new_head("second", clock), clock()).owner == "first"


def test_a_lease_that_ran_out_and_was_taken_is_lost_before_anything_is_saved(
    hold: Hold, turns: TurnRepository, clock: FakeClock
) -> None:
    taken_over(turns, clock)
    for attempt in (hold.check, hold.cancelled, lambda: hold.save(rounds=1), lambda: hold.leave(TurnStatus.DONE)):
        with pytest.raises(Lost):
            attempt()
    head = turns.get(TURN)
    assert head is not None
    assert (head.owner, head.rounds, head.status) == ("second", 0, TurnStatus.RUNNING)


def test_a_save_that_another_attempt_forestalled_is_lost(hold: Hold, turns: TurnRepository, clock: FakeClock) -> None:
    """The rival's clock is fast, so ours still believes in the lease."""
    ahead = FakeClock(clock() + HOLD)
    turns.begin(new_head("second", ahead), ahead())
    with pytest.raises(Lost):
        hold.save(rounds=1)
    with pytest.raises(Lost):
        hold.check()


def test_a_look_for_a_cancel_notices_another_attempt(hold: Hold, turns: TurnRepository, clock: FakeClock) -> None:
    ahead = FakeClock(clock() + HOLD)
    turns.begin(new_head("second", ahead), ahead())
    with pytest.raises(Lost):
        hold.cancelled()


def test_a_head_that_is_gone_is_lost(hold: Hold, clock: FakeClock) -> None:
    clock.advance(3 * 86_400)
    with pytest.raises(Lost):
        hold.check()


def test_saving_renews_too_and_what_did_not_change_is_not_saved(
    hold: Hold, turns: TurnRepository, clock: FakeClock, table: MemoryTable
) -> None:
    clock.advance(20)
    hold.save(rounds=1, tainted=True)
    writes = table.writes
    hold.save(rounds=1, tainted=True)
    assert table.writes == writes
    head = turns.get(TURN)
    assert head == hold.head
    assert head is not None
    assert (head.rounds, head.tainted, head.lease_until) == (1, True, clock() + HOLD)


def test_who_cancelled_is_read_anew(hold: Hold, turns: TurnRepository) -> None:
    assert not hold.cancelled()
    turns.cancel(TURN, ASKER)
    assert hold.cancelled()
    assert hold.head.cancelled_by == ASKER


def test_a_turn_that_is_left_running_can_be_taken_up_at_once(
    hold: Hold, turns: TurnRepository, clock: FakeClock
) -> None:
    with hold:
        hold.leave(TurnStatus.RUNNING, attempts=0)
        assert not hold._thread.is_alive()
    assert turns.begin(new_head("second", clock), clock()).owner == "second"
