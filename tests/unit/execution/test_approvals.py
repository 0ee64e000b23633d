"""Presses: who may answer a question, and what an answer sets in motion."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import UPDATE_MESSAGE
from guildhall.errors import (
    ChannelForbidden,
    ConfigurationError,
    ConfirmationInvalid,
    Denied,
    DiscordForbidden,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    NotAMember,
    OperationUnknown,
    PermissionMissing,
    ScopeMissing,
    StoreUnavailable,
    TooLarge,
)
from guildhall.identity import Door, Level
from guildhall.oauth.keys import KeyGrant, mint
from guildhall.operations import catalogue
from guildhall.store import keys
from guildhall.store.records import AuditKind, AuditStatus, ConfirmationRecord
from guildhall.store.table import Change

from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    GENERAL,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    STAFF,
    STRANGER,
    overwrite,
)
from tests.fakes.platform import Crash, Rig
from tests.fakes.world import direct_channel
from tests.unit.execution.fuse import Fuse

NAME = "message.bulk_delete"
ROUTE = "POST /channels/{channel_id}/messages/bulk-delete"
DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:3]), "reason": "spam"}


@pytest.fixture
def asked(rig: Rig) -> str:
    """A question to delete three messages in #general, asked by the moderator's program."""
    rig.set_policy(approvals_channel_id=APPROVALS)
    return rig.ask(NAME, DELETE, rig.mcp(MODERATOR)).confirmation_id


def _record(rig: Rig, confirmation_id: str) -> ConfirmationRecord:
    record = rig.platform.machinery.confirmations.get(confirmation_id)
    assert record is not None
    return record


def _card(rig: Rig, channel_id: str = APPROVALS) -> str:
    (body,) = rig.world.posted(type(APPROVALS)(channel_id))
    return str(body)


def _executed(rig: Rig) -> int:
    return len(rig.discord.sent(ROUTE))


def test_an_approved_request_is_executed_as_it_was_shown(rig: Rig, asked: str) -> None:
    answer = rig.press(asked, "approve", ADMIN)
    assert answer.settled
    assert answer.text == f"Approved by <@{ADMIN}>. Done."
    (sent,) = rig.discord.sent(ROUTE)
    assert sent.body == {"messages": [str(message_id) for message_id in IN_GENERAL[:3]]}
    assert list(rig.world.messages[GENERAL]) == list(IN_GENERAL[3:])
    record = _record(rig, asked)
    assert (record.status, record.decided_by) == ("done", ADMIN)
    assert record.outcome == {"ok": True, "result": {"deleted_count": 3}, "audit_id": asked}


def test_the_trail_names_asker_and_approver_under_the_id_that_discord_shows(rig: Rig, asked: str) -> None:
    rig.press(asked, "approve", ADMIN)
    requested, intent, outcome = sorted(rig.trail(), key=lambda record: record.kind)
    assert {record.audit_id for record in (requested, intent, outcome)} == {asked}
    assert (intent.kind, outcome.status, outcome.user_id) == (AuditKind.INTENT, AuditStatus.DONE, MODERATOR)
    assert outcome.approver_id == intent.approver_id == ADMIN
    assert outcome.confirmation_id == asked
    assert outcome.summary == "Bulk delete message, 3 targets"
    assert rig.discord.sent(ROUTE)[0].reason == f"spam - by moderator - {asked}"


def test_the_card_shows_the_answer_and_loses_its_buttons(rig: Rig, asked: str) -> None:
    assert "custom_id" in _card(rig)
    rig.press(asked, "approve", ADMIN)
    assert "custom_id" not in _card(rig)
    assert f"Approved by <@{ADMIN}>. Done." in _card(rig)


def test_the_asker_reads_the_outcome_by_its_id(rig: Rig, asked: str) -> None:
    def shown() -> dict[str, Any]:
        return rig.complete("confirmation.get", {"confirmation_id": asked}, rig.mcp(MODERATOR)).result

    assert shown()["status"] == "pending"
    rig.press(asked, "approve", ADMIN)
    assert (shown()["status"], shown()["decided_by"]) == ("done", ADMIN)
    assert shown()["outcome"] == {"ok": True, "result": {"deleted_count": 3}, "audit_id": asked}


