"""The steps together: their order, and that nothing gets past a failure."""

from collections.abc import Callable
from typing import Any

import pytest

from guildhall.discord import routes
from guildhall.discord.ids import ChannelId
from guildhall.errors import (
    Denied,
    DiscordUnavailable,
    GuildhallError,
    StoreThrottled,
    StoreUnavailable,
    Unauthenticated,
)
from guildhall.identity import Principal
from guildhall.operations.acts import AuditStatus
from guildhall.policy.attempt import Attempt
from guildhall.policy.pipeline import authorize
from tests.fakes.clock import NOON
from tests.fakes.guild import ELSEWHERE_CHANNEL, GENERAL, MEMBER, MODERATOR, NEWCOMER, NOWHERE, OWNER, STAFF, STRANGER
from tests.fakes.platform import Rig
from tests.unit.policy.support import STEPS, allowed, attempt, denied

SEND = {"channel_id": GENERAL, "content": "hello"}


def test_an_allowed_call_passes_every_step_in_order(rig: Rig) -> None:
    trail = allowed(rig, "message.send", SEND, rig.slash(MEMBER))
    assert [step.step for step in trail] == list(STEPS)
    assert all(step.allowed and step.reason for step in trail)


def test_a_call_that_belongs_to_no_guild_passes_every_step_too(rig: Rig) -> None:
    trail = allowed(rig, "guild.list", {}, rig.mcp(MEMBER))
    assert [step.step for step in trail] == list(STEPS)
    assert all(step.allowed and step.reason for step in trail)


@pytest.mark.parametrize("who", [OWNER, MODERATOR, MEMBER, NEWCOMER])
def test_a_verdict_names_no_secret_and_says_who_was_proved_by_what(rig: Rig, who: str) -> None:
    principal = rig.slash(type(OWNER)(who))
    first = allowed(rig, "channel.list", {}, principal)[0]
    assert first.reason == f"interaction proved user {who} by {principal.credential}"


def test_an_earlier_step_refuses_before_a_later_one_is_asked(rig: Rig) -> None:
    expired = rig.mcp(NEWCOMER, scopes=frozenset(), expires_at=NOON)
    error = denied(rig, "authenticate_client", "channel.delete", {"channel_id": NOWHERE}, expired)
    assert isinstance(error, Unauthenticated)
    assert rig.discord.calls == []


def _raising(error: Exception) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise error

    return refuse


