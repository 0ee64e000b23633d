"""Undoing a call: who may, when not, what is shown, and that it is done once, like any other call."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import Permission
from guildhall.errors import (
    ConfirmationInvalid,
    Denied,
    DiscordRejected,
    GuildhallError,
    NotAMember,
    NotUndoable,
    OutcomeUnknown,
    PermissionMissing,
    PlanDrifted,
)
from guildhall.execution.outcome import NeedsConfirmation, Previewed
from guildhall.identity import Level
from guildhall.operations.spec import Risk
from guildhall.store.records import AuditRecord
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    BOT_ROLE,
    ELSEWHERE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    STAFF,
    STRANGER,
)
from tests.fakes.platform import LEASE_S, Crash, Rig

EDIT = "PATCH /channels/{channel_id}"


@pytest.fixture
def rig(rig: Rig) -> Rig:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, approvals_channel_id=APPROVALS)
    return rig


def _edit(rig: Rig, who: UserId = MODERATOR, channel_id: ChannelId = GENERAL, **changed: Any) -> str:
    """Edit a channel and return the call's audit id."""
    changed = changed or {"topic": "new", "slowmode_s": 5}
    return rig.complete("channel.edit", {"channel_id": channel_id, **changed}, rig.slash(who)).audit_id


def _ask(rig: Rig, audit_id: str, who: UserId = MODERATOR, **more: Any) -> NeedsConfirmation:
    return rig.ask("audit.undo", {"audit_id": audit_id}, rig.slash(who), **more)


def _undo(rig: Rig, audit_id: str, who: UserId = MODERATOR) -> str:
    return rig.press(_ask(rig, audit_id, who).confirmation_id, "approve", who).text


def _preview(rig: Rig, audit_id: str, who: UserId = MODERATOR) -> Previewed:
    return rig.preview("audit.undo", {"audit_id": audit_id}, rig.slash(who), dry_run=True)


def _refused(rig: Rig, audit_id: str, who: UserId = MODERATOR) -> GuildhallError:
    with pytest.raises(GuildhallError) as refused:
        _ask(rig, audit_id, who)
    return refused.value


def _told(rig: Rig, kind: str) -> AuditRecord:
    """The trail's only record of a kind about an undoing call."""
    (record,) = [each for each in rig.trail() if each.kind == kind and each.undoes]
    return record


def test_an_undone_call_leaves_what_was(rig: Rig) -> None:
    before = rig.world.channels[GENERAL]
    audit_id = _edit(rig)
    assert rig.world.channels[GENERAL] != before
    assert _undo(rig, audit_id).endswith("Done.")
    assert rig.world.channels[GENERAL] == before


def test_a_preview_says_what_comes_back_and_changes_nothing(rig: Rig) -> None:
    audit_id = _edit(rig)
    shown = _preview(rig, audit_id)
    assert shown.preview.summary == "Undo channel.edit exactly: Edit the channel general"
    assert [(each.field, each.before, each.after) for each in shown.preview.changes] == [
        ("topic", "new", "Anything goes"),
        ("rate_limit_per_user", 5, 0),
    ]
    assert shown.needs_human
    assert len(rig.discord.sent(EDIT)) == 1


def test_a_preview_of_a_partial_undo_says_what_is_lost(rig: Rig) -> None:
    asked = rig.ask("channel.delete", {"channel_id": STAFF}, rig.slash(OWNER))
    rig.press(asked.confirmation_id, "approve", OWNER)
    shown = _preview(rig, asked.confirmation_id, OWNER).preview
    assert shown.summary.startswith("Undo channel.delete in part: Create the text channel staff")
    assert shown.irreversible.startswith("It comes back empty")