@pytest.mark.parametrize("who", [MODERATOR, ADMIN, OWNER])
def test_whoever_may_do_it_may_approve_it_the_asker_included(rig: Rig, asked: str, who: UserId) -> None:
    rig.press(asked, "approve", who)
    assert _executed(rig) == 1


def _in_another_guild(rig: Rig) -> Any:
    rig.world.put_member(rig.world.members[ELSEWHERE, STRANGER].model_copy(update={"roles": (MODERATOR_ROLE,)}))
    return rig.slash(STRANGER, ELSEWHERE_CHANNEL, ELSEWHERE)


REFUSED: dict[str, tuple[Callable[[Rig], Any], type[GuildhallError]]] = {
    "a member without the right": (lambda rig: rig.slash(MEMBER, APPROVALS), ScopeMissing),
    "somebody who left": (lambda rig: rig.slash(STRANGER, APPROVALS), NotAMember),
    "a press in another guild": (_in_another_guild, NotAMember),
    "somebody else's direct message": (lambda rig: rig.direct(ADMIN), ConfirmationInvalid),
    "a program with the owner's key": (lambda rig: rig.mcp(OWNER), ConfirmationInvalid),
}


@pytest.mark.parametrize("verb", ["approve", "deny", "details"])
@pytest.mark.parametrize("case", REFUSED)
def test_a_press_of_somebody_without_the_right_changes_nothing(rig: Rig, asked: str, case: str, verb: str) -> None:
    who, error = REFUSED[case]
    card, writes = _card(rig), len(rig.discord.writes)
    with pytest.raises(error):
        rig.press(asked, verb, who(rig))
    assert _record(rig, asked).status == "pending"
    assert (_card(rig), len(rig.discord.writes)) == (card, writes)
    rig.press(asked, "approve", ADMIN)
    assert _executed(rig) == 1


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
    assert _executed(rig) == 1


def test_an_approver_who_cannot_see_the_target_learns_nothing_of_it(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    asked = rig.ask("channel.delete", {"channel_id": STAFF}, rig.slash(MODERATOR)).confirmation_id
    for verb in ("approve", "details"):
        with pytest.raises(NotAMember):
            rig.press(asked, verb, MEMBER)


def test_every_refused_presser_stands_in_the_trail(rig: Rig, asked: str) -> None:
    for who in (MEMBER, NEWCOMER, MEMBER):
        with pytest.raises(Denied):
            rig.press(asked, "approve", who)
    denials = rig.trail(kind=AuditKind.DENIAL)
    assert sorted(record.approver_id or "" for record in denials) == [MEMBER, NEWCOMER]
    assert {record.confirmation_id for record in denials} == {asked}
    assert asked not in {record.audit_id for record in denials}


def test_the_asker_answers_in_direct_messages(rig: Rig) -> None:
    asked = rig.ask(NAME, DELETE, rig.mcp(MODERATOR)).confirmation_id
    rig.press(asked, "approve", rig.direct(MODERATOR))
    assert _executed(rig) == 1
    assert "Done." in _card(rig, direct_channel(MODERATOR))


def test_a_second_press_says_that_it_was_used_and_by_whom(rig: Rig, asked: str) -> None:
    rig.press(asked, "approve", ADMIN)
    for verb in ("approve", "deny"):
        answer = rig.press(asked, verb, OWNER)
        assert answer.text.startswith(f"This was already used by <@{ADMIN}> <t:")
        assert answer.text.endswith("It was done then. Nothing was done now.")
        assert answer.settled
    assert _executed(rig) == 1


def test_of_fifty_presses_at_once_one_executes(rig: Rig, asked: str) -> None:
    def press(number: int) -> str:
        try:
            return rig.press(asked, "approve", (ADMIN, OWNER, MODERATOR)[number % 3]).text
        except InProgress as busy:
            return busy.message

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(press, range(50)))
    assert _executed(rig) == 1
    done = [answer for answer in answers if answer.endswith("Done.")]
    assert len(done) >= 1
    assert all("already used" in answer or "right now" in answer for answer in answers if answer not in done)
    assert len(set(done)) == 1
    assert rig.statuses().count("outcome done") == 1
    assert len(rig.discord.sent(UPDATE_MESSAGE)) == len(done)


