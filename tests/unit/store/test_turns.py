"""StateTable's heads of turns."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.errors import StoreError, StoreThrottled
from guildhall.store import keys
from guildhall.store.conditions import Condition, Item
from guildhall.store.table import Change, ConditionFailed, Key
from guildhall.store.turn_records import ENDED, Shown, TurnRecord, TurnStatus, Usage, Wait
from guildhall.store.turns import TurnRepository
from guildhall.surfaces.agent.keeping import Turns
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

LEASE = timedelta(seconds=30)
ASKER, OTHER = UserId("80351110224678912"), UserId("80351110224678913")


def attempt(owner: str, *, now: datetime = NOON, **changed: Any) -> TurnRecord:
    record = TurnRecord(
        turn_id="1035",
        guild_id=GuildId("41771983423143937"),
        channel_id=ChannelId("399942396007890945"),
        asker_id=ASKER,
        owner=owner,
        lease_until=now + LEASE,
        started_at=now,
        expires_at=now + timedelta(days=2),
    )
    return record.model_copy(update=changed)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(clock: FakeClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def turns(table: MemoryTable) -> TurnRepository:
    return TurnRepository(table)


def test_the_repository_is_what_a_turn_asks_for(turns: TurnRepository) -> None:
    port: Turns = turns
    assert port is turns


def test_the_first_attempt_holds_the_turn_and_the_second_sees_who_does(turns: TurnRepository) -> None:
    assert turns.begin(attempt("first"), NOON) == attempt("first", attempts=1)
    assert turns.begin(attempt("second"), NOON).owner == "first"
    assert turns.get("1035") == attempt("first", attempts=1)
    assert turns.get("1036") is None


def test_a_turn_whose_attempt_died_is_taken_over_with_all_that_was_saved(turns: TurnRepository) -> None:
    held = turns.begin(attempt("first"), NOON)
    shown = Shown(progress_id=MessageId("7"), part_ids=(MessageId("7"),))
    changed: dict[str, Any] = {
        "rounds": 2,
        "tainted": True,
        "usage": Usage(rounds=2, input_tokens=9),
        "shown": shown,
        "attempts": 0,
    }
    assert turns.save(held.model_copy(update=changed))
    just_before, later = NOON + LEASE - timedelta(microseconds=1), NOON + LEASE
    assert turns.begin(attempt("second"), just_before).owner == "first"
    taken = turns.begin(attempt("second", now=later), later)
    assert taken == attempt("second", **(changed | {"lease_until": later + LEASE, "attempts": 1}))
    assert not turns.save(held)
    assert not turns.renew("1035", "first", later + LEASE * 2)


def test_renewing_moves_the_lease_and_nothing_else(turns: TurnRepository) -> None:
    held = turns.begin(attempt("first"), NOON)
    assert turns.renew("1035", "first", NOON + LEASE * 2)
    assert turns.get("1035") == held.model_copy(update={"lease_until": NOON + LEASE * 2})
    assert turns.begin(attempt("second"), NOON + LEASE).owner == "first"
    assert not turns.renew("1035", "second", NOON + LEASE * 3)
    assert not turns.renew("1036", "first", NOON + LEASE)


@pytest.mark.parametrize("status", [status for status in TurnStatus if status is not TurnStatus.RUNNING])
def test_a_turn_that_no_attempt_runs_is_not_begun_again_nor_renewed(turns: TurnRepository, status: TurnStatus) -> None:
    turns.save(turns.begin(attempt("first"), NOON).model_copy(update={"status": status}))
    later = NOON + LEASE * 2
    assert turns.begin(attempt("second"), later).status is status
    assert not turns.renew("1035", "first", later)


@pytest.mark.parametrize("status", [TurnStatus.WAITING, TurnStatus.DELAYED])
def test_a_turn_that_is_away_is_resumed_once(turns: TurnRepository, status: TurnStatus) -> None:
    wait = Wait(tool_use_id="toolu_1", confirmation_id="c1", expires_at=NOON)
    turns.save(turns.begin(attempt("first"), NOON).model_copy(update={"status": status, "waits": (wait,)}))
    resumed = turns.resume("1035", "second", NOON + LEASE * 2, NOON)
    assert resumed is not None
    assert (resumed.owner, resumed.status, resumed.waits) == ("second", TurnStatus.RUNNING, (wait,))
    assert resumed.lease_until == NOON + LEASE * 2
    again = turns.resume("1035", "third", NOON + LEASE * 3, NOON)
    assert again == resumed
    after_its_death = turns.resume("1035", "third", NOON + LEASE * 3, NOON + LEASE * 2)
    assert after_its_death is not None
    assert after_its_death.owner == "third"


@pytest.mark.parametrize("status", sorted(ENDED))
def test_a_turn_that_has_ended_stays_so(turns: TurnRepository, status: TurnStatus) -> None:
    turns.save(turns.begin(attempt("first"), NOON).model_copy(update={"status": status}))
    seen = turns.resume("1035", "second", NOON + LEASE * 2, NOON + LEASE)
    assert seen is not None
    assert (seen.owner, seen.status) == ("first", status)
    cancelled = turns.cancel("1035", OTHER)
    assert cancelled is not None
    assert cancelled.cancelled_by is None


def test_there_is_nothing_to_resume_save_or_cancel_of_an_unknown_turn(turns: TurnRepository) -> None:
    assert turns.resume("1035", "first", NOON + LEASE, NOON) is None
    assert turns.cancel("1035", ASKER) is None
    assert not turns.save(attempt("first"))
    assert turns.get("1035") is None


def test_cancelling_counts_once_and_no_save_undoes_it(turns: TurnRepository) -> None:
    held = turns.begin(attempt("first"), NOON)
    assert turns.cancel("1035", OTHER) == held.model_copy(update={"cancelled_by": OTHER})
    assert turns.cancel("1035", ASKER) == held.model_copy(update={"cancelled_by": OTHER})
    assert turns.save(held.model_copy(update={"rounds": 1}))
    assert turns.get("1035") == held.model_copy(update={"rounds": 1, "cancelled_by": OTHER})


def test_a_head_is_forgotten_when_it_expires(turns: TurnRepository, clock: FakeClock) -> None:
    held = turns.begin(attempt("first"), NOON)
    turns.save(held.model_copy(update={"status": TurnStatus.DONE}))
    clock.advance(2 * 86_400)
    assert turns.get("1035") is None
    assert turns.begin(attempt("second", now=clock()), clock()) == attempt("second", now=clock(), attempts=1)


def test_of_twenty_attempts_at_once_one_holds_the_turn(turns: TurnRepository) -> None:
    with ThreadPoolExecutor(20) as threads:
        seen = list(threads.map(lambda number: turns.begin(attempt(f"a{number}"), NOON), range(20)))
    assert len({record.owner for record in seen}) == 1


class Vanishing(MemoryTable):
    """Refuses every change, and has nothing to show for it."""

    def update_if(self, key: Key, change: Change, condition: Condition | None = None) -> Item:
        raise ConditionFailed(None)


def test_a_head_that_goes_away_while_it_is_begun_may_be_begun_again(clock: FakeClock) -> None:
    with pytest.raises(StoreThrottled):
        TurnRepository(Vanishing(clock)).begin(attempt("first"), NOON)


def test_a_head_that_another_release_wrote_is_not_guessed_at(turns: TurnRepository, table: MemoryTable) -> None:
    turns.begin(attempt("first"), NOON)
    table.update_if(keys.turn("1035"), Change(set={"record": '{"unknown": 1}'}))
    with pytest.raises(StoreError, match="TurnRecord cannot be read"):
        turns.get("1035")


def test_no_head_holds_a_word_of_anybody(turns: TurnRepository, table: MemoryTable) -> None:
    turns.begin(attempt("first"), NOON)
    (item,) = table.items()
    assert set(item) == {"pk", "sk", "owner", "lease_us", "status", "attempts", "record", "expires_at"}
