"""Who holds a shard, and how often it may identify."""

from datetime import timedelta

import pytest

from guildhall.discord.gateway.record import Kept, State
from guildhall.store import keys, shards
from guildhall.store.shards import IDENTIFIES_A_DAY, IDENTIFY_SPACING_S, ShardRepository
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

SHARD = (0, 1)
LEASE = timedelta(seconds=30)
KEPT = Kept(
    state=State.CONNECTED,
    session_id="s1",
    resume_url="wss://gateway-1.discord.gg",
    acked_seq=7,
    heard_at=NOON,
    bot_user_id="900000000000000001",
    lookback_from=NOON - timedelta(hours=1),
    attempts=2,
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(clock: FakeClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def repository(table: MemoryTable, clock: FakeClock) -> ShardRepository:
    return ShardRepository(table, clock)


def test_the_first_one_holds_the_shard_and_the_second_one_does_not(repository: ShardRepository) -> None:
    first = repository.take(SHARD, "a", NOON + LEASE, NOON)
    assert first is not None
    assert (first.owner, first.is_held(NOON), first.kept) == ("a", True, Kept())
    assert repository.take(SHARD, "b", NOON + LEASE, NOON) is None
    assert repository.take(SHARD, "a", NOON + LEASE, NOON) is not None


def test_whoever_takes_over_goes_on_where_the_last_one_stood(repository: ShardRepository) -> None:
    repository.take(SHARD, "a", NOON + LEASE, NOON)
    saved = repository.save(SHARD, "a", KEPT, NOON + LEASE)
    assert saved is not None
    assert saved.kept == KEPT
    then = NOON + LEASE
    taken = repository.take(SHARD, "b", then + LEASE, then)
    assert taken is not None
    assert (taken.owner, taken.kept) == ("b", KEPT)


def test_a_lease_that_is_renewed_is_not_over(repository: ShardRepository) -> None:
    repository.take(SHARD, "a", NOON + LEASE, NOON)
    repository.save(SHARD, "a", KEPT, NOON + 2 * LEASE)
    assert repository.take(SHARD, "b", NOON + 3 * LEASE, NOON + LEASE) is None


def test_whoever_lost_the_shard_writes_nothing_any_more(repository: ShardRepository) -> None:
    repository.take(SHARD, "a", NOON + LEASE, NOON)
    repository.take(SHARD, "b", NOON + 2 * LEASE, NOON + LEASE)
    assert repository.save(SHARD, "a", KEPT, NOON + 3 * LEASE) is None
    repository.release(SHARD, "a", KEPT)
    record = repository.save(SHARD, "b", Kept(), NOON + 2 * LEASE)
    assert record is not None
    assert (record.owner, record.kept) == ("b", Kept())


def test_a_shard_that_is_let_go_can_be_taken_at_once_with_its_session(repository: ShardRepository) -> None:
    repository.take(SHARD, "a", NOON + LEASE, NOON)
    repository.release(SHARD, "a", KEPT)
    taken = repository.take(SHARD, "b", NOON + LEASE, NOON)
    assert taken is not None
    assert taken.kept == KEPT


def test_the_holder_sees_with_its_next_save_that_somebody_waits(repository: ShardRepository) -> None:
    repository.take(SHARD, "a", NOON + LEASE, NOON)
    repository.stand_by(SHARD, "b", NOON + LEASE)
    record = repository.save(SHARD, "a", KEPT, NOON + LEASE)
    assert record is not None
    assert (record.successor, record.has_successor(NOON)) == ("b", True)
    assert not record.has_successor(NOON + LEASE)


def test_whoever_takes_the_shard_is_nobody_s_successor(repository: ShardRepository) -> None:
    repository.stand_by(SHARD, "b", NOON + LEASE)
    taken = repository.take(SHARD, "b", NOON + LEASE, NOON)
    assert taken is not None
    assert not taken.has_successor(NOON)


def test_shards_are_held_apart(repository: ShardRepository) -> None:
    repository.take((0, 2), "a", NOON + LEASE, NOON)
    assert repository.take((1, 2), "b", NOON + LEASE, NOON) is not None


def test_the_record_is_never_forgotten_by_age(repository: ShardRepository, table: MemoryTable) -> None:
    repository.take(SHARD, "a", NOON + LEASE, NOON)
    repository.save(SHARD, "a", KEPT, NOON + LEASE)
    assert "expires_at" not in (table.get(keys.shard(*SHARD)) or {"expires_at": 1})


def test_a_record_of_another_release_is_read_as_far_as_it_goes(repository: ShardRepository, table: MemoryTable) -> None:
    table.put_if(keys.shard(*SHARD).item(state="hibernating", acked_seq="many", attempts=None, session_id=4))
    taken = repository.take(SHARD, "a", NOON + LEASE, NOON)
    assert taken is not None
    assert taken.kept == Kept()


def test_two_identifies_are_five_seconds_apart(repository: ShardRepository, clock: FakeClock) -> None:
    assert repository.identify_in_s(SHARD) == 0.0
    clock.advance(2)
    assert repository.identify_in_s(SHARD) == pytest.approx(IDENTIFY_SPACING_S - 2)
    clock.advance(3)
    assert repository.identify_in_s(SHARD) == 0.0


def test_a_crash_loop_cannot_identify_a_token_to_death(repository: ShardRepository, clock: FakeClock) -> None:
    taken = []
    for _ in range(2 * 2880):
        clock.advance(30)
        if repository.identify_in_s(SHARD) == 0.0:
            taken.append(clock())
    day = timedelta(hours=24)
    most = max(sum(begin <= moment < begin + day for moment in taken) for begin in taken)
    assert IDENTIFIES_A_DAY <= most <= 2 * IDENTIFIES_A_DAY < 1000


def test_when_the_day_s_tickets_are_used_up_it_says_when_there_are_more(
    repository: ShardRepository, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "IDENTIFIES_A_DAY", 1)
    assert repository.identify_in_s(SHARD) == 0.0
    clock.advance(3600)
    assert repository.identify_in_s(SHARD) == 11 * 3600
