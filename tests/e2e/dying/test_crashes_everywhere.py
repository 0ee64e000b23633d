"""Processes that are killed at every checkpoint of the executor, at each of its doors: at most once, told as it was.

A case is a story (`crash_stories`) and the checkpoint at which the process that does it dies. What died comes again as
it does in life: the queue brings a command or a press again, a client applies its plan again, a turn goes on. Then
Discord's request log, the trail, the question and the day's budget are compared with what is promised. Each checkpoint
is struck in one story, the call to Discord in two; with `CRASHES=all` (`make nightly`) in each that passes it.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from guildhall.operations.acts import AuditKind
from guildhall.store.records import ConfirmationStatus
from tests.e2e import crash_stories as stories
from tests.e2e.crash_stories import Scene
from tests.e2e.system import ROOT, System
from tests.e2e.tables import confirmation

SOURCES = ("execution", "surfaces/interactions")
ELSEWHERE = {"sealing.appended": "tests/integration/test_audit_sealing.py"}
"""Checkpoints behind the trail, and where something dies there."""


@dataclass(frozen=True)
class Case:
    """What is promised where a process died.

    Attributes:
        executions: How often Discord is asked to do it.
        outcomes: What the trail says in the end; empty where nobody came back to say so.
        words: What stands in what the one who acted reads.
        spent: How many executions were paid for; an attempt that died before it was sure to act is paid, too.
        status: How the question stands.
    """

    executions: int
    outcomes: str
    words: str
    spent: int = 1
    status: ConfirmationStatus | None = None


CUT_OFF, DONE, DENIED, EXPIRED = "may or may not", *list(ConfirmationStatus)[3:]
_DONE, _MAYBE, _MAYBE_NOT = Case(1, "done", "Done"), Case(1, "unknown", CUT_OFF), Case(0, "unknown", CUT_OFF)
_EXECUTED = {
    "execution.claimed": _DONE,
    "budget.spent": replace(_DONE, spent=2),
    "execution.intent_recorded": _MAYBE_NOT,
    "execution.called": _MAYBE,
    "execution.outcome_recorded": _DONE,
}
_APPROVED = {
    **{checkpoint: replace(case, status=DONE) for checkpoint, case in _EXECUTED.items()},
    "confirmation.approved": replace(_DONE, status=DONE),
    "confirmation.settled": Case(1, "done", "already used", status=DONE),
    "worker.acted": Case(1, "done", "already used", status=DONE),
    "worker.answered": Case(1, "done", "already used", status=DONE),
}
_AGAIN = {**_EXECUTED, "undo.kept": _MAYBE}
_GONE = Case(0, "failed", "no such plan")
CASES: dict[Callable[[Scene], None], dict[str, Case]] = {
    stories.command: {**_AGAIN, "worker.acted": _DONE, "worker.answered": _DONE},
    stories.press: _APPROVED,
    stories.question: dict.fromkeys(
        ("execution.claimed", "confirmation.created", "confirmation.carded"), replace(_DONE, status=DONE)
    ),
    stories.denial: {"confirmation.denied": Case(0, "refused", "already denied", spent=0, status=DENIED)},
    stories.late_press: dict.fromkeys(
        ("confirmation.expired", "confirmation.notified"),
        Case(0, "expired", "left to expire", spent=0, status=EXPIRED),
    ),
    stories.first_of_two: {"confirmation.half_approved": replace(_DONE, status=DONE)},
    stories.second_of_two: _APPROVED,
    stories.undo: {**_APPROVED, "undo.taken": replace(_MAYBE_NOT, status=DONE)},
    stories.tool: {
        "execution.claimed": Case(0, "", "", spent=0),
        "budget.spent": Case(0, "", ""),
        "execution.intent_recorded": Case(0, "", ""),
        "execution.called": Case(1, "", ""),
        "undo.kept": Case(1, "", ""),
        "execution.outcome_recorded": Case(1, "done", ""),
    },
    stories.plan: {
        "execution.claimed": Case(1, "done", "completed"),
        "plan.taken": replace(_GONE, spent=0),
        "budget.spent": _GONE,
        "execution.intent_recorded": _GONE,
        "execution.called": replace(_GONE, executions=1),
        "undo.kept": replace(_GONE, executions=1),
        "execution.outcome_recorded": replace(_GONE, executions=1, outcomes="done failed"),
    },
    stories.turn: {checkpoint: replace(case, words="That is all") for checkpoint, case in _AGAIN.items()},
    stories.burst: {"alarm.paused": Case(0, "", "paused")},
}
_EVERY = [(story, checkpoint) for story, cases in CASES.items() for checkpoint in cases]
_FIRST = {checkpoint: (story, checkpoint) for story, checkpoint in reversed(_EVERY)}.values()
_SHORT = [each for each in _EVERY if each in _FIRST]
PLAYED = _EVERY if os.environ.get("CRASHES") == "all" else _SHORT


def test_there_is_a_case_for_every_checkpoint_of_executor_and_worker() -> None:
    texts = [path.read_text("utf-8") for where in SOURCES for path in (ROOT / "shared/guildhall" / where).rglob("*.py")]
    there = {name for text in texts for name in re.findall(r"\bcheckpoint\(\s*\"([\w.]+)\"", text)}
    assert there == {checkpoint for _, checkpoint in PLAYED} | ELSEWHERE.keys()
    for checkpoint, test in ELSEWHERE.items():
        assert checkpoint in (ROOT / test).read_text("utf-8")


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("story", "checkpoint"),
    [pytest.param(*each, id=f"{each[0].__name__} at {each[1]}") for each in PLAYED],
)
def test_what_was_killed_is_done_at_most_once_and_told_as_it_was(
    moved: System, story: Callable[[Scene], None], checkpoint: str
) -> None:
    scene, promised = Scene(moved, checkpoint), CASES[story][checkpoint]
    story(scene)
    assert scene.executions == promised.executions
    assert scene.statuses(AuditKind.OUTCOME) == set(promised.outcomes.split())
    if scene.executions:
        assert scene.statuses(AuditKind.INTENT) == {"pending"}, "something was done of which the trail knows nothing"
    assert promised.words in scene.told
    assert scene.spent == promised.spent
    if promised.status:
        assert scene.audit_id
        assert confirmation(moved, scene.audit_id).status == promised.status
