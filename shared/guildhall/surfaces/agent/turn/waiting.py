"""A turn that waits for a human: it saves itself and leaves its queue; a press, or the question's end, brings it back.

Everything that could be forgotten is done before the turn is saved as waiting: it is to be woken when the last question
ends, and people see what it waits for. An attempt that dies in between does both once more; two wake-ups are as one.
"""

from collections.abc import Sequence
from datetime import timedelta

from guildhall.checkpoints import checkpoint
from guildhall.clock import epoch_s
from guildhall.store.turn_records import TurnStatus, Wait
from guildhall.surfaces.agent.ports import Asked, Stage, ToolCall, ToolTold
from guildhall.surfaces.agent.turn import telling
from guildhall.surfaces.agent.turn.holding import Hold
from guildhall.surfaces.agent.turn.parts import Parts

MARGIN = timedelta(seconds=2)
"""A question's end is a moment of another machine's clock."""
AT_LEAST = timedelta(seconds=30)


def run(parts: Parts, hold: Hold, asked: Asked, calls: Sequence[ToolCall]) -> list[ToolTold]:
    """Run one round's calls, or go on with those whose questions were asked by an attempt before.

    Returns:
        What the calls came to, in their order; if humans still have to press, perhaps not of all of them.
    """
    waits = {wait.tool_use_id: wait for wait in hold.head.waits}
    told: dict[str, ToolTold] = {}
    for call in calls:
        if wait := waits.get(call.id):
            settled = parts.toolbox.settled(asked, call, wait)
            told[call.id] = settled or ToolTold(call=call, text="", wait=wait)
    left = [call for call in calls if call.id not in told]
    if left and not open_waits(list(told.values())):
        ran = parts.toolbox.run(asked, left, tainted=hold.head.tainted, private=hold.head.private)
        told |= {each.call.id: each for each in ran}
    return [told[call.id] for call in calls if call.id in told]


def wait(parts: Parts, hold: Hold, stage: Stage) -> None:
    """Leave the queue until the questions in the head are answered or over.

    Raises:
        QueueRefused: Nobody would wake the turn, so it does not wait.
        Lost: The turn is not ours any more.
    """
    head, now = hold.head, parts.clock()
    due_at = max(*(wait.expires_at for wait in head.waits), now + AT_LEAST) + MARGIN
    parts.resumes.later(head.turn_id, head.channel_id, f"due-{epoch_s(due_at)}", due_at)
    stage.pause(telling.waiting(head.waits), long=True)
    hold.leave(TurnStatus.WAITING, attempts=0)
    checkpoint("turn.waiting")


def open_waits(told: Sequence[ToolTold]) -> tuple[Wait, ...]:
    """Return the questions among what the calls came to."""
    return tuple(each.wait for each in told if each.wait)
