"""Undoing a call: what is shown, what it leaves, and that it is told like any other call."""

import pytest

from guildhall.discord.ids import UserId
from guildhall.errors import (
    PlanDrifted,
)
from guildhall.execution.outcome import NeedsConfirmation, Previewed
from guildhall.operations.spec import Risk
from tests.fakes.guild import (
    GENERAL,
    GUILD,
    MODERATOR,
    OWNER,
    STAFF,
)
from tests.fakes.platform import Rig
from tests.unit.execution import undone


@pytest.fixture
def rig(rig: Rig) -> Rig:
    return undone.prepare(rig)


def _preview(rig: Rig, audit_id: str, who: UserId = MODERATOR) -> Previewed:
    return rig.preview("audit.undo", {"audit_id": audit_id}, rig.slash(who), dry_run=True)


def test_an_undone_call_leaves_what_was(rig: Rig) -> None:
    before = rig.world.channels[GENERAL]
    audit_id = undone.edit(rig)
    assert rig.world.channels[GENERAL] != before
    assert undone.undo(rig, audit_id).endswith("Done.")
    assert rig.world.channels[GENERAL] == before


def test_a_preview_says_what_comes_back_and_changes_nothing(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    shown = _preview(rig, audit_id)
    assert shown.preview.summary == "Undo channel.edit exactly: Edit the channel general"
    assert [(each.field, each.before, each.after) for each in shown.preview.changes] == [
        ("topic", "new", "Anything goes"),
        ("slowmode_s", 5, 0),
    ]
    assert shown.needs_human
    assert len(rig.discord.sent(undone.EDIT)) == 1


def test_a_preview_of_a_partial_undo_says_what_is_lost(rig: Rig) -> None:
    asked = rig.ask("channel.delete", {"channel_id": STAFF}, rig.slash(OWNER))
    rig.press(asked.confirmation_id, "approve", OWNER)
    shown = _preview(rig, asked.confirmation_id, OWNER).preview
    assert shown.summary.startswith("Undo channel.delete in part: Create the text channel staff")
    assert shown.irreversible.startswith("It comes back empty")


def test_an_undo_waits_for_a_human_whatever_the_policy_says(rig: Rig) -> None:
    assert rig.platform.policies.guild_policy(GUILD).confirm_from is Risk.DESTRUCTIVE
    chat = rig.complete("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER)).audit_id
    for audit_id in (undone.edit(rig), chat):
        undone.ask(rig, audit_id, OWNER)


def test_the_trail_says_which_call_was_undone_by_which(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    undone.undo(rig, audit_id)
    record = undone.told(rig, "outcome")
    assert (record.operation, record.undoes, record.status) == ("channel.edit", audit_id, "done")
    assert (record.risk, record.summary) == ("sensitive", f"Edit channel, 1 target; undoes {audit_id}")
    assert [step.step for step in record.trail][:2] == ["authenticate_client", "require_membership"]
    assert [step.step for step in undone.told(rig, "confirmation").trail][:2] == ["resolve_undo", "authenticate_client"]


def test_the_result_says_what_came_back(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    asked = undone.ask(rig, audit_id)
    rig.press(asked.confirmation_id, "approve", MODERATOR)
    record = rig.platform.machinery.confirmations.get(asked.confirmation_id)
    assert record is not None
    result = (record.outcome or {})["result"]
    assert isinstance(result, dict)
    assert (result["undone"], result["operation"], result["fidelity"]) == (audit_id, "channel.edit", "exact")


def test_an_undo_can_be_undone(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    after = rig.world.channels[GENERAL]
    asked = undone.ask(rig, audit_id)
    rig.press(asked.confirmation_id, "approve", MODERATOR)
    assert undone.undo(rig, asked.confirmation_id).endswith("Done.")
    assert rig.world.channels[GENERAL] == after


def test_a_plan_of_an_undo_is_applied_by_that_undo_alone(rig: Rig) -> None:
    first = undone.edit(rig)
    program = rig.mcp(MODERATOR)
    plan_id = rig.preview("audit.undo", {"audit_id": first}, program).plan_id
    direct = {"channel_id": GENERAL, "topic": "Anything goes", "slowmode_s": 0}
    with pytest.raises(PlanDrifted):
        rig.run("channel.edit", direct, program, plan_id=plan_id)
    plan_id = rig.preview("audit.undo", {"audit_id": first}, program).plan_id
    assert isinstance(rig.run("audit.undo", {"audit_id": first}, program, plan_id=plan_id), NeedsConfirmation)
