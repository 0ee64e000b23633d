"""Who executes a request: one attempt, and what the others hear."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.errors import GuildhallError, InProgress
from guildhall.execution import claims
from guildhall.execution.asking import QUESTION_LIFE
from guildhall.execution.outcome import Call, Completed
from guildhall.store.confirmations import KEPT_AFTER_EXPIRY
from tests.fakes.guild import ADMIN, APPROVALS, GENERAL, IN_GENERAL, MODERATOR, OWNER
from tests.fakes.platform import LEASE_S, Crash, Rig
from tests.fakes.world import Sent

EDIT: dict[str, Any] = {"channel_id": GENERAL, "topic": "new"}
ROUTE = "PATCH /channels/{channel_id}"


def _edit(rig: Rig, who: Any = MODERATOR) -> Call:
    return rig.call("channel.edit", EDIT, rig.slash(who), idempotency_key="interaction:1")


def test_a_second_delivery_returns_the_first_outcome(rig: Rig) -> None:
    call = _edit(rig)
    first = rig.platform.executor.run(call)
    assert rig.platform.executor.run(call) == first
    assert rig.restart().executor.run(call) == first
    assert len(rig.discord.sent(ROUTE)) == 1
    assert rig.statuses() == ["intent pending", "outcome done"]


def test_of_many_deliveries_at_once_one_executes(rig: Rig) -> None:
    call = _edit(rig)

    def deliver(_: int) -> object:
        try:
            return rig.platform.executor.run(call)
        except InProgress as busy:
            return busy.code

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(deliver, range(40)))
    done = [answer for answer in answers if isinstance(answer, Completed)]
    assert len(rig.discord.sent(ROUTE)) == 1
    assert len({answer.audit_id for answer in done}) == 1
    assert len(done) + answers.count("in_progress") == 40


def test_another_persons_request_of_the_same_key_is_another_request(rig: Rig) -> None:
    rig.platform.executor.run(_edit(rig))
    rig.world.edit_channel(GENERAL, topic="old")
    rig.platform.executor.run(_edit(rig, OWNER))
    assert len(rig.discord.sent(ROUTE)) == 2


def test_a_refused_request_may_be_made_again(rig: Rig) -> None:
    rig.set_policy(denied_operations=["channel.edit"])
    call = _edit(rig)
    with pytest.raises(GuildhallError):
        rig.platform.executor.run(call)
    rig.set_policy(denied_operations=[])
    assert isinstance(rig.platform.executor.run(call), Completed)


def test_an_attempt_whose_claim_was_taken_over_does_nothing(rig: Rig) -> None:
    call = _edit(rig)
    taken: list[object] = []

    def somebody_else(sent: Sent) -> None:
        rig.discord.before = lambda _: None
        rig.clock.advance(LEASE_S)
        taken.append(rig.platform.executor.run(call))

    rig.discord.before = somebody_else
    with pytest.raises(InProgress, match="Another attempt"):
        rig.platform.executor.run(call)
    assert isinstance(taken[0], Completed)
    assert len(rig.discord.sent(ROUTE)) == 1
    assert rig.statuses() == ["intent pending", "outcome done"]


@pytest.mark.parametrize(("name", "requests"), [("execution.intent_recorded", 0), ("execution.called", 1)])
def test_an_attempt_that_vanished_around_the_call_ends_as_unknown_once_and_for_all(
    rig: Rig, name: str, requests: int
) -> None:
    call = _edit(rig)
    with rig.crashing_at(name), pytest.raises(Crash):
        rig.platform.executor.run(call)
    rig.clock.advance(LEASE_S)
    told = []
    for _ in range(3):
        with pytest.raises(GuildhallError) as unknown:
            rig.restart().executor.run(call)
        told.append(unknown.value.to_dict())
    assert told[0] == told[1] == told[2]
    assert told[0]["code"] == "outcome_unknown"
    (intent, outcome) = rig.trail()
    assert intent.audit_id == outcome.audit_id
    assert intent.audit_id in str(told[0]["hint"])
    assert rig.statuses() == ["intent pending", "outcome unknown"]
    assert len(rig.discord.sent(ROUTE)) == requests


def test_an_attempt_that_vanished_after_it_kept_the_result_is_answered_with_it(rig: Rig) -> None:
    call = _edit(rig)
    with rig.crashing_at("execution.outcome_recorded"), pytest.raises(Crash):
        rig.platform.executor.run(call)
    rig.clock.advance(LEASE_S)
    again = rig.platform.executor.run(call)
    assert isinstance(again, Completed)
    assert again.result["topic"] == "new"
    assert len(rig.discord.sent(ROUTE)) == 1


def test_a_result_too_large_to_keep_is_replaced_by_a_notice_for_later_only(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guildhall.execution.performing._MAX_RESULT_CHARACTERS", 10)
    call = _edit(rig)
    first, again = rig.platform.executor.run(call), rig.platform.executor.run(call)
    assert isinstance(first, Completed)
    assert isinstance(again, Completed)
    assert first.result["topic"] == "new"
    assert "too large" in str(again.result["notice"])


def test_a_claim_outlives_the_question_that_it_guards() -> None:
    assert claims.KEPT > QUESTION_LIFE + KEPT_AFTER_EXPIRY


def test_two_presses_on_an_overdue_question_end_it_once(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    asked = rig.ask(
        "message.bulk_delete", {"channel_id": GENERAL, "message_ids": IN_GENERAL[:2]}, rig.slash(MODERATOR)
    ).confirmation_id
    rig.clock.advance(1801)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: rig.press(asked, "approve", ADMIN).text, range(20)))
    assert all("expire" in answer for answer in answers)
    assert rig.statuses().count("outcome expired") == 1


def test_a_press_that_finds_the_question_ended_by_another_one_adds_nothing(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    asked = rig.ask(
        "message.bulk_delete", {"channel_id": GENERAL, "message_ids": IN_GENERAL[:2]}, rig.slash(MODERATOR)
    ).confirmation_id
    rig.clock.advance(1801)
    confirmations = rig.platform.machinery.confirmations
    monkeypatch.setattr(confirmations, "move", lambda *_, **__: None)
    assert "expired" in rig.press(asked, "approve", ADMIN).text
    assert "outcome expired" not in rig.statuses()


def test_what_a_call_carries_stays_out_of_its_repr(rig: Rig) -> None:
    canary = "canary-in-the-mine"
    who = rig.slash(MODERATOR)
    call = rig.call("message.send", {"channel_id": GENERAL, "content": canary}, who)
    previewed = rig.preview("message.send", {"channel_id": GENERAL, "content": canary}, who, dry_run=True)
    rig.set_policy(confirm_from=1, approvals_channel_id=APPROVALS)
    asked = rig.ask("message.send", {"channel_id": GENERAL, "content": canary}, who)
    record = rig.platform.machinery.confirmations.get(asked.confirmation_id)
    read = rig.complete("message.list", {"channel_id": GENERAL}, who)
    session = rig.platform.machinery.session(who, call.operation, "a" * 26)
    shown = f"{call!r} {call.operation} {previewed!r} {asked!r} {record!r} {read!r} {session.attempt!r}"
    assert canary not in shown
    assert "word 1" not in shown
    assert str(GENERAL) in shown
