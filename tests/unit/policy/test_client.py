"""Step 1: who asks, and how often."""

from datetime import timedelta

import pytest

from guildhall.errors import RateLimited, Unauthenticated
from guildhall.identity import Principal
from guildhall.policy.client import ADMISSION_WINDOW_S, ADMISSIONS, admit
from guildhall.store.pacing import TOGETHER_S
from tests.fakes.clock import NOON
from tests.fakes.guild import GENERAL, MEMBER, NEWCOMER, NOWHERE
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, attempt, denied

LIST = "channel.list"


def _admit(rig: Rig, who: Principal) -> None:
    admit(who, rig.platform.machinery.counters)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(microseconds=1), timedelta(days=400)])
def test_an_expired_credential_proves_nobody(rig: Rig, late: timedelta) -> None:
    error = denied(rig, "authenticate_client", LIST, {}, rig.mcp(MEMBER, expires_at=NOON - late))
    assert isinstance(error, Unauthenticated)
    assert "expired" in error.message
    assert error.hint


def test_a_credential_holds_until_the_moment_of_its_end(rig: Rig) -> None:
    assert allowed(rig, LIST, {}, rig.mcp(MEMBER, expires_at=NOON + timedelta(microseconds=1)))


def test_calls_are_admitted_up_to_a_limit_even_if_they_are_denied(rig: Rig) -> None:
    who = rig.mcp(MEMBER, scopes=frozenset())
    for _ in range(ADMISSIONS):
        with pytest.raises(Exception, match="does not reach"):
            rig.run(LIST, {"guild_id": "1000000000000000001"}, who)
    error = denied(rig, "authenticate_client", LIST, {}, who)
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == ADMISSION_WINDOW_S
    assert "10 s" in error.hint


def test_a_call_that_is_not_admitted_costs_no_look_up(rig: Rig) -> None:
    who = rig.slash(MEMBER)
    for _ in range(ADMISSIONS):
        _admit(rig, who)
    denied(rig, "authenticate_client", "message.list", {"channel_id": NOWHERE}, who)
    assert rig.discord.calls == []


def test_the_limit_ends_with_its_window_and_is_each_credentials_own(rig: Rig) -> None:
    who = rig.slash(MEMBER)
    for _ in range(ADMISSIONS):
        _admit(rig, who)
    denied(rig, "authenticate_client", LIST, {}, who)
    assert allowed(rig, LIST, {}, rig.slash(NEWCOMER))
    rig.clock.advance(ADMISSION_WINDOW_S)
    assert allowed(rig, LIST, {}, who)


def test_every_interaction_of_a_person_counts_as_that_person(rig: Rig) -> None:
    families = {rig.slash(MEMBER).credential_family, rig.slash(MEMBER, GENERAL).credential_family}
    assert families == {f"user:{MEMBER}"}
    assert rig.mcp(MEMBER).credential_family == "key:0123456789abcdef"


def test_explaining_spends_no_admission(rig: Rig) -> None:
    call = attempt(rig, LIST, {}, rig.slash(MEMBER))
    writes = rig.state.writes
    rig.platform.machinery.ports(call, rig.discord).platform.explain(LIST, {"guild_id": "1000000000000000001"}, None)
    assert rig.state.writes == writes


def test_whoever_asks_again_before_the_time_waits_longer_each_time(rig: Rig) -> None:
    who = rig.slash(MEMBER)
    for _ in range(ADMISSIONS):
        _admit(rig, who)
    waits = []
    for _ in range(8):
        with pytest.raises(RateLimited) as refused:
            _admit(rig, who)
        waits.append(refused.value.retry_after_s)
        rig.clock.advance(TOGETHER_S)
    assert waits == [10, 30, 60, 120, 240, 480, 900, 900]
    assert refused.value.hint == "Try again in 900 s. Whoever asks earlier waits longer each time."


def test_whoever_waits_as_told_is_heard_at_once(rig: Rig) -> None:
    who = rig.slash(MEMBER)
    for _ in range(ADMISSIONS):
        _admit(rig, who)
    waits = []
    for _ in range(2):
        with pytest.raises(RateLimited) as refused:
            _admit(rig, who)
        waits.append(refused.value.retry_after_s)
        rig.clock.advance(TOGETHER_S)
    assert waits == [10, 30]
    rig.clock.advance(waits[-1] - TOGETHER_S)
    assert allowed(rig, LIST, {}, who)
