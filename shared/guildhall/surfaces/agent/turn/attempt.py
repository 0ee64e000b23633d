"""One attempt, and what comes of its failures: tried again, waited for, or told; the asker always hears of an end.

another attempt holds it          leave quietly
out of time                       the next attempt goes on at once
may pass soon                     the message comes back after a while; the channel's order is kept
may pass in more than 5 minutes   the turn leaves its queue and is brought back (DELAYED)
the operator's, the asker's       told, FAILED
a fault of ours                   tried 3 times, then told with a reference, FAILED, and into the dead-letter queue
the last receive                  nothing is run; told that it was given up, FAILED, into the dead-letter queue
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from guildhall.clock import epoch_s
from guildhall.errors import ConfigurationError, DiscordError, GuildhallError
from guildhall.observability import fault
from guildhall.store.turn_records import TurnRecord, TurnStatus
from guildhall.surfaces.agent.turn import judging, telling
from guildhall.surfaces.agent.turn.budget import OutOfTime
from guildhall.surfaces.agent.turn.holding import Hold, Lost
from guildhall.surfaces.agent.turn.judging import Later
from guildhall.surfaces.agent.turn.parts import Parts
from guildhall.surfaces.agent.turn.turn import Turn

LAST_RECEIVE = 12
"""The queue's maxReceiveCount."""
LAST_AFTER_ANSWER = 4
"""What is left to be done after the answer is not worth that the channel waits for it any longer."""
MOST_ATTEMPTS = 3
GIVEN_UP_AFTER = timedelta(hours=6)
BUSY_S = 10.0
WORTH_A_WORD_S = 5.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the queue's message.

    Attributes:
        done: Nothing is left to be done about it.
        again_s: If not, when it is to come again; None = when it would anyway.
    """

    done: bool
    again_s: float | None = None


DONE: Final = Verdict(done=True)


class Attempt:
    """Runs a turn once, as the message's `receives`th delivery."""

    def __init__(self, parts: Parts, turn: Turn, hold: Hold, receives: int) -> None:
        self._parts, self._turn, self._hold, self._receives = parts, turn, hold, receives

    @property
    def _head(self) -> TurnRecord:
        return self._hold.head

    def run(self) -> Verdict:
        """Go on with the turn; whatever happens, say what becomes of the message."""
        started = self._parts.clock()
        try:
            verdict = self._told(self._go_on)
        finally:
            self._turn.close()
        self._log_end((self._parts.clock() - started) / timedelta(milliseconds=1))
        return verdict

    def _go_on(self) -> Verdict:
        if self._receives >= LAST_RECEIVE:
            return self._give_up()
        try:
            self._turn.go_on()
        except Lost:
            raise
        except OutOfTime:
            self._hold.leave(TurnStatus.RUNNING)
            return Verdict(done=False, again_s=0)
        except Exception as error:  # noqa: BLE001 - judged, told and logged, whatever it is
            return self._failed(error)
        return DONE

    def _told(self, do: Callable[[], Verdict]) -> Verdict:
        """Do it; what fails while a failure is told is logged, and the whole attempt made again."""
        try:
            return do()
        except Lost:
            self._parts.log.info("the turn is another attempt's", extra={"turn_id": self._head.turn_id})
            return Verdict(done=False, again_s=BUSY_S)
        except Exception as error:  # noqa: BLE001 - as above
            if isinstance(error, DiscordError) and judging.later(error, 1, 0) is None:
                return self._untellable(error)
            self._log_failure("a failure could not be told", error)
            return self._again_soon()

    # ------------------------------------------------------------------------------------------------------- it failed
    def _failed(self, error: Exception) -> Verdict:
        if self._head.shown.delivered and self._receives >= LAST_AFTER_ANSWER:
            self._log_failure("something failed after the answer", error)
            self._hold.leave(TurnStatus.DONE)
            return DONE
        later = judging.later(error, self._receives, self._parts.share())
        if later is not None:
            return self._later(error, later)
        if isinstance(error, ConfigurationError):
            self._log_failure("the agent is not set up", error)
            return self._end(telling.OPERATORS)
        if isinstance(error, GuildhallError) and not judging.is_fault(error):
            self._parts.log.info("not answered", extra={"turn_id": self._head.turn_id, "code": error.code})
            return self._end(telling.failed(error))
        return self._fault(error)

    def _later(self, error: Exception, later: Later) -> Verdict:
        going_on_at = self._parts.clock() + timedelta(seconds=later.after_s)
        told = {"turn_id": self._head.turn_id, "code": _code(error), "after_s": round(later.after_s, 1)}
        self._parts.log.info("to be tried again", extra=told)
        if going_on_at - self._head.started_at > GIVEN_UP_AFTER:
            return self._end(telling.GIVEN_UP.format(self._head.turn_id))
        orderly = max(0, self._head.attempts - 1)
        if later.leaves_queue:
            self._turn.keep_job()
            cause = f"delay-{epoch_s(going_on_at)}"
            self._parts.resumes.later(self._head.turn_id, self._head.channel_id, cause, going_on_at)
            self._pause(telling.again_at(error, going_on_at), long=True)
            self._hold.leave(TurnStatus.DELAYED, resume_at=going_on_at, attempts=orderly)
            return DONE
        if later.after_s > WORTH_A_WORD_S:
            self._pause(telling.again_in(error, later.after_s), long=False)
        self._hold.leave(TurnStatus.RUNNING, attempts=orderly)
        return Verdict(done=False, again_s=later.after_s)

    def _pause(self, text: str, *, long: bool) -> None:
        """Say why nothing happens, where it is known that the turn may be answered at all."""
        if self._turn.admitted is not None and not self._head.shown.delivered:
            self._turn.stage.pause(text, long=long)

    def _fault(self, error: Exception) -> Verdict:
        reference = self._log_failure("a turn failed by our fault", error)
        if self._head.attempts < MOST_ATTEMPTS:
            self._hold.leave(TurnStatus.RUNNING)
            return self._again_soon()
        self._end(telling.FAULT.format(reference))
        return Verdict(done=False, again_s=0)

    def _give_up(self) -> Verdict:
        """Run nothing more; tell so, unless the answer is there or the turn is none to be answered."""
        self._parts.log.error("a turn was given up", extra={"turn_id": self._head.turn_id})
        if self._head.shown.delivered:
            self._hold.leave(TurnStatus.DONE)
            return DONE
        try:
            if self._turn.admit() is None:
                return DONE
        except Lost:
            raise
        except Exception as error:  # noqa: BLE001 - what cannot be asked any more is told all the same
            self._log_failure("given up without a look", error)
        self._end(telling.GIVEN_UP.format(self._head.turn_id))
        return Verdict(done=False, again_s=0)

    def _end(self, text: str) -> Verdict:
        """Tell the asker that this is the end of it, and save that it is."""
        self._take_back()
        if not self._head.shown.delivered:
            self._hold.check()
            self._turn.stage.answer(text, private=False)
        self._hold.leave(TurnStatus.FAILED)
        return DONE

    def _take_back(self) -> None:
        """Take open questions back: of a turn that was given up nothing happens later. That is not worth a failure."""
        admitted = self._turn.admitted
        if admitted is None:
            return
        try:
            for wait in self._head.waits:
                self._parts.toolbox.withdraw(admitted.asked, wait)
        except Exception as error:  # noqa: BLE001 - whatever it is, the asker has to be told of the end
            self._log_failure("a question was not taken back", error)

    def _untellable(self, error: DiscordError) -> Verdict:
        """Nobody can be told where it was asked, e.g. because the channel is gone."""
        self._parts.log.warning("nobody could be told", extra={"turn_id": self._head.turn_id, "code": error.code})
        return self._told(self._leave_failed)

    def _leave_failed(self) -> Verdict:
        self._hold.leave(TurnStatus.FAILED)
        return DONE

    def _again_soon(self) -> Verdict:
        return Verdict(done=False, again_s=judging.backoff_s(self._receives, self._parts.share()))

    # --------------------------------------------------------------------------------------------------------- the log
    def _log_failure(self, what: str, error: Exception) -> str:
        reference = self._parts.new_id()
        told = {"turn_id": self._head.turn_id, "reference": reference, "code": _code(error), **fault(error)}
        self._parts.log.error(what, extra=told)
        return reference

    def _log_end(self, duration_ms: float) -> None:
        head = self._head
        if head.status is TurnStatus.RUNNING:
            return
        told = {"turn_id": head.turn_id, "outcome": head.status.value, "rounds": head.rounds}
        spent = {"tokens": head.usage.tokens, "duration_ms": round(duration_ms)}
        age_ms = round((self._parts.clock() - head.started_at) / timedelta(milliseconds=1))
        self._parts.log.info("turn", extra={**told, **spent, "age_ms": age_ms})


def _code(error: Exception) -> str:
    return error.code if isinstance(error, GuildhallError) else type(error).__name__
