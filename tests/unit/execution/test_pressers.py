"""Presses: who may answer a question, and who may see its details."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.errors import (
    ConfirmationInvalid,
    Denied,
    GuildhallError,
    NotAMember,
    PermissionMissing,
    RateLimited,
    ScopeMissing,
)
from guildhall.execution.approvers import ApprovalForbidden
from guildhall.identity import Door
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.policy.client import ADMISSION_WINDOW_S, ADMISSIONS
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    GENERAL,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    STAFF,
    STRANGER,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import direct_channel
from tests.unit.execution.question import DELETE, NAME, card_in, executed, record_of


@pytest.mark.parametrize("who", [MODERATOR, ADMIN, OWNER])
def test_whoever_may_do_it_may_approve_it_the_asker_included(rig: Rig, asked: str, who: UserId) -> None:
    rig.press(asked, "approve", who)
    assert executed(rig) == 1


def _in_another_guild(rig: Rig) -> Any:
    rig.world.put_member(rig.world.members[ELSEWHERE, STRANGER].model_copy(update={"roles": (MODERATOR_ROLE,)}))
    return rig.slash(STRANGER, ELSEWHERE_CHANNEL, ELSEWHERE)


REFUSED: dict[str, tuple[Callable[[Rig], Any], type[GuildhallError]]] = {
    "a member without the right": (lambda rig: rig.slash(MEMBER, APPROVALS), ScopeMissing),
    "somebody who left": (lambda rig: rig.slash(STRANGER, APPROVALS), NotAMember),
    "a press in another guild": (_in_another_guild, NotAMember),
    "somebody else's direct message": (lambda rig: rig.direct(ADMIN), ApprovalForbidden),
    "a program with the owner's key": (lambda rig: rig.mcp(OWNER), ConfirmationInvalid),
}


@pytest.mark.parametrize("verb", ["approve", "deny", "details"])
@pytest.mark.parametrize("case", REFUSED)
def test_a_press_of_somebody_without_the_right_changes_nothing(rig: Rig, asked: str, case: str, verb: str) -> None:
    who, error = REFUSED[case]
    card, writes = card_in(rig), len(rig.discord.writes)
    with pytest.raises(error):
        rig.press(asked, verb, who(rig))
    assert record_of(rig, asked).status == "pending"
    assert (card_in(rig), len(rig.discord.writes)) == (card, writes)
    rig.press(asked, "approve", ADMIN)
    assert executed(rig) == 1


def test_the_right_in_the_approvals_channel_is_not_the_right_in_the_target(rig: Rig, asked: str) -> None:
    moderate = Permission.MANAGE_MESSAGES
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.MANAGE_ROLES)
    rig.world.edit_member(NEWCOMER, roles=(MODERATOR_ROLE,))
    rig.world.edit_channel(APPROVALS, permission_overwrites=(overwrite(NEWCOMER, allow=moderate),))
    with pytest.raises(PermissionMissing, match="Manage Messages"):
        rig.press(asked, "approve", NEWCOMER)
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(NEWCOMER, allow=moderate),))
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.MANAGE_MESSAGES)
    rig.press(asked, "approve", NEWCOMER)
    assert executed(rig) == 1


def test_an_approver_who_cannot_see_the_target_learns_nothing_of_it(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    asked = rig.ask("channel.delete", {"channel_id": STAFF}, rig.slash(MODERATOR)).confirmation_id
    for verb in ("approve", "details"):
        with pytest.raises(NotAMember):
            rig.press(asked, verb, MEMBER)


def test_every_refused_presser_stands_in_the_trail(rig: Rig, asked: str) -> None:
    for who in (MEMBER, NEWCOMER, MEMBER, rig.direct(ADMIN)):
        with pytest.raises(Denied):
            rig.press(asked, "approve", who)
    denials = rig.trail(kind=AuditKind.DENIAL)
    assert sorted(record.approver_id or "" for record in denials) == [ADMIN, MEMBER, NEWCOMER]
    assert {record.confirmation_id for record in denials} == {asked}
    assert asked not in {record.audit_id for record in denials}


def test_the_asker_answers_in_direct_messages(rig: Rig) -> None:
    asked = rig.ask(NAME, DELETE, rig.mcp(MODERATOR)).confirmation_id
    rig.press(asked, "approve", rig.direct(MODERATOR))
    assert executed(rig) == 1
    assert "Done." in card_in(rig, direct_channel(MODERATOR))


@pytest.mark.parametrize("note", [None, "not now", "**no** <@1> @everyone\nhttps://evil.example " * 40])
def test_a_denied_request_is_not_done_and_the_card_says_why(rig: Rig, asked: str, note: str | None) -> None:
    answer = rig.press(asked, "deny", ADMIN, note)
    assert answer.text == "Denied. Nothing was done."
    assert executed(rig) == 0
    record = record_of(rig, asked)
    assert (record.status, record.decided_by) == ("denied", ADMIN)
    assert f"Denied by <@{ADMIN}>" in card_in(rig)
    assert "custom_id" not in card_in(rig)
    assert ("not now" in card_in(rig)) is (note == "not now")
    assert "**no**" not in card_in(rig)
    (outcome,) = rig.trail(kind=AuditKind.OUTCOME)
    assert (outcome.status, outcome.approver_id, outcome.user_id) == (AuditStatus.REFUSED, ADMIN, MODERATOR)
    assert "already denied" in rig.press(asked, "approve", OWNER).text


def test_the_asker_may_withdraw_even_without_the_right(rig: Rig, asked: str) -> None:
    rig.world.edit_member(MODERATOR, roles=())
    assert rig.press(asked, "deny", rig.slash(MODERATOR)).settled
    assert record_of(rig, asked).status == "denied"


def test_details_list_everything_for_those_who_may_approve(rig: Rig, asked: str) -> None:
    answer = rig.press(asked, "details", ADMIN)
    assert not answer.settled
    assert all(f"word {number}" in answer.text for number in range(3))
    assert record_of(rig, asked).status == "pending"
    assert len(rig.discord.writes) == 1


def test_details_show_the_whole_text_that_is_to_be_approved(rig: Rig) -> None:
    rig.set_policy(confirm_from=1, approvals_channel_id=APPROVALS)
    content = "a long story " * 100 + "with its end"
    asked = rig.ask("message.send", {"channel_id": GENERAL, "content": content}, rig.slash(MEMBER))
    assert "with its end" not in card_in(rig)
    assert "with its end" in rig.press(asked.confirmation_id, "details", ADMIN).text


@pytest.mark.parametrize(("confirmation_id", "verb"), [("a" * 26, "approve"), ("", "deny"), ("known", "delete")])
def test_a_press_on_what_is_no_question_is_refused(rig: Rig, asked: str, confirmation_id: str, verb: str) -> None:
    with pytest.raises(ConfirmationInvalid, match="gone"):
        rig.press(asked if confirmation_id == "known" else confirmation_id, verb, ADMIN)


@pytest.mark.parametrize("door", [door for door in Door if door is not Door.INTERACTION])
def test_only_a_press_in_discord_proves_a_human(rig: Rig, asked: str, door: Door) -> None:
    with pytest.raises(ConfirmationInvalid, match="press in Discord"):
        rig.press(asked, "approve", replace(rig.slash(OWNER), door=door))
    assert executed(rig) == 0


def test_presses_are_admitted_up_to_a_limit_before_anything_is_looked_up(rig: Rig, asked: str) -> None:
    for _ in range(ADMISSIONS):
        with pytest.raises(Denied):
            rig.press(asked, "approve", MEMBER)
    assert rig.discord.calls
    before = len(rig.discord.calls)
    with pytest.raises(RateLimited) as limited:
        rig.press(asked, "approve", MEMBER)
    assert limited.value.retry_after_s == ADMISSION_WINDOW_S
    assert len(rig.discord.calls) == before
    rig.press(asked, "approve", ADMIN)
    assert executed(rig) == 1
