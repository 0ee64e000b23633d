"""Dry runs and plans: what is previewed, by whose default, and how a preview is applied."""

from typing import Any

import pytest

from guildhall.errors import ConfirmationInvalid, PlanDrifted, StoreUnavailable
from guildhall.execution.outcome import Completed, NeedsConfirmation, Previewed
from guildhall.identity import Door, Principal
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.operations.spec import Risk
from tests.fakes.guild import GENERAL, HELPER_ROLE, IN_GENERAL, MEMBER, MODERATOR, NEWCOMER, SUPPORT
from tests.fakes.platform import Rig

SEND: dict[str, Any] = {"channel_id": GENERAL, "content": "hello"}
EDIT: dict[str, Any] = {"channel_id": GENERAL, "topic": "new"}
SETTLED = "Nothing that you see changes: it is like that already."
DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}


def _at(door: Door) -> Principal:
    return Principal(user_id=MEMBER, door=door, credential="some:thing")


@pytest.mark.parametrize(
    ("door", "previews"),
    [
        (Door.MCP, True),
        (Door.REST, True),
        (Door.INTERACTION, False),
        (Door.AGENT, False),
        (Door.COMMAND_LINE, False),
    ],
)
def test_programs_preview_by_default_and_a_persons_own_words_act(rig: Rig, door: Door, *, previews: bool) -> None:
    outcome = rig.run("message.send", SEND, _at(door))
    assert isinstance(outcome, Previewed if previews else Completed)
    assert len(rig.discord.writes) == (0 if previews else 1)


def test_a_change_that_is_there_already_is_told_as_such_and_not_refused(rig: Rig) -> None:
    who = rig.slash(MODERATOR)
    assert SETTLED not in rig.preview("channel.edit", EDIT, who, dry_run=True).preview.summary
    rig.world.edit_channel(GENERAL, topic="new")
    told = rig.preview("channel.edit", EDIT, who, dry_run=True).preview.summary
    assert told == f"Edit the channel general. {SETTLED}"
    taken = {"user_id": NEWCOMER, "role_id": HELPER_ROLE}
    assert rig.preview("role.remove", taken, who, dry_run=True).preview.summary.endswith(SETTLED)
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.complete("channel.edit", EDIT, who)


@pytest.mark.parametrize(("operation", "asked"), [("message.send", SEND), ("message.bulk_delete", DELETE)])
def test_what_compares_nothing_or_is_done_anew_each_time_is_not_told_as_done(
    rig: Rig, operation: str, asked: dict[str, Any]
) -> None:
    assert SETTLED not in rig.preview(operation, asked, rig.slash(MODERATOR), dry_run=True).preview.summary


@pytest.mark.parametrize("door", Door)
@pytest.mark.parametrize("dry_run", [True, False])
def test_whoever_says_so_decides_whether_it_is_a_dry_run(rig: Rig, door: Door, *, dry_run: bool) -> None:
    outcome = rig.run("message.send", SEND, _at(door), dry_run=dry_run)
    assert isinstance(outcome, Previewed) is dry_run
    assert bool(rig.discord.writes) is not dry_run


def test_the_guild_changes_the_default_for_programs(rig: Rig) -> None:
    rig.set_policy(dry_run_default=False)
    assert isinstance(rig.run("message.send", SEND, rig.mcp(MEMBER)), Completed)


def test_a_preview_sends_nothing_and_says_what_would_be(rig: Rig) -> None:
    shown = rig.preview("message.bulk_delete", DELETE, rig.mcp(MODERATOR))
    assert rig.discord.writes == []
    assert shown.operation == "message.bulk_delete"
    assert shown.needs_human
    assert [target.id for target in shown.preview.targets] == list(IN_GENERAL[:2])
    assert (shown.expires_at - rig.clock()).total_seconds() == 1800
    assert not rig.preview("message.send", SEND, rig.mcp(MEMBER)).needs_human


def test_a_preview_leaves_no_claim_so_that_the_same_request_can_be_made(rig: Rig) -> None:
    who = rig.mcp(MEMBER)
    rig.preview("message.send", SEND, who, idempotency_key="one")
    assert isinstance(rig.run("message.send", SEND, who, idempotency_key="one", dry_run=False), Completed)


def test_a_plan_does_exactly_what_was_previewed(rig: Rig) -> None:
    plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
    assert isinstance(rig.run("channel.edit", EDIT, rig.mcp(MODERATOR), plan_id=plan), Completed)
    assert rig.world.channels[GENERAL].topic == "new"


def test_a_plan_is_the_same_with_defaults_written_out(rig: Rig) -> None:
    plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
    spelled = {**EDIT, "name": None, "slowmode_s": None, "reason": None}
    assert isinstance(rig.run("channel.edit", spelled, rig.mcp(MODERATOR), plan_id=plan), Completed)


