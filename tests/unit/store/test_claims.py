"""StateTable's execution claims."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from guildhall.discord.ids import GuildId
from guildhall.errors import StoreError, StoreThrottled, TooLarge
from guildhall.execution.ports import Claims
from guildhall.store import keys
from guildhall.store.claims import ClaimRepository
from guildhall.store.conditions import Condition, Item, Value
from guildhall.store.records import ClaimRecord
from guildhall.store.table import Change, ConditionFailed, Key
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

LEASE = timedelta(seconds=30)
GUILD = GuildId("41771983423143937")


def attempt(owner: str, *, now: datetime = NOON, audit_id: str | None = None) -> ClaimRecord:
    return ClaimRecord(
        key="interaction:1",
        owner=owner,
        lease_until=now + LEASE,
        expires_at=now + timedelta(days=1, microseconds=1),
        audit_id=audit_id or f"audit-of-{owner}",
    )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(clock: FakeClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def claims(table: MemoryTable) -> ClaimRepository:
    return ClaimRepository(table)


@pytest.fixture
def held(claims: ClaimRepository) -> ClaimRepository:
    claims.claim(attempt("first"), now=NOON)
    return claims


def test_the_repository_is_what_execution_asks_for(claims: ClaimRepository) -> None:
    port: Claims = claims
    assert port is claims


def test_the_first_attempt_holds_the_claim_as_it_asked(claims: ClaimRepository) -> None:
    assert claims.claim(attempt("first"), now=NOON) == attempt("first")


def test_a_second_attempt_sees_who_holds_it_while_the_lease_runs(held: ClaimRepository) -> None:
    almost = NOON + LEASE - timedelta(microseconds=1)
    assert held.claim(attempt("second", now=almost), now=almost) == attempt("first")


def test_the_same_attempt_still_holds_its_own_claim(held: ClaimRepository) -> None:
    assert held.claim(attempt("first"), now=NOON).owner == "first"


def test_an_attempt_whose_lease_ended_is_taken_over_with_the_first_audit_id(held: ClaimRepository) -> None:
    later = NOON + LEASE
    taken = held.claim(attempt("second", now=later), now=later)
    assert taken == attempt("second", now=later, audit_id="audit-of-first")
    assert held.claim(attempt("third", now=later), now=later) == taken


def test_after_the_intent_nobody_takes_it_over_however_late(held: ClaimRepository) -> None:
    intent_at = NOON + timedelta(seconds=1)
    assert held.intend("interaction:1", "first", intent_at, GUILD)
    later = NOON + timedelta(hours=5)
    seen = held.claim(attempt("second", now=later), now=later)
    assert seen == attempt("first").model_copy(update={"intent_at": intent_at, "guild_id": GUILD})


def test_after_the_outcome_nobody_takes_it_over_and_everybody_sees_it(held: ClaimRepository) -> None:
    held.finish("interaction:1", {"status": "denied", "ratio": 0.5})
    later = NOON + timedelta(hours=5)
    seen = held.claim(attempt("second", now=later), now=later)
    assert seen == attempt("first").model_copy(update={"outcome": {"status": "denied", "ratio": 0.5}})


def test_only_the_owner_sets_the_intent_and_only_once(held: ClaimRepository) -> None:
    assert not held.intend("interaction:1", "second", NOON, GUILD)
    assert not held.intend("interaction:2", "first", NOON, GUILD)
    assert held.intend("interaction:1", "first", NOON, None)
    assert not held.intend("interaction:1", "first", NOON, None)


def test_the_first_owner_cannot_intend_after_it_was_taken_over(held: ClaimRepository) -> None:
    later = NOON + LEASE
    held.claim(attempt("second", now=later), now=later)
    assert not held.intend("interaction:1", "first", later, GUILD)
    assert held.intend("interaction:1", "second", later, GUILD)


def test_nobody_intends_what_has_ended(held: ClaimRepository) -> None:
    held.finish("interaction:1", {"status": "failed"})
    assert not held.intend("interaction:1", "first", NOON, GUILD)


def test_an_owner_whose_lease_ended_still_intends_if_nobody_took_over(held: ClaimRepository) -> None:
    assert held.intend("interaction:1", "first", NOON + 2 * LEASE, GUILD)


def test_a_released_claim_can_be_made_again(held: ClaimRepository) -> None:
    held.release("interaction:1", "first")
    assert held.claim(attempt("second"), now=NOON) == attempt("second")


def test_only_the_owner_releases_and_only_before_the_intent(held: ClaimRepository) -> None:
    held.release("interaction:1", "second")
    assert held.claim(attempt("second"), now=NOON).owner == "first"
    held.intend("interaction:1", "first", NOON, GUILD)
    held.release("interaction:1", "first")
    assert held.claim(attempt("second"), now=NOON).owner == "first"


def test_what_surely_came_to_nothing_is_given_back_by_its_owner_even_after_the_intent(held: ClaimRepository) -> None:
    held.intend("interaction:1", "first", NOON, None)
    assert not held.give_back("interaction:1", "second")
    assert held.give_back("interaction:1", "first")
    assert not held.give_back("interaction:1", "first")


def test_what_has_ended_is_not_given_back(held: ClaimRepository) -> None:
    held.finish("interaction:1", {"ok": True})
    assert not held.give_back("interaction:1", "first")


def test_what_has_ended_is_not_released(held: ClaimRepository) -> None:
    held.finish("interaction:1", {"status": "failed"})
    held.release("interaction:1", "first")
    assert held.claim(attempt("second"), now=NOON).outcome == {"status": "failed"}


def test_the_first_outcome_stands(held: ClaimRepository) -> None:
    held.finish("interaction:1", {"status": "completed"})
    held.finish("interaction:1", {"status": "failed"})
    assert held.claim(attempt("second"), now=NOON).outcome == {"status": "completed"}


def test_finishing_what_nobody_claimed_claims_nothing(claims: ClaimRepository, table: MemoryTable) -> None:
    claims.finish("interaction:1", {"status": "completed"})
    assert table.items() == []


def test_an_outcome_beyond_350_kb_is_refused_and_a_shorter_one_still_fits(held: ClaimRepository) -> None:
    with pytest.raises(TooLarge):
        held.finish("interaction:1", {"result": "x" * 350_000})
    held.finish("interaction:1", {"result": "too large"})
    assert held.claim(attempt("second"), now=NOON).outcome == {"result": "too large"}


def test_an_expired_claim_is_forgotten_whole(held: ClaimRepository, clock: FakeClock) -> None:
    held.intend("interaction:1", "first", NOON, GUILD)
    held.finish("interaction:1", {"status": "completed"})
    clock.advance(timedelta(days=1, seconds=1).total_seconds())
    assert held.claim(attempt("second", now=clock()), now=clock()) == attempt("second", now=clock())


def test_claims_of_different_keys_do_not_meet(held: ClaimRepository) -> None:
    other = attempt("second").model_copy(update={"key": "interaction:1#claim"})
    assert held.claim(other, now=NOON) == other


@pytest.mark.parametrize("key", ["", "x" * 5000, "\ud83d", "a\nb"])
def test_a_key_of_any_shape_can_be_claimed(claims: ClaimRepository, key: str) -> None:
    record = ClaimRecord.model_construct(**{**dict(attempt("first")), "key": key})
    assert claims.claim(record, now=NOON).owner == "first"
    assert claims.intend(key, "first", NOON, None)


def test_of_twenty_attempts_one_owns_the_claim(claims: ClaimRepository) -> None:
    with ThreadPoolExecutor(20) as threads:
        seen = list(threads.map(lambda number: claims.claim(attempt(str(number)), now=NOON), range(20)))
    assert len({(record.owner, record.audit_id) for record in seen}) == 1


def test_of_twenty_who_take_over_one_intends(held: ClaimRepository) -> None:
    later = NOON + LEASE

    def take_over(number: int) -> bool:
        held.claim(attempt(str(number), now=later), now=later)
        return held.intend("interaction:1", str(number), later, GUILD)

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(take_over, range(20))) == 1


@pytest.mark.parametrize("broken", [{"owner": "first"}, {"outcome": "no JSON"}, {"lease_us": "soon"}], ids=str)
def test_a_claim_that_cannot_be_read_is_an_error(
    claims: ClaimRepository, table: MemoryTable, broken: dict[str, Value]
) -> None:
    table.put_if(keys.claim("interaction:1").item(**broken))
    with pytest.raises(StoreError):
        claims.claim(attempt("second"), now=NOON)


def test_a_claim_that_vanished_while_it_was_asked_for_is_worth_another_try() -> None:
    class Vanishing(MemoryTable):
        def update_if(self, key: Key, change: Change, condition: Condition | None = None) -> Item:
            raise ConditionFailed(None)

    with pytest.raises(StoreThrottled):
        ClaimRepository(Vanishing()).claim(attempt("first"), now=NOON)