def test_approve_and_deny_at_once_end_in_one_of_them(rig: Rig, asked: str) -> None:
    def press(number: int) -> None:
        try:
            rig.press(asked, "deny" if number % 2 else "approve", OWNER)
        except InProgress:
            return

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(press, range(20)))
    status = _record(rig, asked).status
    assert (status, _executed(rig)) in {("done", 1), ("denied", 0)}


@pytest.mark.parametrize("note", [None, "not now", "**no** <@1> @everyone\nhttps://evil.example " * 40])
def test_a_denied_request_is_not_done_and_the_card_says_why(rig: Rig, asked: str, note: str | None) -> None:
    answer = rig.press(asked, "deny", ADMIN, note)
    assert answer.text == "Denied. Nothing was done."
    assert _executed(rig) == 0
    record = _record(rig, asked)
    assert (record.status, record.decided_by) == ("denied", ADMIN)
    assert f"Denied by <@{ADMIN}>" in _card(rig)
    assert "custom_id" not in _card(rig)
    assert ("not now" in _card(rig)) is (note == "not now")
    assert "**no**" not in _card(rig)
    (outcome,) = rig.trail(kind=AuditKind.OUTCOME)
    assert (outcome.status, outcome.approver_id, outcome.user_id) == (AuditStatus.REFUSED, ADMIN, MODERATOR)
    assert "already denied" in rig.press(asked, "approve", OWNER).text


def test_the_asker_may_withdraw_even_without_the_right(rig: Rig, asked: str) -> None:
    rig.world.edit_member(MODERATOR, roles=())
    assert rig.press(asked, "deny", rig.slash(MODERATOR)).settled
    assert _record(rig, asked).status == "denied"


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_a_question_that_nobody_answered_in_time_is_over(rig: Rig, asked: str, verb: str) -> None:
    rig.clock.advance(1801)
    answer = rig.press(asked, verb, ADMIN)
    assert answer.text.startswith("This question has expired. Nothing was done")
    assert _executed(rig) == 0
    assert _record(rig, asked).status == "expired"
    assert "Expired: nobody answered in time." in _card(rig)
    assert rig.statuses()[-1] == "outcome expired"
    assert "left to expire" in rig.press(asked, verb, ADMIN).text


def test_an_overdue_question_reads_as_expired_before_anybody_presses(rig: Rig, asked: str) -> None:
    rig.clock.advance(1800)
    shown = rig.complete("confirmation.get", {"confirmation_id": asked}, rig.mcp(MODERATOR)).result
    assert shown["status"] == "expired"


def test_a_press_in_the_last_moment_counts(rig: Rig, asked: str) -> None:
    rig.clock.advance(1800)
    assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")


def test_details_list_everything_for_those_who_may_approve(rig: Rig, asked: str) -> None:
    answer = rig.press(asked, "details", ADMIN)
    assert not answer.settled
    assert all(f"word {number}" in answer.text for number in range(3))
    assert _record(rig, asked).status == "pending"
    assert len(rig.discord.writes) == 1


def test_details_show_the_whole_text_that_is_to_be_approved(rig: Rig) -> None:
    rig.set_policy(confirm_from=1, approvals_channel_id=APPROVALS)
    content = "a long story " * 100 + "with its end"
    asked = rig.ask("message.send", {"channel_id": GENERAL, "content": content}, rig.slash(MEMBER))
    assert "with its end" not in _card(rig)
    assert "with its end" in rig.press(asked.confirmation_id, "details", ADMIN).text