def test_a_plan_does_not_replace_a_human(rig: Rig) -> None:
    plan = rig.preview("message.bulk_delete", DELETE, rig.mcp(MODERATOR)).plan_id
    outcome = rig.run("message.bulk_delete", DELETE, rig.mcp(MODERATOR), plan_id=plan)
    assert isinstance(outcome, NeedsConfirmation)
    assert not rig.discord.sent("POST /channels/{channel_id}/messages/bulk-delete")


def test_a_plan_is_used_once(rig: Rig) -> None:
    plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
    rig.run("channel.edit", EDIT, rig.mcp(MODERATOR), plan_id=plan)
    _refused(rig, EDIT, rig.mcp(MODERATOR), plan)


def _refused(rig: Rig, asked: dict[str, Any], who: Principal, plan: str) -> None:
    sent = len(rig.discord.writes)
    with pytest.raises(ConfirmationInvalid, match="no such plan for exactly this request"):
        rig.run("channel.edit", asked, who, plan_id=plan)
    assert len(rig.discord.writes) == sent


def test_a_dry_run_with_a_plan_only_previews_again_and_uses_nothing_up(rig: Rig) -> None:
    plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
    again = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR), plan_id=plan, dry_run=True)
    assert again.plan_id != plan
    assert isinstance(rig.run("channel.edit", EDIT, rig.mcp(MODERATOR), plan_id=plan), Completed)


@pytest.mark.parametrize(
    "asked", [{**EDIT, "topic": "other"}, {**EDIT, "channel_id": SUPPORT}, {**EDIT, "reason": "because"}]
)
def test_a_plan_is_bound_to_the_very_payload(rig: Rig, asked: dict[str, Any]) -> None:
    plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
    _refused(rig, asked, rig.mcp(MODERATOR), plan)


def test_a_plan_is_bound_to_person_and_key(rig: Rig) -> None:
    rig.world.edit_member(MEMBER, roles=rig.world.members[next(iter(rig.world.guilds)), MODERATOR].roles)
    for other in (rig.mcp(MEMBER), rig.mcp(MODERATOR, credential="key:another"), rig.slash(MODERATOR)):
        plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
        _refused(rig, EDIT, other, plan)


def test_a_plan_expires(rig: Rig) -> None:
    plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
    rig.clock.advance(1800)
    _refused(rig, EDIT, rig.mcp(MODERATOR), plan)


@pytest.mark.parametrize("plan", ["", "nothing", "a" * 26, "ü" * 3000])
def test_a_plan_that_is_none_is_refused(rig: Rig, plan: str) -> None:
    _refused(rig, EDIT, rig.mcp(MODERATOR), plan)


def test_a_plan_whose_target_changed_is_refused_with_how_it_is_now(rig: Rig) -> None:
    plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
    rig.world.edit_channel(GENERAL, topic="meanwhile")
    with pytest.raises(PlanDrifted, match="changed since") as drifted:
        rig.run("channel.edit", EDIT, rig.mcp(MODERATOR), plan_id=plan)
    assert "Preview and decide again" in drifted.value.hint
    assert rig.discord.writes == []
    _refused(rig, EDIT, rig.mcp(MODERATOR), plan)


@pytest.mark.parametrize("line", Risk)
@pytest.mark.parametrize(
    ("name", "asked", "risk"),
    [
        ("channel.edit", EDIT, Risk.WRITE),
        ("member.timeout", {"user_id": MEMBER, "duration_s": 60}, Risk.SENSITIVE),
        ("message.bulk_delete", DELETE, Risk.DESTRUCTIVE),
    ],
)
def test_the_policys_line_decides_who_waits_for_a_human_and_the_destructive_always_does(
    rig: Rig, line: Risk, name: str, asked: dict[str, Any], risk: Risk
) -> None:
    rig.set_policy(confirm_from=line)
    outcome = rig.run(name, asked, rig.slash(MODERATOR))
    waits = risk >= line or risk is Risk.DESTRUCTIVE
    assert isinstance(outcome, NeedsConfirmation) is waits
    assert rig.preview(name, asked, rig.slash(MODERATOR), dry_run=True).needs_human is waits


def test_a_preview_is_told_in_the_trail_as_what_it_is_because_it_shows_what_others_wrote(rig: Rig) -> None:
    shown = rig.preview("message.bulk_delete", DELETE, rig.mcp(MODERATOR))
    (record,) = rig.trail()
    assert (record.kind, record.status, record.audit_id) == (AuditKind.PREVIEW, AuditStatus.PREVIEWED, shown.plan_id)
    assert record.summary == "Bulk delete message, 2 targets"
    assert record.arguments["message_ids"] == [str(message_id) for message_id in IN_GENERAL[:2]]


def test_a_preview_of_which_the_trail_cannot_tell_is_not_shown(rig: Rig) -> None:
    def down(*_: object) -> None:
        raise StoreUnavailable("The database gave no answer.")

    rig.audit.before_write = down
    with pytest.raises(StoreUnavailable):
        rig.run("message.bulk_delete", DELETE, rig.mcp(MODERATOR))
