"""A process that dies, a table or a Discord that does not answer, at every single step of a write.

Whatever happens: at most one call to Discord, a trail that is true, and an answer that says what is known.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from guildhall.errors import (
    DiscordUnavailable,
    GuildhallError,
    OutcomeUnknown,
    Repeated,
    StoreError,
    StoreUnavailable,
)
from guildhall.execution.outcome import Answer, Call, Completed, NeedsConfirmation
from guildhall.operations.acts import AuditStatus
from tests.fakes.guild import ADMIN, APPROVALS, GENERAL, IN_GENERAL, MODERATOR
from tests.fakes.platform import Crash, Rig
from tests.unit.execution.fuse import Fuse, assert_truthful, outcomes, until_settled

EDIT, DELETE = "channel.edit", "message.bulk_delete"
ROUTE = {EDIT: "PATCH /channels/{channel_id}", DELETE: "POST /channels/{channel_id}/messages/bulk-delete"}
CARD = "POST /channels/{channel_id}/messages"


def _edit(rig: Rig) -> Call:
    return rig.call(EDIT, {"channel_id": GENERAL, "topic": "new"}, rig.slash(MODERATOR), idempotency_key="one")


def _delete(rig: Rig) -> Call:
    asked = {"channel_id": GENERAL, "message_ids": IN_GENERAL[:2]}
    return rig.call(DELETE, asked, rig.slash(MODERATOR), idempotency_key="one")


def _rig() -> Rig:
    rig = Rig()
    rig.set_policy(approvals_channel_id=APPROVALS)
    rig.run("channel.list", {}, rig.slash(MODERATOR))
    return rig


def _asked() -> tuple[Rig, str]:
    rig = _rig()
    outcome = rig.platform.executor.run(_delete(rig))
    assert isinstance(outcome, NeedsConfirmation)
    return rig, outcome.confirmation_id


@cache
def _steps(scenario: str) -> int:
    """How many steps a scenario has when nothing goes wrong."""
    if scenario == "press":
        rig, confirmation_id = _asked()
        fuse = Fuse().fit(rig)
        rig.press(confirmation_id, "approve", ADMIN)
    else:
        rig = _rig()
        call = _edit(rig) if scenario == "direct" else _delete(rig)
        fuse = Fuse().fit(rig)
        rig.platform.executor.run(call)
    return len(fuse.steps)


def _unavailable(step: str = "") -> GuildhallError:
    if step.startswith(("POST", "PATCH")):
        return DiscordUnavailable("Discord cannot be reached.", "Try again.")
    return StoreUnavailable("The database gave no answer.", "Try again.")


TROUBLES: dict[str, Callable[[str], BaseException]] = {"crash": Crash, "no answer": _unavailable}


def _fuses(scenario: str) -> list[Any]:
    return [
        pytest.param(step, trouble, id=f"{trouble} at step {step}")
        for trouble in TROUBLES
        for step in range(_steps(scenario))
    ]


def _done(rig: Rig, operation: str) -> int:
    if operation == EDIT:
        return int(rig.world.channels[GENERAL].topic == "new")
    return int(IN_GENERAL[0] not in rig.world.messages[GENERAL])


@pytest.mark.parametrize(("step", "trouble"), _fuses("direct"))
def test_a_direct_write_is_done_at_most_once_and_told_as_it_was(step: int, trouble: str) -> None:
    rig = _rig()
    call = _edit(rig)
    Fuse(step, TROUBLES[trouble]).fit(rig)
    done_after_attempt: list[int] = []

    def run() -> object:
        try:
            return rig.platform.executor.run(call)
        finally:
            done_after_attempt.append(_done(rig, EDIT))

    story = until_settled(rig, run)
    done = _done(rig, EDIT)
    assert len(rig.discord.sent(ROUTE[EDIT])) <= 1 + (trouble == "no answer" and not done)
    assert_truthful(rig, EDIT, done=done)
    assert isinstance(story.last, Completed | OutcomeUnknown | Repeated | DiscordUnavailable), story
    if isinstance(story.last, Completed):
        assert done == 1
        assert outcomes(rig, EDIT)[-1] is AuditStatus.DONE
    if isinstance(story.first, StoreError | DiscordUnavailable):
        assert not done_after_attempt[0], "a failure that invites to try again says that nothing was done"


@pytest.mark.parametrize(("step", "trouble"), _fuses("direct"))
def test_the_same_delivery_again_gets_the_same_answer_for_good(step: int, trouble: str) -> None:
    rig = _rig()
    call = _edit(rig)
    Fuse(step, TROUBLES[trouble]).fit(rig)
    until_settled(rig, lambda: rig.platform.executor.run(call))
    rig.clock.advance(3600)
    sent, ended = len(rig.discord.writes), outcomes(rig, EDIT)
    answers = [_answer(lambda: rig.platform.executor.run(call)) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert len(rig.discord.writes) == sent
    assert outcomes(rig, EDIT)[: len(ended)] == ended
    assert_truthful(rig, EDIT, done=_done(rig, EDIT))


def _answer(do: Callable[[], object]) -> object:
    try:
        return do()
    except GuildhallError as error:
        return error.to_dict()


@pytest.mark.parametrize(("step", "trouble"), _fuses("ask"))
def test_asking_a_human_posts_one_card_that_is_pressed_once(step: int, trouble: str) -> None:
    rig = _rig()
    call = _delete(rig)
    Fuse(step, TROUBLES[trouble]).fit(rig)
    story = until_settled(rig, lambda: rig.platform.executor.run(call))
    assert _done(rig, DELETE) == 0
    cards = rig.world.posted(APPROVALS)
    if isinstance(story.last, NeedsConfirmation):
        assert len(cards) == 1
        confirmation_id = story.last.confirmation_id
        until_settled(rig, lambda: rig.press(confirmation_id, "approve", ADMIN))
        assert _done(rig, DELETE) == 1
    else:
        assert isinstance(story.last, GuildhallError)
        assert not any(_is_open(rig, card) for card in cards)
    assert_truthful(rig, DELETE, done=_done(rig, DELETE))


def _only_question(rig: Rig) -> str:
    (question,) = {record.confirmation_id for record in rig.trail() if record.confirmation_id}
    assert question is not None
    return question


def _is_open(rig: Rig, card: dict[str, Any]) -> bool:
    buttons = str(card["components"])
    found = [record for record in rig.trail() if record.audit_id in buttons]
    record = rig.platform.machinery.confirmations.get(found[0].audit_id)
    return record is not None and record.status == "pending"


@pytest.mark.parametrize(("step", "trouble"), _fuses("press"))
def test_an_approved_write_is_done_at_most_once_and_told_as_it_was(step: int, trouble: str) -> None:
    rig, confirmation_id = _asked()
    Fuse(step, TROUBLES[trouble]).fit(rig)
    presser = rig.slash(ADMIN, APPROVALS)
    story = until_settled(rig, lambda: rig.press(confirmation_id, "approve", presser))
    assert len(rig.discord.sent(ROUTE[DELETE])) <= 1 + (trouble == "no answer")
    assert_truthful(rig, DELETE, done=_done(rig, DELETE))
    assert isinstance(story.last, Answer), story
    assert story.last.settled
    record = rig.platform.machinery.confirmations.get(confirmation_id)
    assert record is not None
    assert record.status == "done"
    assert record.outcome is not None
    if record.outcome["ok"]:
        assert _done(rig, DELETE) == 1
        assert outcomes(rig, DELETE) == [AuditStatus.DONE]


@pytest.mark.parametrize(("step", "trouble"), _fuses("press"))
def test_a_press_after_it_was_settled_does_nothing_and_says_so(step: int, trouble: str) -> None:
    rig, confirmation_id = _asked()
    Fuse(step, TROUBLES[trouble]).fit(rig)
    until_settled(rig, lambda: rig.press(confirmation_id, "approve", ADMIN))
    done, ended = _done(rig, DELETE), outcomes(rig, DELETE)
    answer = rig.press(confirmation_id, "approve", MODERATOR)
    assert "already used" in answer.text
    assert "Nothing was done now." in answer.text
    assert (_done(rig, DELETE), outcomes(rig, DELETE)) == (done, ended)


@pytest.mark.parametrize(
    "name",
    [
        "confirmation.approved",
        "execution.claimed",
        "execution.intent_recorded",
        "execution.called",
        "execution.outcome_recorded",
    ],
)
def test_every_checkpoint_of_a_press_is_passed_and_survived(name: str) -> None:
    rig, confirmation_id = _asked()
    with rig.crashing_at(name):
        with pytest.raises(Crash, match=name):
            rig.press(confirmation_id, "approve", ADMIN)
        story = until_settled(rig, lambda: rig.press(confirmation_id, "approve", ADMIN))
    assert isinstance(story.last, Answer)
    assert len(rig.discord.sent(ROUTE[DELETE])) == (0 if name == "execution.intent_recorded" else 1)
    assert_truthful(rig, DELETE, done=_done(rig, DELETE))


@pytest.mark.parametrize("name", ["execution.claimed", "confirmation.created", "confirmation.carded"])
def test_every_checkpoint_of_asking_is_passed_and_keeps_one_id_and_one_card(name: str) -> None:
    rig = _rig()
    call = _delete(rig)
    with rig.crashing_at(name):
        with pytest.raises(Crash, match=name):
            rig.platform.executor.run(call)
        before = {record.audit_id for record in rig.trail() if record.operation == DELETE}
        rig.restart()
        with pytest.raises(GuildhallError, match="right now"):
            rig.platform.executor.run(call)
        story = until_settled(rig, lambda: rig.platform.executor.run(call))
    assert isinstance(story.last, NeedsConfirmation)
    assert before <= {story.last.confirmation_id}
    assert len(rig.world.posted(APPROVALS)) == 1
