"""Who may approve by the guild's policy: holders of a role, somebody else than the asker, two people."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.discord.routes import CREATE_DM, UPDATE_MESSAGE
from guildhall.errors import ConfirmationUndeliverable, DiscordUnavailable, InProgress
from guildhall.execution.approvers import ApprovalForbidden
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.operations.spec import Risk
from guildhall.store.table import Write
from tests.fakes.guild import (
    ADMIN,
    ADMIN_ROLE,
    APPROVALS,
    GENERAL,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    OWNER,
)
from tests.fakes.platform import Crash, Rig
from tests.fakes.world import Sent, direct_channel
from tests.unit.execution import question
from tests.unit.execution.question import DELETE, NAME, card_in, executed, record_of

TWO = {"two_person_from": Risk.DESTRUCTIVE}


@pytest.fixture
def for_two(rig: Rig) -> str:
    """A question that two people have to approve."""
    rig.set_policy(**TWO)
    return question.ask(rig)


def test_only_holders_of_an_approver_role_answer(rig: Rig, asked: str) -> None:
    rig.set_policy(approver_role_ids={HELPER_ROLE})
    for verb in ("approve", "deny"):
        with pytest.raises(ApprovalForbidden) as refused:
            rig.press(asked, verb, ADMIN)
        assert refused.value.hint == f"Ask somebody with <@&{HELPER_ROLE}>."
    assert "word 0" in rig.press(asked, "details", ADMIN).text
    rig.world.edit_member(ADMIN, roles=(ADMIN_ROLE, HELPER_ROLE))
    rig.press(asked, "approve", ADMIN)
    assert executed(rig) == 1


def test_the_role_alone_gives_no_right(rig: Rig, asked: str) -> None:
    rig.set_policy(approver_role_ids={HELPER_ROLE})
    with pytest.raises(Exception, match="Manage Messages"):
        rig.press(asked, "approve", MEMBER)
    assert executed(rig) == 0


def test_the_owner_may_answer_without_the_role(rig: Rig, asked: str) -> None:
    rig.set_policy(approver_role_ids={HELPER_ROLE})
    rig.press(asked, "approve", OWNER)
    assert executed(rig) == 1


def test_the_asker_takes_a_question_back_without_the_role(rig: Rig, asked: str) -> None:
    rig.set_policy(approver_role_ids={HELPER_ROLE}, self_approval=False)
    assert rig.press(asked, "deny", MODERATOR).settled
    assert record_of(rig, asked).status == "denied"


def test_nobody_approves_their_own_question_where_the_policy_forbids_it(rig: Rig, asked: str) -> None:
    rig.set_policy(self_approval=False)
    with pytest.raises(ApprovalForbidden, match="You asked for this"):
        rig.press(asked, "approve", MODERATOR)
    (denial,) = rig.trail(kind=AuditKind.DENIAL)
    assert (denial.approver_id, denial.confirmation_id) == (MODERATOR, asked)
    rig.press(asked, "approve", ADMIN)
    assert executed(rig) == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [("self_approval", False), ("two_person_from", Risk.WRITE), ("approver_role_ids", {HELPER_ROLE})],
)
def test_what_the_asker_cannot_answer_alone_is_not_asked_in_their_direct_messages(
    rig: Rig, setting: str, value: Any
) -> None:
    rig.set_policy(**{setting: value})
    with pytest.raises(ConfirmationUndeliverable) as failed:
        rig.ask(NAME, DELETE, rig.mcp(MODERATOR))
    assert setting in failed.value.message
    assert "approvals_channel_id" in failed.value.hint
    assert rig.discord.sent(CREATE_DM) == []
    assert rig.discord.writes == []


def test_an_asker_with_the_role_answers_in_their_direct_messages(rig: Rig) -> None:
    rig.set_policy(approver_role_ids={MODERATOR_ROLE})
    asked = rig.ask(NAME, DELETE, rig.mcp(MODERATOR)).confirmation_id
    rig.press(asked, "approve", rig.direct(MODERATOR))
    assert executed(rig) == 1


def test_a_question_that_was_asked_in_private_is_for_its_asker(rig: Rig) -> None:
    asked = rig.ask(NAME, DELETE, rig.slash(MODERATOR), private=True).confirmation_id
    for verb in ("approve", "deny", "details"):
        with pytest.raises(ApprovalForbidden, match="for the one who asked"):
            rig.press(asked, verb, ADMIN)
    rig.press(asked, "approve", rig.direct(MODERATOR))
    assert executed(rig) == 1


def test_it_takes_two_different_people(rig: Rig, for_two: str) -> None:
    first = rig.press(for_two, "approve", ADMIN)
    assert first.text == "You approved it: 1 of 2. Nothing was done yet. Another person has to approve it, too."
    assert not first.settled
    assert f"**1 of 2 approvals**: <@{ADMIN}>" in card_in(rig)
    assert "custom_id" in card_in(rig)
    again = rig.press(for_two, "approve", ADMIN)
    assert (again.text, executed(rig), record_of(rig, for_two).status) == (first.text, 0, "pending")
    assert rig.press(for_two, "approve", OWNER).text == f"Approved by <@{ADMIN}> and <@{OWNER}>. Done."
    record = record_of(rig, for_two)
    assert (record.status, record.approved_by, record.decided_by) == ("done", (ADMIN, OWNER), OWNER)
    assert executed(rig) == 1
    assert "custom_id" not in card_in(rig)


def test_the_trail_names_both(rig: Rig, for_two: str) -> None:
    rig.press(for_two, "approve", ADMIN)
    rig.press(for_two, "approve", OWNER)
    told = {(record.kind, record.status): record.approver_id for record in rig.trail()}
    assert told[AuditKind.CONFIRMATION, AuditStatus.APPROVED] == ADMIN
    assert told[AuditKind.INTENT, AuditStatus.PENDING] == told[AuditKind.OUTCOME, AuditStatus.DONE] == OWNER


@pytest.mark.parametrize("allowed", [True, False])
def test_the_asker_counts_as_one_of_two_only_where_they_may_approve(rig: Rig, for_two: str, allowed: bool) -> None:
    rig.set_policy(self_approval=allowed)
    if allowed:
        rig.press(for_two, "approve", MODERATOR)
    else:
        with pytest.raises(ApprovalForbidden):
            rig.press(for_two, "approve", MODERATOR)
    rig.press(for_two, "approve", ADMIN)
    assert executed(rig) == allowed


def test_of_fifty_presses_by_two_people_one_executes(rig: Rig, for_two: str) -> None:
    def press(number: int) -> str:
        try:
            return rig.press(for_two, "approve", (ADMIN, OWNER)[number % 2]).text
        except InProgress:
            return "right now"

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(press, range(50)))
    assert executed(rig) == 1
    assert any(answer.endswith("Done.") for answer in answers)
    assert set(record_of(rig, for_two).approved_by) == {ADMIN, OWNER}
    assert "custom_id" not in card_in(rig)


def test_a_press_that_is_overtaken_by_the_first_approval_is_the_second(rig: Rig, for_two: str) -> None:
    raced: list[str] = []

    def race(writes: Sequence[Write]) -> None:
        if writes[0].key.pk.startswith("confirmation#") and not raced:
            raced.append("pressed")
            rig.press(for_two, "approve", ADMIN)

    rig.state.before_write = race
    assert rig.press(for_two, "approve", OWNER).text == f"Approved by <@{ADMIN}> and <@{OWNER}>. Done."
    assert executed(rig) == 1


def test_fifty_presses_of_one_person_are_one_approval(rig: Rig, for_two: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: rig.press(for_two, "approve", ADMIN), range(50)))
    assert (executed(rig), record_of(rig, for_two).approved_by) == (0, (ADMIN,))


@pytest.mark.parametrize("change", ["role", "policy"])
def test_who_approved_first_must_still_be_allowed_to(rig: Rig, for_two: str, change: str) -> None:
    rig.press(for_two, "approve", ADMIN)
    if change == "role":
        rig.world.edit_member(ADMIN, roles=())
    else:
        rig.set_policy(approver_role_ids={HELPER_ROLE})
    assert "may not do this any more" in rig.press(for_two, "approve", OWNER).text
    assert (executed(rig), record_of(rig, for_two).status) == (0, "done")
    assert "it failed" in card_in(rig)


def test_what_takes_two_people_is_asked_even_where_one_would_not_be(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS, confirm_from=Risk.DESTRUCTIVE, two_person_from=Risk.WRITE)
    asked = rig.ask("message.send", {"channel_id": GENERAL, "content": "hi"}, rig.slash(MODERATOR)).confirmation_id
    assert record_of(rig, asked).needs_approvals == 2


def test_a_rule_that_came_after_the_question_holds(rig: Rig, asked: str) -> None:
    rig.set_policy(**TWO)
    assert "1 of 2" in rig.press(asked, "approve", ADMIN).text
    rig.press(asked, "approve", OWNER)
    assert executed(rig) == 1


def test_a_rule_that_was_dropped_after_the_question_still_holds_for_it(rig: Rig, for_two: str) -> None:
    rig.set_policy(two_person_from=None)
    assert "1 of 2" in rig.press(for_two, "approve", ADMIN).text
    assert executed(rig) == 0


@pytest.mark.parametrize("change", ["role", "rule"])
def test_a_stuck_question_is_not_done_for_people_who_would_not_do_any_more(rig: Rig, asked: str, change: str) -> None:
    with rig.crashing_at("confirmation.approved"), pytest.raises(Crash):
        rig.press(asked, "approve", ADMIN)
    if change == "role":
        rig.world.edit_member(ADMIN, roles=())
    else:
        rig.set_policy(**TWO)
    told = rig.press(asked, "approve", OWNER).text
    assert ("may not do this any more" if change == "role" else "By now this takes two people") in told
    assert (executed(rig), record_of(rig, asked).status) == (0, "done")


def test_a_direct_message_gives_no_approval_of_two(rig: Rig) -> None:
    asked = rig.ask(NAME, DELETE, rig.mcp(MODERATOR)).confirmation_id
    rig.set_policy(**TWO)
    with pytest.raises(ApprovalForbidden, match="takes two people"):
        rig.press(asked, "approve", rig.direct(MODERATOR))
    assert record_of(rig, asked).approved_by == ()
    assert "Approve" in card_in(rig, direct_channel(MODERATOR))


def test_a_first_approval_that_was_cut_off_is_shown_by_the_next_press(rig: Rig, for_two: str) -> None:
    with rig.crashing_at("confirmation.half_approved"), pytest.raises(Crash):
        rig.press(for_two, "approve", ADMIN)
    assert "0 of 2" in card_in(rig)
    rig.press(for_two, "approve", ADMIN)
    assert "1 of 2" in card_in(rig)
    assert [record.status for record in rig.trail(kind=AuditKind.CONFIRMATION)] == ["requested", "approved"]


def test_a_first_approval_whose_maker_died_is_told_with_the_second(rig: Rig, for_two: str) -> None:
    with rig.crashing_at("confirmation.half_approved"), pytest.raises(Crash):
        rig.press(for_two, "approve", ADMIN)
    rig.press(for_two, "approve", OWNER)
    told = [record.approver_id for record in rig.trail(kind=AuditKind.CONFIRMATION)]
    assert (told, executed(rig)) == ([None, ADMIN], 1)


def test_a_slow_first_press_does_not_bring_the_buttons_back(rig: Rig, for_two: str) -> None:
    raced: list[str] = []

    def race(sent: Sent) -> None:
        if sent.route == UPDATE_MESSAGE.text and not raced:
            raced.append(sent.route)
            rig.press(for_two, "approve", OWNER)

    rig.discord.before = race
    rig.press(for_two, "approve", ADMIN)
    assert executed(rig) == 1
    assert "custom_id" not in card_in(rig)


def test_a_first_approval_loses_nothing_when_its_card_cannot_be_shown(rig: Rig, for_two: str) -> None:
    rig.discord.fail(UPDATE_MESSAGE, DiscordUnavailable("down"))
    rig.press(for_two, "approve", ADMIN)
    assert record_of(rig, for_two).approved_by == (ADMIN,)


def test_a_half_approved_question_whose_time_is_over_is_expired(rig: Rig, for_two: str) -> None:
    rig.press(for_two, "approve", ADMIN)
    rig.clock.advance(1801)
    assert "has expired" in rig.press(for_two, "approve", ADMIN).text
    assert f"only <@{ADMIN}> approved it in time, and it takes 2" in card_in(rig)
    assert executed(rig) == 0


def test_a_smaller_risk_takes_one(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS, two_person_from=Risk.DESTRUCTIVE, confirm_from=Risk.WRITE)
    asked = rig.ask("message.send", {"channel_id": GENERAL, "content": "hi"}, rig.slash(MODERATOR)).confirmation_id
    assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")
    more = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
    assert record_of(rig, rig.ask(NAME, more, rig.slash(MODERATOR)).confirmation_id).needs_approvals == 2
