"""Too much moderation within a minute pauses the guild."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.errors import (
    ChannelForbidden,
    DiscordForbidden,
    DiscordUnavailable,
    GuildhallError,
    RateLimited,
    StoreThrottled,
)
from guildhall.execution.alarm import WINDOW_S
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.policy.model import GuildPolicy
from tests.fakes.guild import APPROVALS, BOT, GENERAL, HELPER_ROLE, MEMBER, MODERATOR, NEWCOMER, OWNER
from tests.fakes.platform import Rig
from tests.fakes.world import direct_channel
from tests.unit.execution.bursting import BURST, PATCH, POST, alerts, policy, prepare, resume, timeout, trip


@pytest.fixture
def rig(rig: Rig) -> Rig:
    return prepare(rig)


def test_one_act_too_many_is_refused_and_pauses_the_guild(rig: Rig) -> None:
    error = trip(rig)
    assert error.message == (
        "More than 3 acts of moderation in a minute: this one was refused, and the platform has paused this server."
    )
    assert "/control resume" in error.hint
    assert len(rig.discord.sent(PATCH)) == BURST
    paused = policy(rig).paused
    assert paused is not None
    assert (paused.by, paused.at, paused.why) == (None, rig.clock(), "3 acts of moderation in a minute, and one more")
    with pytest.raises(ChannelForbidden, match="paused"):
        rig.run("message.send", {"channel_id": GENERAL, "content": "x"}, rig.slash(MEMBER))


def test_the_trail_says_that_the_platform_did_it_and_over_which_call(rig: Rig) -> None:
    trip(rig)
    intent, told = [record for record in rig.trail() if record.operation == "control.pause"]
    assert (intent.kind, intent.status, intent.audit_id) == (AuditKind.INTENT, AuditStatus.PENDING, told.audit_id)
    (denied,) = rig.trail(kind=AuditKind.DENIAL)
    assert (told.kind, told.status, told.user_id, told.credential) == (
        AuditKind.OUTCOME,
        AuditStatus.DONE,
        BOT,
        "platform:alarm",
    )
    assert told.summary.startswith("Paused by the platform itself: 3 acts of moderation in a minute, and one more")
    assert told.summary.endswith(denied.audit_id)
    assert told.changes[0]["field"] == "paused"
    assert told.expires_at is not None


def test_an_alert_names_who_acted_through_what_and_how_to_resume(rig: Rig) -> None:
    timeout(rig, rig.mcp(MODERATOR, client="**evil** @everyone"))
    timeout(rig)
    timeout(rig)
    with pytest.raises(ChannelForbidden):
        timeout(rig)
    (alert,) = alerts(rig)
    lines = alert.splitlines()
    assert lines[2] == f"- <@{MODERATOR}> through Discord (user:{MODERATOR}): 3"
    assert lines[3] == rf"- <@{MODERATOR}> through \*\*evil\*\* \@everyone (key:0123456789abcdef): 1"
    assert "/control resume" in alert
    assert rig.discord.sent(POST)[0].nonce is not None


def test_an_alert_names_only_so_many(rig: Rig) -> None:
    rig.set_policy(moderation_burst=12)
    for number in range(12):
        timeout(rig, rig.mcp(MODERATOR, credential=f"key:{number:016}", client=""))
    with pytest.raises(ChannelForbidden):
        timeout(rig)
    (alert,) = alerts(rig)
    assert "- and 3 more" in alert
    assert len(alert) < 2000


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ({"alerts_channel_id": None, "approvals_channel_id": APPROVALS}, APPROVALS),
        ({"alerts_channel_id": None}, direct_channel(OWNER)),
    ],
)
def test_an_alert_goes_to_the_next_place_where_there_is_none(
    rig: Rig, channels: dict[str, Any], told: ChannelId
) -> None:
    rig.set_policy(**channels)
    trip(rig)
    assert len(alerts(rig, told)) == 1
    assert alerts(rig) == []


def test_an_alert_that_cannot_be_posted_goes_to_the_next_place_and_a_pause_holds_without_any(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    rig.discord.fail(POST, DiscordForbidden("no", status=403), times=2)
    trip(rig)
    assert len(alerts(rig, direct_channel(OWNER))) == 1
    resume(rig)
    rig.discord.fail(POST, DiscordUnavailable("down"), times=2)
    rig.discord.fail("POST /users/@me/channels", DiscordUnavailable("down"))
    trip(rig)
    assert policy(rig).paused is not None


def test_a_trail_that_cannot_be_written_does_not_undo_the_pause(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    log = rig.platform.machinery.trail.log
    real = log.put

    def put(record: Any) -> bool:
        if record.operation == "control.pause":
            raise StoreThrottled("Too much.", retry_after_s=1)
        return real(record)

    monkeypatch.setattr(log, "put", put)
    trip(rig)
    assert policy(rig).paused is not None
    assert len(alerts(rig)) == 1


def test_acts_are_counted_in_the_minute_that_ends_now_over_all_callers(rig: Rig) -> None:
    rig.clock.advance(WINDOW_S - 1)
    for _ in range(BURST):
        timeout(rig, rig.mcp(MODERATOR, credential=f"key:{_:016}"))
    rig.clock.advance(2)
    with pytest.raises(ChannelForbidden):
        timeout(rig)


def test_acts_that_are_a_minute_apart_pause_nothing(rig: Rig) -> None:
    for _ in range(BURST * 4):
        timeout(rig)
        rig.clock.advance(WINDOW_S / BURST)
    assert policy(rig).paused is None


def test_a_guild_that_was_resumed_begins_anew_and_can_be_paused_again(rig: Rig) -> None:
    trip(rig)
    resume(rig)
    trip(rig)
    assert len(alerts(rig)) == 2
    assert len(rig.discord.sent(PATCH)) == 2 * BURST


@contextmanager
def changing_before_the_pause(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, *, twice: bool = False, **fields: Any
) -> Iterator[None]:
    """Somebody changes the policy while the last act is on its way; `twice`: between reading and pausing."""
    counters, policies = rig.platform.machinery.counters, rig.platform.policies
    count, put = counters.burst, policies.put_guild_policy

    def burst(name: str, **more: Any) -> list[str] | None:
        told = count(name, **more)
        if told is not None and not twice:
            rig.set_policy(**fields)
        return told

    def overtaken(policy: GuildPolicy) -> bool:
        monkeypatch.setattr(policies, "put_guild_policy", put)
        rig.set_policy(**fields)
        return put(policy)

    with monkeypatch.context() as patched:
        patched.setattr(counters, "burst", burst)
        if twice:
            monkeypatch.setattr(policies, "put_guild_policy", overtaken)
        yield


@pytest.mark.parametrize("twice", [False, True], ids=["before it looks", "after it looked"])
def test_a_call_of_an_older_policy_is_refused_and_pauses_nothing(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, *, twice: bool
) -> None:
    for _ in range(BURST):
        timeout(rig)
    with changing_before_the_pause(rig, monkeypatch, twice=twice, undo_days=3), pytest.raises(RateLimited) as refused:
        timeout(rig)
    assert refused.value.retry_after_s == WINDOW_S
    assert policy(rig).paused is None
    assert len(rig.discord.sent(PATCH)) == BURST


def test_of_two_that_would_pause_one_does_and_both_are_refused_alike(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(BURST):
        timeout(rig)
    pause = {"at": rig.clock(), "why": "another one"}
    with changing_before_the_pause(rig, monkeypatch, paused=pause), pytest.raises(ChannelForbidden, match="has paused"):
        timeout(rig)
    assert alerts(rig) == []


def test_a_pause_that_another_change_overtook_is_told_as_one_that_failed(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rig.platform.policies, "put_guild_policy", lambda policy: False)
    for _ in range(BURST):
        timeout(rig)
    with pytest.raises(RateLimited):
        timeout(rig)
    told = [f"{record.kind} {record.status}" for record in rig.trail() if record.operation == "control.pause"]
    assert told == ["intent pending", "outcome failed"]


def test_of_fifty_at_once_as_many_pass_as_may_and_the_pause_is_told_once(rig: Rig) -> None:
    def attempt(number: int) -> str:
        try:
            timeout(rig, rig.mcp(MODERATOR, credential=f"key:{number:016}"))
        except GuildhallError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(25) as threads:
        told = list(threads.map(attempt, range(50)))
    assert told.count("done") == BURST
    assert set(told) == {"done", "channel_forbidden"}
    assert len(rig.discord.sent(PATCH)) == BURST
    assert len(alerts(rig)) == 1
    pauses = [record.status for record in rig.trail(kind=AuditKind.OUTCOME) if record.operation == "control.pause"]
    assert pauses.count(AuditStatus.DONE) == 1
    assert {*pauses} <= {AuditStatus.DONE, AuditStatus.FAILED}


@pytest.mark.parametrize("act", ["channel.delete", "role.assign"])
def test_deleting_channels_and_giving_dangerous_roles_count_deleting_messages_does_not(rig: Rig, act: str) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.KICK_MEMBERS)
    ids = sorted(rig.world.messages[GENERAL])[:4]
    for pair in (ids[:2], ids[2:]):
        asked = rig.ask("message.bulk_delete", {"channel_id": GENERAL, "message_ids": pair}, rig.slash(MODERATOR))
        rig.press(asked.confirmation_id, "approve", MODERATOR)
    for _ in range(BURST - 1):
        timeout(rig)
    target = {"channel_id": GENERAL} if act == "channel.delete" else {"user_id": NEWCOMER, "role_id": HELPER_ROLE}
    asked = rig.ask(act, target, rig.slash(MODERATOR))
    assert "Done" in rig.press(asked.confirmation_id, "approve", MODERATOR).text
    with pytest.raises(ChannelForbidden):
        timeout(rig)


def test_what_is_refused_by_a_budget_is_no_act(rig: Rig) -> None:
    rig.set_policy(moderation_per_day=0)
    for _ in range(BURST + 1):
        with pytest.raises(RateLimited):
            timeout(rig)
    rig.set_policy(moderation_per_day=100)
    for _ in range(BURST):
        timeout(rig)
