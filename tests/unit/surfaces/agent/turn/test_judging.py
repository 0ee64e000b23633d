"""What a failure means to a turn."""

from typing import Any

import pytest

from guildhall.errors import (
    BudgetExceeded,
    ConfigurationError,
    DiscordForbidden,
    DiscordRateLimited,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    ModelError,
    ModelRefused,
    ModelUnavailable,
    OutcomeUnknown,
    RateLimited,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
)
from guildhall.surfaces.agent.turn import judging, telling
from guildhall.surfaces.agent.turn.judging import backoff_s, is_fault, later
from guildhall.surfaces.queueing import QueueRefused
from tests.fakes.clock import NOON

PASSING: list[Exception] = [
    ModelUnavailable("."),
    DiscordUnavailable("."),
    DiscordRateLimited(".", retry_after_s=1.5),
    OutcomeUnknown("."),
    StoreThrottled(".", retry_after_s=2.0),
    StoreUnavailable("."),
    InProgress("."),
    QueueRefused("AccessDenied", surely=True),
]
LASTING: list[Exception] = [
    ModelRefused("."),
    BudgetExceeded(".", retry_after_s=60),
    DiscordForbidden("."),
    RateLimited(".", retry_after_s=5.0),
    ConfigurationError("."),
    StoreError("."),
    RuntimeError("."),
]


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_what_may_pass_is_tried_again(error: Exception) -> None:
    assert later(error, 1, 0.5) is not None


@pytest.mark.parametrize("error", LASTING, ids=lambda error: type(error).__name__)
def test_what_does_not_pass_is_not(error: Exception) -> None:
    assert later(error, 1, 0.5) is None


def test_the_wait_doubles_up_to_two_minutes_and_is_spread_by_a_quarter() -> None:
    assert [backoff_s(receives, 0.5) for receives in range(1, 12)] == [2, 4, 8, 16, 32, 64, *[120] * 5]
    assert (backoff_s(3, 0), backoff_s(3, 1)) == (6, 10)
    assert backoff_s(10**9, 0.5) == 120


@pytest.mark.parametrize(("told", "waited"), [(0.2, 1.0), (7, 7.0), (299, 299.0), (301, 301.0)])
def test_a_wait_that_was_told_is_kept_and_never_shortened(told: float, waited: float) -> None:
    found = later(ModelUnavailable(".", retry_after_s=told), 5, 0)
    assert found is not None
    assert found.after_s == waited
    assert found.leaves_queue is (waited > 300)
    spread = later(ModelUnavailable(".", retry_after_s=told), 5, 1)
    assert spread is not None
    assert spread.after_s == pytest.approx(waited * 1.1)


@pytest.mark.parametrize("told", [0, -1, "soon", None])
def test_a_wait_that_makes_no_sense_was_not_told(told: Any) -> None:
    found = later(ModelUnavailable(".", retry_after_s=told), 2, 0.5)
    assert found == judging.Later(4)


def test_only_what_has_no_words_for_the_asker_is_a_fault() -> None:
    faults = [RuntimeError("."), StoreError("."), GuildhallError("."), ModelError("."), KeyError("x")]
    assert [is_fault(error) for error in faults] == [True] * 5
    assert [is_fault(error) for error in (ModelRefused("."), DiscordForbidden("."), InProgress("."))] == [False] * 3


def test_who_keeps_a_turn_waiting_is_named_without_our_insides() -> None:
    assert telling.again_in(ModelUnavailable("overloaded_error"), 19.2) == "The model is busy; trying again in 20 s."
    assert telling.again_in(DiscordUnavailable("503"), 0.1) == "Discord does not answer in time; trying again in 1 s."
    told = telling.again_at(StoreUnavailable("table"), NOON)
    assert told == f"Our own tables or queues do not answer in time; going on <t:{int(NOON.timestamp())}:R>."
