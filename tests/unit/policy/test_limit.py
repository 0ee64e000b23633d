"""Step 7: budgets per credential, per guild, and for writes."""

import pytest

from guildhall.errors import RateLimited
from guildhall.identity import Principal
from guildhall.policy.limit import GUILD_CALLS, GUILD_MODERATION, GUILD_WRITES, WINDOW_S
from guildhall.policy.shares import Share
from guildhall.store.pacing import TOGETHER_S
from tests.fakes.guild import GENERAL, GUILD, MEMBER, NEWCOMER, OWNER
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, denied

STEP = "spend_rate_limit"
SEND = {"channel_id": GENERAL, "content": "hello"}


def _spend(rig: Rig, what: str, cost: int) -> None:
    counters = rig.platform.machinery.counters
    assert counters.spend_each(f"guild:{GUILD}", window_s=WINDOW_S, shares={what: Share(cost, cost)}) is None


def test_a_credential_has_its_own_budget(rig: Rig) -> None:
    who = rig.mcp(MEMBER, rate_limit=3)
    for _ in range(3):
        assert allowed(rig, "channel.list", {}, who)
    error = denied(rig, STEP, "channel.list", {}, who)
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == WINDOW_S
    assert error.reason == "calls#key:0123456789abcdef is at its limit of 3 in 60 s"
    assert error.message == "You have used up your calls of this minute."
    assert error.hint == "Try again in 60 s. Whoever asks earlier waits longer each time."
    assert allowed(rig, "channel.list", {}, rig.mcp(MEMBER, credential="key:another"))


def test_the_next_minute_has_a_new_budget(rig: Rig) -> None:
    who = rig.mcp(MEMBER, rate_limit=1)
    assert allowed(rig, "channel.list", {}, who)
    denied(rig, STEP, "channel.list", {}, who)
    rig.clock.advance(WINDOW_S)
    assert allowed(rig, "channel.list", {}, who)


@pytest.mark.parametrize(("what", "used"), [("calls", GUILD_CALLS), ("writes", GUILD_WRITES)])
def test_a_guild_has_a_budget_over_all_its_callers(rig: Rig, what: str, used: int) -> None:
    _spend(rig, what, used)
    error = denied(rig, STEP, "message.send", SEND, rig.slash(NEWCOMER))
    assert isinstance(error, RateLimited)
    assert error.message == f"This server has used up its {what} of this minute."
    assert error.reason == f"{what} of guild:{GUILD} are at their limit of {used} in 60 s"


def test_a_flood_of_writes_keeps_no_moderator_out_and_moderation_keeps_nobody_from_writing(rig: Rig) -> None:
    timeout = {"user_id": NEWCOMER, "duration_s": 600}
    _spend(rig, "writes", GUILD_WRITES)
    denied(rig, STEP, "message.send", SEND, rig.slash(MEMBER))
    assert allowed(rig, "member.timeout", timeout, rig.slash(OWNER))
    rig.clock.advance(WINDOW_S)
    _spend(rig, "moderation", GUILD_MODERATION)
    error = denied(rig, STEP, "member.timeout", timeout, rig.slash(OWNER))
    assert error.message == "This server has used up its acts of moderation of this minute."
    assert error.reason == f"moderation of guild:{GUILD} are at their limit of {GUILD_MODERATION} in 60 s"
    assert allowed(rig, "message.send", SEND, rig.slash(NEWCOMER))


def test_a_write_that_is_refused_takes_no_call_of_the_guilds(rig: Rig) -> None:
    _spend(rig, "writes", GUILD_WRITES)
    denied(rig, STEP, "message.send", SEND, rig.slash(NEWCOMER))
    counted = rig.platform.machinery.counters.counted(f"guild:{GUILD}", window_s=WINDOW_S)
    assert counted == ({"writes": GUILD_WRITES}, WINDOW_S)


def test_a_caller_who_keeps_asking_a_full_guild_is_held_back_and_others_are_not(rig: Rig) -> None:
    _spend(rig, "writes", GUILD_WRITES)
    who = rig.slash(NEWCOMER)
    assert _wait_s(rig, who) == WINDOW_S
    assert allowed(rig, "channel.list", {}, who), "other calls than those that were refused are still heard"
    waits = []
    for _ in range(6):
        rig.clock.advance(TOGETHER_S)
        waits.append(_wait_s(rig, who))
    assert waits == [59, 60, 120, 240, 480, 900]
    denied(rig, "authenticate_client", "channel.list", {}, who)
    assert allowed(rig, "channel.list", {}, rig.slash(MEMBER))
    rig.clock.advance(900)
    assert allowed(rig, "message.send", SEND, who)


def _wait_s(rig: Rig, who: Principal) -> float:
    with pytest.raises(RateLimited) as refused:
        rig.run("message.send", SEND, who)
    return refused.value.retry_after_s


@pytest.mark.parametrize(("name", "arguments"), [("channel.list", {}), ("message.send", SEND)])
def test_the_limits_of_a_call_that_fits_take_four_requests(rig: Rig, name: str, arguments: dict[str, str]) -> None:
    who = rig.slash(MEMBER)
    allowed(rig, name, arguments, who)
    before = rig.state.reads, rig.state.writes
    allowed(rig, name, arguments, who)
    admission, misses, credential, guild = 1, 1, 1, 1
    assert (rig.state.reads - before[0], rig.state.writes - before[1]) == (misses, admission + credential + guild)


def test_reads_do_not_spend_the_budget_for_writes(rig: Rig) -> None:
    _spend(rig, "writes", GUILD_WRITES)
    assert allowed(rig, "message.list", {"channel_id": GENERAL}, rig.slash(MEMBER))


@pytest.mark.parametrize("full", [{"writes": GUILD_WRITES}, {"calls": GUILD_CALLS}])
def test_the_kill_switch_is_thrown_in_a_guild_that_others_filled(rig: Rig, full: dict[str, int]) -> None:
    for what, count in full.items():
        _spend(rig, what, count)
    denied(rig, STEP, "message.send", SEND, rig.slash(OWNER))
    assert allowed(rig, "control.pause", {}, rig.slash(OWNER))
    assert allowed(rig, "control.status", {}, rig.slash(OWNER))


def test_calls_without_a_guild_spend_only_the_credentials_budget(rig: Rig) -> None:
    _spend(rig, "calls", GUILD_CALLS)
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
