"""Step 7: budgets per credential, per guild, and for writes."""

import pytest

from guildhall.errors import RateLimited
from guildhall.policy.limit import GUILD_CALLS, GUILD_WRITES, WINDOW_S
from tests.fakes.guild import GENERAL, GUILD, MEMBER, NEWCOMER
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, denied

STEP = "spend_rate_limit"
SEND = {"channel_id": GENERAL, "content": "hello"}


def _spend(rig: Rig, name: str, cost: int) -> None:
    assert rig.platform.machinery.counters.spend(name, window_s=WINDOW_S, limit=cost, cost=cost) == 0


def test_a_credential_has_its_own_budget(rig: Rig) -> None:
    who = rig.mcp(MEMBER, rate_limit=3)
    for _ in range(3):
        assert allowed(rig, "channel.list", {}, who)
    error = denied(rig, STEP, "channel.list", {}, who)
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == WINDOW_S
    assert error.reason == "calls#key:0123456789abcdef is at its limit of 3 in 60 s"
    assert error.message == "The budget for this minute is used up."
    assert allowed(rig, "channel.list", {}, rig.mcp(MEMBER, credential="key:another"))


def test_the_next_minute_has_a_new_budget(rig: Rig) -> None:
    who = rig.mcp(MEMBER, rate_limit=1)
    assert allowed(rig, "channel.list", {}, who)
    denied(rig, STEP, "channel.list", {}, who)
    rig.clock.advance(WINDOW_S)
    assert allowed(rig, "channel.list", {}, who)


@pytest.mark.parametrize(("name", "used"), [("calls#guild", GUILD_CALLS), ("writes#guild", GUILD_WRITES)])
def test_a_guild_has_a_budget_over_all_its_callers(rig: Rig, name: str, used: int) -> None:
    _spend(rig, f"{name}:{GUILD}", used)
    error = denied(rig, STEP, "message.send", SEND, rig.slash(NEWCOMER))
    assert isinstance(error, RateLimited)
    assert str(used) in error.reason


def test_reads_do_not_spend_the_budget_for_writes(rig: Rig) -> None:
    _spend(rig, f"writes#guild:{GUILD}", GUILD_WRITES)
    assert allowed(rig, "message.list", {"channel_id": GENERAL}, rig.slash(MEMBER))


def test_calls_without_a_guild_spend_only_the_credentials_budget(rig: Rig) -> None:
    _spend(rig, f"calls#guild:{GUILD}", GUILD_CALLS)
    assert allowed(rig, "guild.list", {}, rig.slash(MEMBER))[6].reason == "within the limits"


def test_explaining_spends_no_budget_of_what_it_explains(rig: Rig) -> None:
    who = rig.mcp(MEMBER, rate_limit=2)
    asked = {"operation": "message.send", "arguments": SEND}
    for _ in range(2):
        assert rig.complete("policy.explain", {**asked, "guild_id": GUILD}, who).result["allowed"] is True
    denied(rig, STEP, "channel.list", {}, who)


def test_a_call_that_an_earlier_step_refuses_spends_no_budget(rig: Rig) -> None:
    who = rig.mcp(MEMBER, rate_limit=1, scopes=frozenset({"channels:read"}))
    denied(rig, "require_scope", "message.send", SEND, who)
    assert allowed(rig, "channel.list", {}, who)
