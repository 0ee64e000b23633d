"""What the asker hears of a turn beside the model's words: what happened, what to do next, nothing of our insides."""

import math
from datetime import datetime

from guildhall.clock import epoch_s
from guildhall.errors import DiscordError, GuildhallError, ModelError
from guildhall.store.turn_records import TurnRecord, Wait

THINKING = "Thinking …"
CANCELLED = "Cancelled."
CANCELLED_LATE = "Cancelled. What was done by then stays done."
REFUSED = "The model declined to answer this. Put it another way, or ask for something else."
EMPTY = "The model gave no answer. Ask again, perhaps in other words."
CUT = "-# The model's answer was cut off here: it was too long. Ask for less at once."
UNFINISHED = "-# I did not come to an end within {} rounds. Ask for less at once, or for one step after another."
NO_LONGER = "I stopped: I may not answer here any more."
OPERATORS = (
    "The agent is not set up completely, so it cannot answer. Its operator has to look at the log; "
    "asking again changes nothing until then."
)
FAULT = (
    "Something failed on our side, several times, so I gave up. Ask again in a while. "
    "If it stays, give the operator this reference: `{}`"
)
GIVEN_UP = (
    "I gave up on this: at many attempts something that I need did not answer. What was done by then stays done; "
    "ask again in a while. The operator finds it under the reference `{}`."
)


def busy(error: Exception) -> str:
    """Return who keeps a turn waiting, as the start of a sentence."""
    if isinstance(error, ModelError):
        return "The model is busy"
    if isinstance(error, DiscordError):
        return "Discord does not answer in time"
    return "Our own tables or queues do not answer in time"


def again_in(error: Exception, seconds: float) -> str:
    """Return what is told while a turn waits for a little."""
    return f"{busy(error)}; trying again in {max(1, math.ceil(seconds))} s."


def again_at(error: Exception, moment: datetime) -> str:
    """Return what is told while a turn waits for long."""
    return f"{busy(error)}; going on <t:{epoch_s(moment)}:R>."


def waiting(waits: tuple[Wait, ...]) -> str:
    """Return what is told while a human has to press."""
    what = "Waiting for approval" if len(waits) == 1 else f"Waiting for {len(waits)} approvals"
    where = " and ".join(dict.fromkeys(f" in {wait.where}" for wait in waits if wait.where))
    return f"{what}{where}, until <t:{epoch_s(max(wait.expires_at for wait in waits))}:t>."


def failed(error: GuildhallError) -> str:
    """Return a failure that asking again does not change, in its own words."""
    return f"{error.message} {error.hint}".strip()


def cancelled(head: TurnRecord) -> str:
    """Return what is told of a turn that somebody cancelled."""
    return CANCELLED_LATE if head.rounds else CANCELLED
