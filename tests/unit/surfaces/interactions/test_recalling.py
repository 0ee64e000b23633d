"""Learning what became of a request, over a whole platform in memory."""

from typing import Any

import pytest

from guildhall.errors import InProgress, OutcomeUnknown, Repeated
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation
from guildhall.surfaces.interactions.recalling import known, settled
from tests.fakes.guild import GENERAL, IN_GENERAL, MODERATOR
from tests.fakes.platform import LEASE_S, Crash, Rig


def sending(rig: Rig) -> Call:
    principal = rig.slash(MODERATOR)
    arguments: dict[str, Any] = {"channel_id": str(GENERAL), "content": "hello"}
    operation = rig.platform.build("message.send", arguments, principal)
    return Call(principal=principal, operation=operation, idempotency_key="interaction:1")


def test_nothing_is_known_of_what_was_never_asked_and_asking_leaves_no_trace() -> None:
    rig = Rig()
    call = sending(rig)
    assert known(rig.platform.machinery, call) is None
    assert isinstance(rig.platform.executor.run(call), Completed)


def test_what_was_done_is_known_and_not_done_again() -> None:
    rig = Rig()
    call = sending(rig)
    done = rig.platform.executor.run(call)
    assert known(rig.platform.machinery, call) == done


@pytest.mark.parametrize(
    ("checkpoint", "failure"), [("execution.intent_recorded", OutcomeUnknown), ("execution.called", OutcomeUnknown)]
)
def test_what_was_cut_off_is_known_to_be_unknown(checkpoint: str, failure: type[Exception]) -> None:
    rig = Rig()
    call = sending(rig)
    with pytest.raises(Crash), rig.crashing_at(checkpoint):
        rig.platform.executor.run(call)
    with pytest.raises(InProgress):
        known(rig.platform.machinery, call)
    rig.clock.advance(LEASE_S)
    with pytest.raises(failure):
        known(rig.platform.machinery, call)
    with pytest.raises(Repeated):
        known(rig.platform.machinery, call)


def test_how_a_question_was_answered_is_known_once_it_is() -> None:
    rig = Rig()
    arguments: dict[str, Any] = {"channel_id": str(GENERAL), "message_ids": list(IN_GENERAL[:2])}
    asked = rig.run("message.bulk_delete", arguments, rig.slash(MODERATOR))
    assert isinstance(asked, NeedsConfirmation)
    assert settled(rig.platform.machinery, asked.confirmation_id) is None
    rig.press(asked.confirmation_id, "approve", MODERATOR)
    assert settled(rig.platform.machinery, asked.confirmation_id) == f"Approved by <@{MODERATOR}>. Done."
    assert settled(rig.platform.machinery, "0" * 26) is None