@pytest.mark.parametrize(("confirmation_id", "verb"), [("a" * 26, "approve"), ("", "deny"), ("known", "delete")])
def test_a_press_on_what_is_no_question_is_refused(rig: Rig, asked: str, confirmation_id: str, verb: str) -> None:
    with pytest.raises(ConfirmationInvalid, match="gone"):
        rig.press(asked if confirmation_id == "known" else confirmation_id, verb, ADMIN)


def _ends_in_failure(rig: Rig, asked: str, code: str) -> ConfirmationRecord:
    answer = rig.press(asked, "approve", ADMIN)
    assert answer.settled
    assert answer.text.startswith(f"Approved by <@{ADMIN}>, but for <@{MODERATOR}> it failed: ")
    assert _executed(rig) == 0
    record = _record(rig, asked)
    assert record.outcome is not None
    error = record.outcome["error"]
    assert isinstance(error, dict)
    assert (record.status, record.outcome["ok"], error["code"]) == ("done", False, code)
    (outcome,) = [each for each in rig.trail(kind=AuditKind.OUTCOME) if each.audit_id == asked]
    assert outcome.status is AuditStatus.FAILED
    assert outcome.error is not None
    assert outcome.error["code"] == code
    assert "it failed" in _card(rig)
    assert "Nothing was done now." in rig.press(asked, "approve", OWNER).text
    return record


def test_a_target_that_changed_after_asking_is_left_alone(rig: Rig, asked: str) -> None:
    rig.world.edit_message(GENERAL, IN_GENERAL[1], "something else")
    _ends_in_failure(rig, asked, "plan_drifted")


def test_a_target_that_went_away_after_asking_is_told(rig: Rig, asked: str) -> None:
    rig.world.remove_message(GENERAL, IN_GENERAL[1])
    _ends_in_failure(rig, asked, "discord_not_found")


def test_an_asker_who_lost_the_right_meanwhile_gets_nothing_done(rig: Rig, asked: str) -> None:
    rig.world.edit_member(MODERATOR, roles=())
    _ends_in_failure(rig, asked, "scope_missing")


def test_an_asker_who_was_denied_just_before_is_still_told_in_the_trail(rig: Rig, asked: str) -> None:
    rig.world.edit_member(MODERATOR, roles=())
    with pytest.raises(Denied):
        rig.run(NAME, DELETE, rig.slash(MODERATOR))
    _ends_in_failure(rig, asked, "scope_missing")


def test_an_asker_who_left_meanwhile_gets_nothing_done(rig: Rig, asked: str) -> None:
    rig.world.remove_member(MODERATOR)
    _ends_in_failure(rig, asked, "not_found")


def test_a_policy_that_closed_the_channel_meanwhile_holds(rig: Rig, asked: str) -> None:
    rig.set_policy(denied_operations=["message.*"])
    with pytest.raises(ChannelForbidden):
        rig.press(asked, "approve", ADMIN)
    assert _executed(rig) == 0