def test_an_undo_waits_for_a_human_whatever_the_policy_says(rig: Rig) -> None:
    assert rig.platform.policies.guild_policy(GUILD).confirm_from is Risk.DESTRUCTIVE
    chat = rig.complete("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER)).audit_id
    for audit_id in (_edit(rig), chat):
        _ask(rig, audit_id, OWNER)


def test_the_trail_says_which_call_was_undone_by_which(rig: Rig) -> None:
    audit_id = _edit(rig)
    _undo(rig, audit_id)
    record = _told(rig, "outcome")
    assert (record.operation, record.undoes, record.status) == ("channel.edit", audit_id, "done")
    assert (record.risk, record.summary) == ("sensitive", f"Edit channel, 0 targets; undoes {audit_id}")
    assert [step.step for step in record.trail][:2] == ["authenticate_client", "require_membership"]
    assert [step.step for step in _told(rig, "confirmation").trail][:2] == ["resolve_undo", "authenticate_client"]


def test_the_result_says_what_came_back(rig: Rig) -> None:
    audit_id = _edit(rig)
    asked = _ask(rig, audit_id)
    rig.press(asked.confirmation_id, "approve", MODERATOR)
    record = rig.platform.machinery.confirmations.get(asked.confirmation_id)
    assert record is not None
    result = (record.outcome or {})["result"]
    assert isinstance(result, dict)
    assert (result["undone"], result["operation"], result["fidelity"]) == (audit_id, "channel.edit", "exact")


def test_an_undo_can_be_undone(rig: Rig) -> None:
    audit_id = _edit(rig)
    after = rig.world.channels[GENERAL]
    asked = _ask(rig, audit_id)
    rig.press(asked.confirmation_id, "approve", MODERATOR)
    assert _undo(rig, asked.confirmation_id).endswith("Done.")
    assert rig.world.channels[GENERAL] == after


def test_a_plan_of_an_undo_is_applied_by_that_undo_alone(rig: Rig) -> None:
    first = _edit(rig)
    program = rig.mcp(MODERATOR)
    plan_id = rig.preview("audit.undo", {"audit_id": first}, program).plan_id
    direct = {"channel_id": GENERAL, "topic": "Anything goes", "slowmode_s": 0}
    with pytest.raises(PlanDrifted):
        rig.run("channel.edit", direct, program, plan_id=plan_id)
    plan_id = rig.preview("audit.undo", {"audit_id": first}, program).plan_id
    assert isinstance(rig.run("audit.undo", {"audit_id": first}, program, plan_id=plan_id), NeedsConfirmation)


# Who may.


def test_whoever_reads_the_trail_and_may_do_it_may_undo_it(rig: Rig) -> None:
    assert _undo(rig, _edit(rig, OWNER), MODERATOR).endswith("Done.")


def test_what_one_did_oneself_one_may_undo_without_reading_the_trail(rig: Rig) -> None:
    everyone = rig.world.guilds[GUILD].everyone
    assert everyone is not None
    rig.world.edit_role(everyone.id, permissions=everyone.permissions | Permission.CHANGE_NICKNAME)
    own = rig.complete("member.edit", {"user_id": MEMBER, "nickname": "Mem"}, rig.slash(MEMBER)).audit_id
    assert _undo(rig, own, MEMBER).endswith("Done.")
    assert not rig.world.members[GUILD, MEMBER].nick


def test_a_call_that_one_may_not_know_of_looks_like_none(rig: Rig) -> None:
    unknown = _refused(rig, "01m7wd7tg0khfe92arj3q2bz03").to_dict()
    elsewhere = {"channel_id": "4000000000000000007", "topic": "x"}
    at_strangers = rig.slash(STRANGER, ChannelId("4000000000000000007"), ELSEWHERE)
    theirs = rig.complete("channel.edit", elsewhere, at_strangers).audit_id
    assert _refused(rig, theirs, OWNER).to_dict() == unknown
    assert _refused(rig, _edit(rig), NEWCOMER).to_dict() == unknown


def test_a_credential_without_the_trail_undoes_only_what_its_person_did(rig: Rig) -> None:
    narrow = rig.mcp(OWNER, scopes=frozenset({"channels:manage", "undo:write"}))
    with pytest.raises(NotUndoable, match="not yours"):
        rig.run("audit.undo", {"audit_id": _edit(rig)}, narrow)
    assert isinstance(rig.run("audit.undo", {"audit_id": _edit(rig, OWNER, topic="mine")}, narrow), Previewed)


def test_a_read_only_credential_undoes_nothing(rig: Rig) -> None:
    with pytest.raises(Denied):
        rig.run("audit.undo", {"audit_id": _edit(rig)}, rig.mcp(OWNER, Level.READ_ONLY))


def test_the_undoer_needs_what_the_other_call_takes(rig: Rig) -> None:
    banned = rig.ask("member.ban", {"user_id": NEWCOMER}, rig.slash(OWNER)).confirmation_id
    rig.press(banned, "approve", OWNER)
    with pytest.raises(PermissionMissing, match="Ban Members"):
        _ask(rig, banned, MODERATOR)
    denied = _told(rig, "denial")
    assert (denied.kind, denied.operation, denied.undoes) == ("denial", "member.unban", banned)


def test_an_approver_needs_it_too(rig: Rig) -> None:
    asked = _ask(rig, _edit(rig))
    with pytest.raises(Denied):
        rig.press(asked.confirmation_id, "approve", MEMBER)
    assert rig.press(asked.confirmation_id, "approve", ADMIN).text.endswith("Done.")


def test_a_channel_that_the_undoer_cannot_see_any_more_is_not_changed(rig: Rig) -> None:
    audit_id = _edit(rig, MODERATOR, STAFF, topic="x")
    rig.world.edit_member(MODERATOR, roles=())
    assert isinstance(_refused(rig, audit_id), NotAMember)


def test_a_policy_that_does_not_allow_the_other_call_does_not_allow_the_undo(rig: Rig) -> None:
    audit_id = _edit(rig)
    rig.set_policy(denied_operations=["channel.edit"])
    assert isinstance(_refused(rig, audit_id), Denied)
    rig.set_policy(denied_operations=["audit.undo"])
    assert isinstance(_refused(rig, audit_id), Denied)


def test_a_channel_that_moved_to_another_guild_is_not_changed(rig: Rig) -> None:
    audit_id = _edit(rig, OWNER)
    rig.world.edit_channel(GENERAL, guild_id=ELSEWHERE)
    rig.world.put_member(rig.world.members[GUILD, OWNER], ELSEWHERE)
    principal = rig.mcp(OWNER)
    with pytest.raises(NotAMember):
        rig.run("audit.undo", {"audit_id": audit_id, "guild_id": GUILD}, principal)


# When not.


def test_a_read_and_what_nothing_brings_back_cannot_be_undone(rig: Rig) -> None:
    listed = rig.complete("channel.list", {}, rig.slash(MODERATOR)).audit_id
    kicked = rig.ask("member.kick", {"user_id": NEWCOMER}, rig.slash(OWNER)).confirmation_id
    rig.press(kicked, "approve", OWNER)
    for audit_id, who in ((listed, MODERATOR), (kicked, OWNER)):
        assert "cannot be undone" in _refused(rig, audit_id, who).message


def test_what_was_not_done_cannot_be_undone(rig: Rig) -> None:
    denied = rig.ask("member.ban", {"user_id": NEWCOMER}, rig.slash(OWNER)).confirmation_id
    assert "not known to have been done" in _refused(rig, denied, OWNER).message
    rig.press(denied, "deny", OWNER)
    assert "not known to have been done" in _refused(rig, denied, OWNER).message


def test_what_is_kept_no_longer_cannot_be_undone(rig: Rig) -> None:
    audit_id = _edit(rig)
    rig.clock.advance(7 * 86_400)
    assert "kept no longer" in _refused(rig, audit_id).message
    rig.set_policy(undo_days=0)
    assert "cannot be undone" in _refused(rig, _edit(rig, topic="again")).message


def test_what_somebody_changed_since_is_left_to_them(rig: Rig) -> None:
    audit_id = _edit(rig)
    rig.world.edit_channel(GENERAL, topic="theirs")
    drifted = _refused(rig, audit_id)
    assert isinstance(drifted, PlanDrifted)
    assert drifted.message == "It was changed since, so it is not undone: topic."
    assert drifted.details["changed"] == [{"what": "topic", "then": "new", "now": "theirs"}]


def test_what_is_as_it_was_already_is_left_alone(rig: Rig) -> None:
    audit_id = _edit(rig)
    rig.world.edit_channel(GENERAL, topic="Anything goes", rate_limit_per_user=0)
    assert "already as it was" in _refused(rig, audit_id).message


def test_a_part_that_is_as_it_was_already_does_not_keep_the_rest(rig: Rig) -> None:
    audit_id = _edit(rig)
    rig.world.edit_channel(GENERAL, topic="Anything goes")
    assert [each.field for each in _preview(rig, audit_id).preview.changes] == ["rate_limit_per_user"]


def test_what_is_gone_cannot_be_changed_back(rig: Rig) -> None:
    banned = rig.ask("member.ban", {"user_id": NEWCOMER}, rig.slash(OWNER)).confirmation_id
    rig.press(banned, "approve", OWNER)
    rig.world.bans.clear()
    assert "not there any more" in _refused(rig, banned, OWNER).message


def test_a_change_between_question_and_press_refuses_the_press(rig: Rig) -> None:
    asked = _ask(rig, _edit(rig))
    rig.world.edit_channel(GENERAL, topic="theirs")
    assert "failed" in rig.press(asked.confirmation_id, "approve", MODERATOR).text
    assert len(rig.discord.sent(EDIT)) == 1


def test_what_this_release_does_not_know_is_not_done(rig: Rig) -> None:
    audit_id = _edit(rig)
    record = rig.platform.machinery.undos.get(GUILD, audit_id)
    assert record is not None
    unheard = record.reversal.model_copy(update={"operation": "channel.unheard"})
    rig.platform.machinery.undos.put(record.model_copy(update={"reversal": unheard}))
    assert isinstance(_refused(rig, audit_id), ConfirmationInvalid)


# Once.


def test_a_second_undo_says_which_was_the_first(rig: Rig) -> None:
    audit_id = _edit(rig)
    first = _ask(rig, audit_id)
    rig.press(first.confirmation_id, "approve", MODERATOR)
    again = _refused(rig, audit_id)
    assert again.message == f"That was undone before, by {first.confirmation_id}."
    assert again.details["undone_by"] == first.confirmation_id


def test_of_two_questions_about_one_call_one_is_done(rig: Rig) -> None:
    audit_id = _edit(rig)
    first, second = (_ask(rig, audit_id) for _ in range(2))

    def meanwhile(sent: Any) -> None:
        if sent.route == EDIT:
            rig.discord.before = lambda sent: None
            told.append(rig.press(second.confirmation_id, "approve", ADMIN).text)

    told: list[str] = []
    rig.discord.before = meanwhile
    assert rig.press(first.confirmation_id, "approve", MODERATOR).text.endswith("Done.")
    assert f"undone before, by {first.confirmation_id}" in told[0]
    assert len(rig.discord.sent(EDIT)) == 2


def test_an_undo_that_surely_failed_can_be_asked_again(rig: Rig) -> None:
    audit_id = _edit(rig)
    rig.discord.fail(EDIT, DiscordRejected("no", status=400))
    assert "failed" in _undo(rig, audit_id)
    assert _undo(rig, audit_id).endswith("Done.")


def test_an_undo_that_may_have_been_done_is_not_repeated_at_once(rig: Rig) -> None:
    audit_id = _edit(rig)
    rig.discord.fail(EDIT, OutcomeUnknown("?"))
    assert "failed" in _undo(rig, audit_id)
    assert "undone before" in _undo(rig, audit_id)
    rig.clock.advance(LEASE_S)
    assert _undo(rig, audit_id).endswith("Done.")


def test_a_call_that_is_told_twice_is_undone_once_and_answered_alike(rig: Rig) -> None:
    audit_id = _edit(rig)
    asked = {"audit_id": audit_id}
    first = rig.run("audit.undo", asked, rig.slash(MODERATOR), idempotency_key="once")
    assert isinstance(first, NeedsConfirmation)
    rig.press(first.confirmation_id, "approve", MODERATOR)
    again = rig.run("audit.undo", asked, rig.slash(MODERATOR), idempotency_key="once")
    assert isinstance(again, NeedsConfirmation)
    assert again.confirmation_id == first.confirmation_id
    with pytest.raises(NotUndoable):
        rig.run("audit.undo", asked, rig.slash(MODERATOR))


@pytest.mark.parametrize("checkpoint", ["execution.claimed", "confirmation.created", "confirmation.carded"])
def test_a_crash_before_the_press_asks_no_second_question(rig: Rig, checkpoint: str) -> None:
    asked = {"audit_id": _edit(rig)}
    with rig.crashing_at(checkpoint), pytest.raises(Crash):
        rig.run("audit.undo", asked, rig.slash(MODERATOR), idempotency_key="once")
    rig.restart()
    rig.clock.advance(LEASE_S)
    outcome = rig.run("audit.undo", asked, rig.slash(MODERATOR), idempotency_key="once")
    assert isinstance(outcome, NeedsConfirmation)
    assert rig.press(outcome.confirmation_id, "approve", MODERATOR).text.endswith("Done.")
    assert rig.world.channels[GENERAL].topic == "Anything goes"


@pytest.mark.parametrize("checkpoint", ["execution.intent_recorded", "execution.called", "execution.outcome_recorded"])
def test_a_crash_after_the_press_undoes_once(rig: Rig, checkpoint: str) -> None:
    audit_id = _edit(rig)
    asked = _ask(rig, audit_id)
    with rig.crashing_at(checkpoint), pytest.raises(Crash):
        rig.press(asked.confirmation_id, "approve", MODERATOR)
    rig.restart()
    rig.clock.advance(LEASE_S)
    rig.press(asked.confirmation_id, "approve", MODERATOR)
    assert len(rig.discord.sent(EDIT)) == (1 if checkpoint == "execution.intent_recorded" else 2)
    ended = [each for each in rig.trail() if each.audit_id == asked.confirmation_id and each.kind == "outcome"]
    assert [(each.operation, each.undoes) for each in ended] == [("channel.edit", audit_id)]


def test_a_guess_costs_no_look_up(rig: Rig) -> None:
    rig.discord.calls.clear()
    _refused(rig, "01m7wd7tg0khfe92arj3q2bz03")
    assert {sent.route for sent in rig.discord.calls} <= {
        "GET /guilds/{guild_id}",
        "GET /guilds/{guild_id}/members/{user_id}",
    }


def test_members_keep_their_role_after_a_done_and_undone_taking(rig: Rig) -> None:
    taken = rig.complete("role.remove", {"user_id": MEMBER, "role_id": HELPER_ROLE}, rig.slash(MODERATOR)).audit_id
    assert isinstance(_undo(rig, taken), str)
    assert rig.world.members[GUILD, MEMBER].roles == (HELPER_ROLE,)
