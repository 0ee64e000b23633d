"""Waking the turns of the agent that a press sets going.

What has to be woken is read from the tables and never remembered by an attempt: a worker that dies between the answer
to a question and the waking of its turn gets the same press again, finds the question settled and wakes the turn then.
A turn that is woken twice ignores the second time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from aws_lambda_powertools import Logger

from guildhall.errors import StoreError
from guildhall.execution.ports import Confirmations
from guildhall.identity import Door
from guildhall.surfaces.agent.job import Resume
from guildhall.surfaces.agent.keeping import Turns
from guildhall.surfaces.agent.queue import QueueRefused, Turning
from guildhall.surfaces.interactions.job import Action, Cancel, Press, Presses
from guildhall.surfaces.interactions.recalling import SETTLED

CREDENTIAL = "turn:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waking:
    """Puts turns back on their queue.

    Attributes:
        queue: TurnsQueue; None where no agent is set up.
    """

    confirmations: Confirmations
    turns: Turns
    queue: Turning | None
    log: Logger

    def after(self, action: Action) -> bool:
        """Wake the turns that a press lets go on, if it does; return whether nothing is left to be woken."""
        try:
            for resume in self._due(action):
                self._send(resume)
        except QueueRefused as refused:
            self.log.warning("a turn was not woken", extra={"cause": str(refused), "surely": refused.surely})
            return False
        except StoreError as error:
            self.log.warning("a turn was not woken", extra={"code": error.code})
            return False
        return True

    def _send(self, resume: Resume) -> None:
        if self.queue is None:
            raise QueueRefused("TURNS_QUEUE_URL is not set", surely=True)
        self.queue.send(resume)
        self.log.info("a turn was woken", extra={"turn_id": resume.turn_id, "cause": resume.cause})

    def _due(self, action: Action) -> Iterator[Resume]:
        if isinstance(action, Cancel):
            found = [self._cancelled(action.turn_id)]
        else:
            found = [self._answered(confirmation_id) for confirmation_id in _pressed(action)]
        yield from filter(None, found)

    def _answered(self, confirmation_id: str) -> Resume | None:
        """Return the resume of the turn that asked a question, if it is settled and a turn asked it."""
        record = self.confirmations.get(confirmation_id)
        if record is None or record.status not in SETTLED:
            return None
        asker = record.asker
        if asker.door is not Door.AGENT or asker.origin is None or not asker.credential.startswith(CREDENTIAL):
            return None
        turn_id = asker.credential.removeprefix(CREDENTIAL)
        cause = f"confirmation-{confirmation_id}-{record.status}"
        return Resume(turn_id=turn_id, channel_id=str(asker.origin.channel_id), cause=cause)

    def _cancelled(self, turn_id: str) -> Resume | None:
        """Return the resume of a turn that is to end.

        Also of one that runs: it may be about to wait and not look again. The resume comes after what it is doing, for
        the queue keeps the order of a channel, and finds it waiting or ended.
        """
        head = self.turns.get(turn_id)
        if head is None or head.ended or head.cancelled_by is None:
            return None
        return Resume(turn_id=turn_id, channel_id=str(head.channel_id), cause="cancel")


def _pressed(action: Action) -> tuple[str, ...]:
    """Return the questions that an action answers."""
    if isinstance(action, Presses):
        return action.questions
    return (action.confirmation_id,) if isinstance(action, Press) else ()
