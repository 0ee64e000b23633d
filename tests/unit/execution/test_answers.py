"""Presses: what an answer sets in motion, once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.discord.routes import UPDATE_MESSAGE
from guildhall.errors import (
    DiscordForbidden,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    StoreUnavailable,
    TooLarge,
)
from guildhall.operations.acts import AuditKind, AuditStatus
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    GENERAL,
    IN_GENERAL,
    MODERATOR,
    OWNER,
)
from tests.fakes.platform import Crash, Rig
from tests.fakes.world import Sent
from tests.unit.execution.fuse import Fuse
from tests.unit.execution.question import DELETE, NAME, ROUTE, card_in, executed, record_of


def test_an_approved_request_is_executed_as_it_was_shown(rig: Rig, asked: str) -> None:
    answer = rig.press(asked, "approve", ADMIN)
    assert answer.settled
    assert answer.text == f"Approved by <@{ADMIN}>. Done."
    (sent,) = rig.discord.sent(ROUTE)
    assert sent.body == {"messages": [str(message_id) for message_id in IN_GENERAL[:3]]}
    assert list(rig.world.messages[GENERAL]) == list(IN_GENERAL[3:])
    record = record_of(rig, asked)
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
    assert "custom_id" in card_in(rig)
    rig.press(asked, "approve", ADMIN)
    assert "custom_id" not in card_in(rig)
    assert f"Approved by <@{ADMIN}>. Done." in card_in(rig)


def test_the_asker_reads_the_outcome_by_its_id(rig: Rig, asked: str) -> None:
    def shown() -> dict[str, Any]:
        return rig.complete("confirmation.get", {"confirmation_id": asked}, rig.mcp(MODERATOR)).result

    assert shown()["status"] == "pending"
    rig.press(asked, "approve", ADMIN)
    assert (shown()["status"], shown()["decided_by"]) == ("done", ADMIN)
    assert shown()["outcome"] == {"ok": True, "result": {"deleted_count": 3}, "audit_id": asked}


def test_a_second_press_says_that_it_was_used_and_by_whom(rig: Rig, asked: str) -> None:
    rig.press(asked, "approve", ADMIN)
    for verb in ("approve", "deny"):
        answer = rig.press(asked, verb, OWNER)
        assert answer.text.startswith(f"This was already used by <@{ADMIN}> <t:")
        assert answer.text.endswith("It was done then. Nothing was done now.")
        assert answer.settled
    assert executed(rig) == 1


def test_of_fifty_presses_at_once_one_executes(rig: Rig, asked: str) -> None:
    def press(number: int) -> str:
        try:
            return rig.press(asked, "approve", (ADMIN, OWNER, MODERATOR)[number % 3]).text
        except InProgress as busy:
            return busy.message

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(press, range(50)))
    assert executed(rig) == 1
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
    status = record_of(rig, asked).status
    assert (status, executed(rig)) in {("done", 1), ("denied", 0)}


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_a_question_that_nobody_answered_in_time_is_over(rig: Rig, asked: str, verb: str) -> None:
    rig.clock.advance(1801)
    answer = rig.press(asked, verb, ADMIN)
    assert answer.text.startswith("This question has expired. Nothing was done")
    assert executed(rig) == 0
    assert record_of(rig, asked).status == "expired"
    assert "Expired: nobody answered in time." in card_in(rig)
    assert rig.statuses()[-1] == "outcome expired"
    assert "left to expire" in rig.press(asked, verb, ADMIN).text


def test_an_overdue_question_reads_as_expired_before_anybody_presses(rig: Rig, asked: str) -> None:
    rig.clock.advance(1800)
    shown = rig.complete("confirmation.get", {"confirmation_id": asked}, rig.mcp(MODERATOR)).result
    assert shown["status"] == "expired"


def test_a_press_in_the_last_moment_counts(rig: Rig, asked: str) -> None:
    rig.clock.advance(1800)
    assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")


@pytest.mark.parametrize("error", [DiscordUnavailable("down"), DiscordForbidden("no", status=403)])
def test_a_card_that_cannot_be_edited_does_not_change_the_outcome(rig: Rig, asked: str, error: GuildhallError) -> None:
    rig.discord.fail(UPDATE_MESSAGE, error)
    assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")
    assert record_of(rig, asked).status == "done"
    assert "custom_id" in card_in(rig)


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_a_later_press_mends_a_card_that_could_not_be_edited(rig: Rig, asked: str, verb: str) -> None:
    rig.discord.fail(UPDATE_MESSAGE, DiscordUnavailable("down"))
    rig.press(asked, verb, ADMIN)
    rig.press(asked, verb, ADMIN)
    assert "custom_id" in card_in(rig)
    rig.clock.advance(30)
    rig.press(asked, verb, ADMIN)
    assert "custom_id" not in card_in(rig)
    assert executed(rig) == (verb == "approve")


@pytest.mark.parametrize("step", range(3))
def test_a_denial_that_was_cut_off_is_completed_by_the_next_press(rig: Rig, asked: str, step: int) -> None:
    Fuse(step).fit(rig)
    with pytest.raises(Crash):
        rig.press(asked, "deny", ADMIN)
    rig.clock.advance(40)
    rig.restart()
    rig.press(asked, "deny", ADMIN)
    assert record_of(rig, asked).status == "denied"
    assert rig.statuses()[-1] == "outcome refused"
    assert "Denied by" in card_in(rig)


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
    assert record_of(rig, asked).status == "approved"
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
    assert executed(rig) == 0


def test_a_press_a_day_later_executes_nothing_twice(rig: Rig, asked: str) -> None:
    with rig.crashing_at("execution.called"), pytest.raises(Crash):
        rig.press(asked, "approve", ADMIN)
    rig.clock.advance(24 * 3600 + 900)
    rig.press(asked, "approve", ADMIN)
    assert executed(rig) == 1


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
    outcome = record_of(rig, asked).outcome
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


def test_a_question_says_that_it_is_being_executed_while_it_is(rig: Rig, asked: str) -> None:
    seen: list[str] = []

    def look(sent: Sent) -> None:
        if sent.route == ROUTE:
            seen.append(record_of(rig, asked).status)

    rig.discord.before = look
    rig.press(asked, "approve", ADMIN)
    assert seen == ["executing"]


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_every_answer_but_details_takes_the_buttons_away(rig: Rig, asked: str, verb: str) -> None:
    assert not rig.press(asked, "details", ADMIN).settled
    rig.clock.advance(1801)
    assert rig.press(asked, verb, ADMIN).settled
    assert rig.press(asked, verb, ADMIN).settled
