"""StateTable's plans."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from guildhall.discord.ids import GuildId
from guildhall.execution.ports import Plans
from guildhall.store.plans import PlanRepository
from guildhall.store.records import PlanRecord
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

PLAN = PlanRecord(
    plan_id="p1",
    subject="mcp:80351110224678912",
    operation="channel.edit",
    payload_digest="ab" * 32,
    guild_id=GuildId("41771983423143937"),
    fingerprint="f1",
    expires_at=NOON + timedelta(minutes=10, milliseconds=500),
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def plans(clock: FakeClock) -> PlanRepository:
    return PlanRepository(MemoryTable(clock), clock)


def test_the_repository_is_what_execution_asks_for(plans: PlanRepository) -> None:
    port: Plans = plans
    assert port is plans


def test_a_plan_is_taken_once(plans: PlanRepository) -> None:
    plans.put(PLAN)
    assert plans.take("p1") == PLAN
    assert plans.take("p1") is None


@pytest.mark.parametrize("plan_id", ["", "p2", "p1#plan", "x" * 4000, "\ud83d"])
def test_an_unknown_plan_of_any_shape_is_none(plans: PlanRepository, plan_id: str) -> None:
    plans.put(PLAN)
    assert plans.take(plan_id) is None


@pytest.mark.parametrize(
    ("after_s", "there"), [(600.4, True), (600.5, False), (600.9, False), (601, False), (9e6, False)]
)
def test_an_expired_plan_is_none(plans: PlanRepository, clock: FakeClock, after_s: float, there: bool) -> None:
    plans.put(PLAN)
    clock.advance(after_s)
    assert (plans.take("p1") == PLAN) is there


def test_of_twenty_who_take_a_plan_one_gets_it(plans: PlanRepository) -> None:
    plans.put(PLAN)
    with ThreadPoolExecutor(20) as threads:
        taken = list(threads.map(lambda _: plans.take("p1"), range(20)))
    assert taken.count(PLAN) == 1
    assert taken.count(None) == 19