@pytest.mark.parametrize("name", ["installation", "membership", "guild_policy", "channel_policy"])
def test_a_policy_that_cannot_be_read_allows_nothing(rig: Rig, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = _raising(StoreUnavailable("The database gave no answer.", "Try again."))
    monkeypatch.setattr(rig.platform.policies, name, failure)
    with pytest.raises(StoreUnavailable):
        rig.run("message.send", SEND, rig.slash(MEMBER))
    assert rig.discord.writes == []
    assert [record.status for record in rig.records()] == [AuditStatus.FAILED]


@pytest.mark.parametrize("counter", ["user:", "misses#", "calls#", "guild:"])
def test_a_counter_that_cannot_be_spent_allows_nothing(rig: Rig, counter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counters = rig.platform.machinery.counters
    for method in ("pace", "spend", "blocked_s", "spend_each"):
        real = getattr(counters, method)

        def broken(name: str, *, real: Callable[..., float] = real, **more: Any) -> float:
            if name.startswith(counter):
                raise StoreThrottled("Too much to do.", retry_after_s=2)
            return real(name, **more)

        monkeypatch.setattr(counters, method, broken)
    with pytest.raises(StoreThrottled):
        rig.run("message.send", SEND, rig.slash(MEMBER))
    assert rig.discord.writes == []
    assert [record.status for record in rig.records()] == [AuditStatus.FAILED]


@pytest.mark.parametrize("route", [routes.GET_CHANNEL, routes.GET_GUILD, routes.GET_GUILD_MEMBER])
def test_a_discord_that_does_not_answer_allows_nothing(rig: Rig, route: routes.Route) -> None:
    rig.discord.fail(route, DiscordUnavailable("down", route=route.text))
    with pytest.raises(DiscordUnavailable):
        rig.run("message.send", SEND, rig.slash(MEMBER))
    assert rig.discord.writes == []
    assert [record.status for record in rig.records()] == [AuditStatus.FAILED]


def test_a_step_that_breaks_lets_nothing_pass(rig: Rig) -> None:
    call = attempt(rig, "message.send", SEND, rig.slash(MEMBER))
    call.policies = None  # type: ignore[assignment]  # anything that is broken
    with pytest.raises(AttributeError):
        authorize(call, [])
    assert rig.discord.writes == []


def _told(error: Denied) -> dict[str, object]:
    return {**error.to_dict(), "type": type(error).__name__}


UNKNOWN_OR_NOT_YOURS: dict[str, tuple[ChannelId, Callable[[Rig], Principal]]] = {
    "no such channel": (NOWHERE, lambda rig: rig.slash(MEMBER)),
    "a channel that the bot cannot see": (ChannelId("4000000000000000088"), lambda rig: rig.slash(MEMBER)),
    "a channel that the caller cannot see": (STAFF, lambda rig: rig.slash(MEMBER)),
    "a channel of another guild, asked from here": (ELSEWHERE_CHANNEL, lambda rig: rig.slash(MEMBER)),
    "a channel of another guild, asked from nowhere": (ELSEWHERE_CHANNEL, lambda rig: rig.mcp(MEMBER)),
    "a channel of this guild, asked by a stranger": (GENERAL, lambda rig: rig.mcp(STRANGER)),
    "a guild outside the key's": (GENERAL, lambda rig: rig.mcp(MEMBER, guild_ids=frozenset())),
    "a channel outside the key's": (GENERAL, lambda rig: rig.mcp(MEMBER, channel_ids=frozenset({STAFF}))),
    "a direct message": (ChannelId("4000000000000000077"), lambda rig: rig.slash(MEMBER)),
}


@pytest.fixture
def odd(rig: Rig) -> Rig:
    rig.world.hide(ChannelId("4000000000000000088"))
    direct = rig.world.channels[GENERAL].model_copy(update={"id": ChannelId("4000000000000000077"), "guild_id": None})
    rig.world.put_channel(direct)
    return rig


@pytest.mark.parametrize("case", UNKNOWN_OR_NOT_YOURS)
@pytest.mark.parametrize("name", ["message.list", "message.send", "channel.delete"])
def test_unknown_and_not_yours_look_exactly_alike(odd: Rig, case: str, name: str) -> None:
    channel_id, who = UNKNOWN_OR_NOT_YOURS[case]
    arguments = {"channel_id": channel_id, **({"content": "hello"} if name == "message.send" else {})}
    error = denied(odd, "require_membership", name, arguments, who(odd))
    assert _told(error) == {
        "type": "NotAMember",
        "code": "not_found",
        "message": "There is no such thing, or it is not yours to see.",
        "hint": "Check the id; you and the bot must both be able to see it.",
        "details": {"step": "require_membership"},
    }
    assert error.reason != error.message


@pytest.mark.parametrize("case", UNKNOWN_OR_NOT_YOURS)
def test_unknown_and_not_yours_are_counted_alike(odd: Rig, case: str) -> None:
    channel_id, who = UNKNOWN_OR_NOT_YOURS[case]
    codes = [_code(odd, channel_id, who(odd)) for _ in range(10)]
    assert codes == ["not_found"] * 8 + ["rate_limited"] * 2


def _code(rig: Rig, channel_id: ChannelId, who: Principal) -> str:
    with pytest.raises(GuildhallError) as refused:
        rig.run("message.list", {"channel_id": channel_id}, who)
    return refused.value.code


_IN_THE_GUILD = [case for case in UNKNOWN_OR_NOT_YOURS if "key's" not in case and "stranger" not in case]


@pytest.mark.parametrize("case", _IN_THE_GUILD)
def test_explaining_tells_unknown_from_not_yours_no_more_than_trying(odd: Rig, case: str) -> None:
    channel_id, who = UNKNOWN_OR_NOT_YOURS[case]
    asked = {"operation": "message.list", "arguments": {"channel_id": channel_id}}
    explained = odd.complete("policy.explain", asked, who(odd)).result
    assert explained["allowed"] is False
    steps = explained["steps"]
    assert isinstance(steps, list)
    assert steps[-1] == {
        "step": "require_membership",
        "allowed": False,
        "reason": "There is no such thing, or it is not yours to see.",
    }


def test_the_attempt_has_no_members_before_membership_is_proved(rig: Rig) -> None:
    call: Attempt = attempt(rig, "message.send", SEND, rig.slash(MEMBER))
    with pytest.raises(Denied, match="not yours"):
        call.present()
