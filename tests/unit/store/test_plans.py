"""StateTable's plans."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from guildhall.discord.ids import GuildId
from guildhall.errors import TooLarge
from guildhall.execution.ports import Plans
from guildhall.store.plans import PlanRepository
from guildhall.store.records import PlanRecord
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

SUBJECT, DIGEST = "mcp:80351110224678912", "ab" * 32
PLAN = PlanRecord(
    plan_id="p1",
    subject=SUBJECT,
    operation="channel.edit",
    payload_digest=DIGEST,
    guild_id=GuildId("41771983423143937"),
    fingerprint="f1",
    preview={"summary": "Edit it", "fingerprint": "f1"},
    expires_at=NOON + timedelta(minutes=10, milliseconds=500),
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def plans(clock: FakeClock) -> PlanRepository:
    return PlanRepository(MemoryTable(clock), clock)


def _take(plans: PlanRepository, plan_id: str = "p1", by: str = "a1") -> PlanRecord | None:
    return plans.take(plan_id, SUBJECT, DIGEST, by=by)


def test_the_repository_is_what_execution_asks_for(plans: PlanRepository) -> None:
    port: Plans = plans
    assert port is plans


def test_a_plan_is_taken_once(plans: PlanRepository) -> None:
    plans.put(PLAN)
    assert _take(plans) == PLAN
    assert _take(plans, by="a2") is None


def test_whoever_took_it_may_take_it_again_because_an_attempt_that_takes_over_has_the_same_audit_id(
    plans: PlanRepository,
) -> None:
    plans.put(PLAN)
    assert _take(plans) == _take(plans) == PLAN


def test_a_plan_that_was_given_back_is_anybodys_and_only_its_taker_gives_it_back(plans: PlanRepository) -> None:
    plans.put(PLAN)
    _take(plans)
    plans.give_back("p1", "a2")
    assert _take(plans, by="a2") is None
    plans.give_back("p1", "a1")
    assert _take(plans, by="a2") == PLAN
    plans.give_back("unheard-of", "a1")


@pytest.mark.parametrize(("subject", "digest"), [("mcp:other", DIGEST), (SUBJECT, "cd" * 32), ("", "")])
def test_a_plan_is_not_even_used_up_by_somebody_or_something_else(
    plans: PlanRepository, subject: str, digest: str
) -> None:
    plans.put(PLAN)
    assert plans.take("p1", subject, digest, by="a2") is None
    assert _take(plans) == PLAN


@pytest.mark.parametrize("plan_id", ["", "p2", "p1#plan", "x" * 4000, "\ud83d"])
def test_an_unknown_plan_of_any_shape_is_none(plans: PlanRepository, plan_id: str) -> None:
    plans.put(PLAN)
    assert _take(plans, plan_id) is None


@pytest.mark.parametrize(
    ("after_s", "there"), [(600.4, True), (600.5, False), (600.9, False), (601, False), (9e6, False)]
)
def test_an_expired_plan_is_none(plans: PlanRepository, clock: FakeClock, after_s: float, there: bool) -> None:
    plans.put(PLAN)
    clock.advance(after_s)
    assert (_take(plans) == PLAN) is there


def test_of_twenty_who_take_a_plan_one_gets_it(plans: PlanRepository) -> None:
    plans.put(PLAN)
    with ThreadPoolExecutor(20) as threads:
        taken = list(threads.map(lambda number: _take(plans, by=f"a{number}"), range(20)))
    assert taken.count(PLAN) == 1
    assert taken.count(None) == 19


def test_a_preview_that_does_not_fit_is_refused_with_its_size(plans: PlanRepository) -> None:
    with pytest.raises(TooLarge, match="What was previewed takes"):
        plans.put(PLAN.model_copy(update={"preview": {"summary": "x" * 400_000}}))