def test_a_key_that_expired_meanwhile_gets_nothing_done(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    who = rig.mcp(MODERATOR, expires_at=rig.clock().replace(minute=10))
    asked = rig.ask(NAME, DELETE, who).confirmation_id
    rig.clock.advance(600)
    _ends_in_failure(rig, asked, "unauthenticated")


@pytest.mark.parametrize("how", ["revoked", "gone", "still good"])
def test_a_key_that_was_revoked_meanwhile_gets_nothing_done(rig: Rig, how: str) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    _, key = mint(KeyGrant(name="ci", level=Level.ADMIN, user_id=MODERATOR), rig.clock())
    rig.platform.policies.put_api_key(key)
    asked = rig.ask(NAME, DELETE, rig.mcp(MODERATOR, credential=f"key:{key.key_id}")).confirmation_id
    if how == "revoked":
        rig.platform.policies.put_api_key(key.model_copy(update={"revoked_at": rig.clock()}))
    elif how == "gone":
        rig.policy.delete_if(keys.api_key(key.key_id))
    else:
        assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")
        return
    _ends_in_failure(rig, asked, "unauthenticated")


def _tamper(rig: Rig, asked: str, old: str, new: str) -> None:
    key = keys.confirmation(asked)
    item = rig.state.get(key)
    assert item is not None
    assert old in str(item["record"])
    rig.state.update_if(key, Change(set={"record": str(item["record"]).replace(old, new)}))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'"{IN_GENERAL[2]}"]', f'"{IN_GENERAL[3]}"]'),
        ('"reason":"spam"', '"reason":"fun"'),
        ('"payload_digest":"', '"payload_digest":"0'),
    ],
)
def test_arguments_that_were_changed_in_the_store_are_refused(rig: Rig, asked: str, old: str, new: str) -> None:
    _tamper(rig, asked, old, new)
    _ends_in_failure(rig, asked, "confirmation_invalid")


