"""When a call is not undone: it was not, cannot be, or somebody changed what it left."""

import pytest

from guildhall.discord.ids import UserId
from guildhall.errors import (
    ConfirmationInvalid,
    PlanDrifted,
)
from guildhall.execution.outcome import Previewed
from tests.fakes.guild import (
    GENERAL,
    GUILD,
    MODERATOR,
    NEWCOMER,
    OWNER,
)
from tests.fakes.platform import Rig
from tests.unit.execution import undone


@pytest.fixture
def rig(rig: Rig) -> Rig:
    return undone.prepare(rig)


def _preview(rig: Rig, audit_id: str, who: UserId = MODERATOR) -> Previewed:
    return rig.preview("audit.undo", {"audit_id": audit_id}, rig.slash(who), dry_run=True)


def test_a_read_and_what_nothing_brings_back_cannot_be_undone(rig: Rig) -> None:
    listed = rig.complete("channel.list", {}, rig.slash(MODERATOR)).audit_id
    kicked = rig.ask("member.kick", {"user_id": NEWCOMER}, rig.slash(OWNER)).confirmation_id
    rig.press(kicked, "approve", OWNER)
    for audit_id, who in ((listed, MODERATOR), (kicked, OWNER)):
        assert "cannot be undone" in undone.refused(rig, audit_id, who).message


def test_what_was_not_done_cannot_be_undone(rig: Rig) -> None:
    denied = rig.ask("member.ban", {"user_id": NEWCOMER}, rig.slash(OWNER)).confirmation_id
    assert "not known to have been done" in undone.refused(rig, denied, OWNER).message
    rig.press(denied, "deny", OWNER)
    assert "not known to have been done" in undone.refused(rig, denied, OWNER).message


def test_what_is_kept_no_longer_cannot_be_undone(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    rig.clock.advance(7 * 86_400)
    assert "kept no longer" in undone.refused(rig, audit_id).message
    rig.set_policy(undo_days=0)
    assert "cannot be undone" in undone.refused(rig, undone.edit(rig, topic="again")).message


def test_what_somebody_changed_since_is_left_to_them(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    rig.world.edit_channel(GENERAL, topic="theirs")
    drifted = undone.refused(rig, audit_id)
    assert isinstance(drifted, PlanDrifted)
    assert drifted.message == "It was changed since, so it is not undone: topic."
    assert drifted.details["changed"] == [{"what": "topic", "then": "new", "now": "theirs"}]


def test_what_is_as_it_was_already_is_left_alone(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    rig.world.edit_channel(GENERAL, topic="Anything goes", rate_limit_per_user=0)
    assert "already as it was" in undone.refused(rig, audit_id).message


def test_a_part_that_is_as_it_was_already_does_not_keep_the_rest(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    rig.world.edit_channel(GENERAL, topic="Anything goes")
    assert [each.field for each in _preview(rig, audit_id).preview.changes] == ["slowmode_s"]


def test_what_is_gone_cannot_be_changed_back(rig: Rig) -> None:
    banned = rig.ask("member.ban", {"user_id": NEWCOMER}, rig.slash(OWNER)).confirmation_id
    rig.press(banned, "approve", OWNER)
    rig.world.bans.clear()
    assert "not there any more" in undone.refused(rig, banned, OWNER).message


def test_a_change_between_question_and_press_refuses_the_press(rig: Rig) -> None:
    asked = undone.ask(rig, undone.edit(rig))
    rig.world.edit_channel(GENERAL, topic="theirs")
    assert "failed" in rig.press(asked.confirmation_id, "approve", MODERATOR).text
    assert len(rig.discord.sent(undone.EDIT)) == 1


def test_what_this_release_does_not_know_is_not_done(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    record = rig.platform.machinery.undos.get(GUILD, audit_id)
    assert record is not None
    unheard = record.reversal.model_copy(update={"operation": "channel.unheard"})
    rig.platform.machinery.undos.put(record.model_copy(update={"reversal": unheard}))
    assert isinstance(undone.refused(rig, audit_id), ConfirmationInvalid)
