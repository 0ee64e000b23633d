"""Who is asked about rules, the kill switch, and the rules of single channels."""

from typing import Any

import pytest

from guildhall.errors import (
    ChannelForbidden,
    PlanDrifted,
    ScopeMissing,
)
from guildhall.execution.outcome import Completed
from guildhall.operations.acts import AuditKind
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import GuildPolicy, Pause
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    OWNER,
    THREAD,
)
from tests.fakes.platform import Rig
from tests.unit.operations.rules import do, not_set_up, policy_of, ruled


@pytest.fixture
def rig() -> Rig:
    return ruled()


EDIT: dict[str, Any] = {"changes_at_large": False}


@pytest.mark.parametrize("door", ["mcp", "agent"])
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("policy.edit", EDIT),
        ("policy.reset", {}),
        ("policy.edit_channel", {"channel_id": GENERAL, "mode": "closed"}),
        ("workspace.grant", {"user_id": MEMBER, "role": "moderator"}),
        ("workspace.revoke", {"user_id": MEMBER}),
        ("control.resume", {}),
    ],
)
def test_no_program_changes_the_rules_without_a_persons_press(
    rig: Rig, door: str, name: str, asked: dict[str, Any]
) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS, confirm_from=3)
    asker = rig.mcp(OWNER) if door == "mcp" else rig.agent(OWNER)
    named = asked if "channel_id" in asked else {**asked, "guild_id": GUILD}
    before = policy_of(rig)
    rig.ask(name, named, asker)
    assert policy_of(rig) == before
    assert rig.platform.policies.memberships(GUILD) == []
    assert rig.platform.policies.channel_policy(GUILD, GENERAL).mode is ChannelMode.OPEN


def test_a_persons_own_command_changes_the_rules_at_once(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS, confirm_from=1)
    assert isinstance(rig.run("policy.edit", EDIT, rig.slash(MODERATOR)), Completed)


@pytest.mark.parametrize(
    "rules", [{"self_approval": False}, {"two_person_from": 2}, {"approver_role_ids": [HELPER_ROLE]}]
)
def test_where_the_policy_in_force_wants_somebody_else_the_change_waits_for_them(
    rig: Rig, rules: dict[str, Any]
) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS, **rules)
    loosened = {"self_approval": True, "two_person_from": "never", "approver_role_ids": []}
    rig.ask("policy.edit_approvals", loosened, rig.slash(ADMIN))
    assert policy_of(rig).version == 1


def test_who_holds_an_approver_role_and_the_owner_decide_alone(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS, approver_role_ids=[MODERATOR_ROLE])
    do(rig, "policy.edit", MODERATOR, changes_at_large=False)
    do(rig, "policy.edit", OWNER, changes_at_large=True)


def test_a_pause_stops_changes_until_somebody_resumes(rig: Rig) -> None:
    assert do(rig, "control.pause", MODERATOR, why="a raid") == {"paused": True, "changed": True}
    assert policy_of(rig).paused == Pause(by=MODERATOR, at=NOON, why="a raid")
    assert do(rig, "control.pause", OWNER) == {"paused": True, "changed": False}
    with pytest.raises(ChannelForbidden, match="paused in this server"):
        rig.run("message.send", {"channel_id": GENERAL, "content": "x"}, rig.slash(OWNER))
    with pytest.raises(ChannelForbidden, match="paused in this server"):
        do(rig, "policy.edit", changes_at_large=False)
    status = do(rig, "control.status", MODERATOR)
    assert (status["paused"], status["paused_by"], status["why"], status["only_reads"]) == (
        True,
        MODERATOR,
        "a raid",
        True,
    )
    assert do(rig, "control.resume") == {"paused": False, "changed": True}
    assert do(rig, "control.resume") == {"paused": False, "changed": False}
    assert policy_of(rig).paused is None
    do(rig, "policy.edit", changes_at_large=False)


DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
BULK_DELETE = "POST /channels/{channel_id}/messages/bulk-delete"


def test_a_press_on_a_card_does_nothing_while_everything_is_paused(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    asked = rig.ask("message.bulk_delete", DELETE, rig.slash(OWNER))
    do(rig, "control.pause")
    with pytest.raises(ChannelForbidden, match="paused in this server"):
        rig.press(asked.confirmation_id, "approve", OWNER)
    assert rig.discord.sent(BULK_DELETE) == []
    do(rig, "control.resume")
    rig.press(asked.confirmation_id, "approve", OWNER)
    assert len(rig.discord.sent(BULK_DELETE)) == 1


def test_the_status_tells_what_of_the_days_budgets_is_used(rig: Rig) -> None:
    rig.set_policy(writes_per_day=7)
    rig.complete("message.send", {"channel_id": GENERAL, "content": "x"}, rig.slash(MEMBER))
    budgets = {each["name"]: (each["used"], each["limit"]) for each in do(rig, "control.status")["budgets"]}
    assert budgets["writes"] == (1, 7)
    assert budgets["moderation"] == (0, policy_of(rig).moderation_per_day)


def test_the_status_of_a_guild_that_is_not_set_up_says_that_it_is_only_read(rig: Rig) -> None:
    assert not do(rig, "control.status")["only_reads"]
    not_set_up(rig)
    assert do(rig, "control.status")["only_reads"]
    with pytest.raises(ScopeMissing):
        do(rig, "control.status", MEMBER)


def test_a_pause_does_not_lose_a_race_against_other_changes(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    policies, put = rig.platform.policies, rig.platform.policies.put_guild_policy
    others = iter(range(3))

    def racing(policy: GuildPolicy) -> bool:
        if next(others, None) is not None:
            now = policies.guild_policy(GUILD)
            put(now.model_copy(update={"writes_per_day": now.writes_per_day + 1, "version": now.version + 1}))
        return put(policy)

    monkeypatch.setattr(policies, "put_guild_policy", racing)
    do(rig, "control.pause")
    assert policy_of(rig).paused
    assert policy_of(rig).writes_per_day == GuildPolicy(guild_id=GUILD).writes_per_day + 3
    monkeypatch.setattr(policies, "put_guild_policy", lambda policy: False)
    with pytest.raises(PlanDrifted):
        do(rig, "control.resume")


def test_a_closed_channel_is_opened_again_by_who_manages_the_guild(rig: Rig) -> None:
    closed = do(rig, "policy.edit_channel", channel_id=THREAD, mode="closed", denied_operations=["message.*"])
    assert closed == {"channel_id": GENERAL, "mode": "closed", "denied_operations": ["message.*"]}
    assert do(rig, "policy.get_channel", channel_id=GENERAL) == closed
    with pytest.raises(ChannelForbidden):
        rig.run("message.list", {"channel_id": GENERAL}, rig.slash(OWNER))
    do(rig, "policy.edit_channel", channel_id=GENERAL, mode="open", denied_operations=[])
    rig.run("message.list", {"channel_id": GENERAL}, rig.slash(OWNER))
    changes = [each.changes for each in rig.trail(kind=AuditKind.OUTCOME) if each.operation == "policy.edit_channel"]
    assert {"field": "mode", "before": "open", "after": "closed"} in [change for each in changes for change in each]