def test_an_operation_that_this_release_does_not_know_any_more_is_told(
    rig: Rig, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(name: str) -> None:
        raise OperationUnknown(f"There is no operation {name}.")

    monkeypatch.setattr(catalogue, "find", unknown)
    with pytest.raises(ConfirmationInvalid, match="this release"):
        rig.press(asked, "approve", ADMIN)


def test_arguments_that_this_release_does_not_know_any_more_are_told_without_their_content(
    rig: Rig, asked: str
) -> None:
    _tamper(rig, asked, '"reason":"spam"', '"cause":"spam"')
    with pytest.raises(ConfirmationInvalid) as refused:
        rig.press(asked, "approve", ADMIN)
    assert "spam" not in str(refused.value.to_dict())


def test_a_discord_that_refuses_is_told_on_the_card(rig: Rig, asked: str) -> None:
    rig.discord.fail(ROUTE, DiscordForbidden("The bot *may* not.", "Let <@it>.", status=403))
    answer = rig.press(asked, "approve", ADMIN)
    assert "The bot \\*may\\* not" in answer.text
    assert "Let \\<\\@it" in answer.text
    assert rig.statuses()[-1] == "outcome failed"
    assert "It was done then" not in rig.press(asked, "approve", OWNER).text


def test_what_only_the_operator_should_know_stays_off_the_card_and_out_of_the_outcome(rig: Rig, asked: str) -> None:
    rig.discord.fail(ROUTE, ConfigurationError("arn:aws:secret", "the detail"))
    rig.press(asked, "approve", ADMIN)
    shown = rig.complete("confirmation.get", {"confirmation_id": asked}, rig.mcp(MODERATOR)).result
    told = f"{_card(rig)} {shown} {rig.statuses()} {rig.trail()}"
    assert "configuration_error" in told
    assert "arn:aws" not in told
    assert "the detail" not in told


@pytest.mark.parametrize("error", [DiscordUnavailable("down"), DiscordForbidden("no", status=403)])
def test_a_card_that_cannot_be_edited_does_not_change_the_outcome(rig: Rig, asked: str, error: GuildhallError) -> None:
    rig.discord.fail(UPDATE_MESSAGE, error)
    assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")
    assert _record(rig, asked).status == "done"
    assert "custom_id" in _card(rig)


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_a_later_press_mends_a_card_that_could_not_be_edited(rig: Rig, asked: str, verb: str) -> None:
    rig.discord.fail(UPDATE_MESSAGE, DiscordUnavailable("down"))
    rig.press(asked, verb, ADMIN)
    rig.press(asked, verb, ADMIN)
    assert "custom_id" in _card(rig)
    rig.clock.advance(30)
    rig.press(asked, verb, ADMIN)
    assert "custom_id" not in _card(rig)
    assert _executed(rig) == (verb == "approve")


@pytest.mark.parametrize("step", range(3))
def test_a_denial_that_was_cut_off_is_completed_by_the_next_press(rig: Rig, asked: str, step: int) -> None:
    Fuse(step).fit(rig)
    with pytest.raises(Crash):
        rig.press(asked, "deny", ADMIN)
    rig.clock.advance(40)
    rig.restart()
    rig.press(asked, "deny", ADMIN)
    assert _record(rig, asked).status == "denied"
    assert rig.statuses()[-1] == "outcome refused"
    assert "Denied by" in _card(rig)


def test_a_table_that_does_not_answer_leaves_the_question_to_the_next_press(rig: Rig, asked: str) -> None:
    real = rig.platform.policies.guild_policy
    answers: list[int] = []

    def down(*arguments: Any) -> Any:
        answers.append(1)
        if len(answers) == 3:
            raise StoreUnavailable("The database gave no answer.")
        return real(*arguments)

    rig.platform.policies.guild_policy = down  # type: ignore[assignment,method-assign]  # the third look-up is the asker's
    with pytest.raises(StoreUnavailable):
        rig.press(asked, "approve", ADMIN)
    assert _record(rig, asked).status == "approved"
    assert rig.trail(kind=AuditKind.OUTCOME) == []
    assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")
    assert rig.statuses().count("outcome done") == 1


def test_a_stuck_question_keeps_who_approved_it_first(rig: Rig, asked: str) -> None:
    with rig.crashing_at("confirmation.approved"), pytest.raises(Crash):
        rig.press(asked, "approve", ADMIN)
    assert rig.press(asked, "approve", OWNER).text == f"Approved by <@{ADMIN}>. Done."
    assert rig.trail(kind=AuditKind.OUTCOME)[-1].approver_id == ADMIN


def test_while_it_is_executed_another_press_waits(rig: Rig, asked: str) -> None:
    with rig.crashing_at("execution.intent_recorded"), pytest.raises(Crash):
        rig.press(asked, "approve", ADMIN)
    with pytest.raises(InProgress):
        rig.press(asked, "approve", OWNER)
    assert _executed(rig) == 0


def test_a_press_a_day_later_executes_nothing_twice(rig: Rig, asked: str) -> None:
    with rig.crashing_at("execution.called"), pytest.raises(Crash):
        rig.press(asked, "approve", ADMIN)
    rig.clock.advance(24 * 3600 + 900)
    rig.press(asked, "approve", ADMIN)
    assert _executed(rig) == 1


def test_an_outcome_too_large_for_the_question_is_shortened(
    rig: Rig, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmations = rig.platform.machinery.confirmations
    real = confirmations.finish

    def full(confirmation_id: str, outcome: dict[str, Any]) -> None:
        if "deleted_count" in outcome["result"]:
            raise TooLarge("too large")
        real(confirmation_id, outcome)

    monkeypatch.setattr(confirmations, "finish", full)
    assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")
    outcome = _record(rig, asked).outcome
    assert outcome is not None
    assert outcome["ok"]
    assert "too large" in str(outcome["result"])


def test_a_question_whose_card_is_unknown_is_answered_all_the_same(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)

    def down(*_: object) -> None:
        raise StoreUnavailable("The database gave no answer.")

    monkeypatch.setattr(rig.platform.machinery.confirmations, "carded", down)
    asked = rig.ask(NAME, DELETE, rig.mcp(MODERATOR))
    assert asked.where == f"<#{APPROVALS}>"
    assert rig.press(asked.confirmation_id, "approve", ADMIN).text.endswith("Done.")
    assert rig.discord.sent(UPDATE_MESSAGE) == []


@pytest.mark.parametrize("door", [door for door in Door if door is not Door.INTERACTION])
def test_only_a_press_in_discord_proves_a_human(rig: Rig, asked: str, door: Door) -> None:
    with pytest.raises(ConfirmationInvalid, match="press in Discord"):
        rig.press(asked, "approve", replace(rig.slash(OWNER), door=door))
    assert _executed(rig) == 0
