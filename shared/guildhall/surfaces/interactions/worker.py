"""Doing what was queued: a command, a press, an installation; once, and never without a word to the one who asked.

The end of a question to a human comes the same way, so that it is told without anybody pressing.

A message comes back as long as it is reported as failed: at most `LAST_RECEIVE` times, 40 s apart, then it lies in the
dead-letter queue. A command that comes again is executed once, because the interaction's id claims it.

    may pass later (Discord or a table did not answer)  -> failed, and the asker hears that it is tried again
    the asker's or the rules' no                        -> answered, done
    our own fault                                       -> answered with a reference, failed: it may pass, or wake us
    the last attempt                                    -> nothing is executed any more; the asker hears what is known

A press may let a turn of the agent go on. Its message is done with only when that turn is on its queue again, and the
turn is woken before the presser is answered: the presser reads the same at the next attempt, the turn's asker waits.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aws_lambda_powertools import Logger

from guildhall.checkpoints import checkpoint
from guildhall.clock import Clock
from guildhall.errors import DiscordError, GuildhallError, InProgress
from guildhall.observability import fault
from guildhall.surfaces.interactions import failures
from guildhall.surfaces.interactions.answering import Answers
from guildhall.surfaces.interactions.fulfilment import Fulfilment, name, spoken
from guildhall.surfaces.interactions.installations import Installations
from guildhall.surfaces.interactions.job import (
    Action,
    ExpiryJob,
    InstallationJob,
    InteractionJob,
    JobUnreadable,
    decode,
)
from guildhall.surfaces.interactions.messages import Paper

LAST_RECEIVE = 4
"""The queue's maxReceiveCount."""
FINISHED = "{} is finished, but its answer could not be shown in time. Ask again to see how it stands."
WAITED = "{} was not started: it waited for longer than Discord lets us answer. Ask again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Handles one message at a time.

    Attributes:
        expire: Lets a question be over whose time is, and tells it.
        wake: Wakes the turn of the agent that an action lets go on, if there is one; says whether that is done.
    """

    fulfilment: Fulfilment
    answers: Answers
    installations: Installations
    expire: Callable[[str], None]
    wake: Callable[[Action], bool]
    clock: Clock
    log: Logger
    new_id: Callable[[], str]

    def handle(self, body: str, receives: int) -> bool:
        """Do what a message asks for.

        Args:
            body: The message.
            receives: How often it was received, this time included.

        Returns:
            Whether it is done with; otherwise the queue brings it again, or puts it aside.
        """
        try:
            job = decode(body)
        except JobUnreadable as unreadable:
            self.log.error("a message is no job", extra={"cause": str(unreadable)})  # noqa: TRY400 - no content in logs
            return False
        if isinstance(job, ExpiryJob):
            return self._expire(job)
        if isinstance(job, InstallationJob):
            return self._install(job)
        return self._interact(job, last=receives >= LAST_RECEIVE)

    def _install(self, job: InstallationJob) -> bool:
        try:
            self.installations.take(job)
        except GuildhallError as error:
            self.log.warning("an installation was not recorded", extra={"kind": job.kind, "code": error.code})
            return False
        self.log.info("installation recorded", extra={"kind": job.kind, "guild_id": job.guild_id})
        return True

    def _expire(self, job: ExpiryJob) -> bool:
        try:
            self.expire(job.confirmation_id)
        except GuildhallError as error:
            told = {"confirmation_id": job.confirmation_id, "code": error.code}
            self.log.warning("the end of a question was not told", extra=told)
            return not failures.may_pass(error)
        self.log.info("a question's time is over", extra={"confirmation_id": job.confirmation_id})
        return True

    def _interact(self, job: InteractionJob, *, last: bool) -> bool:
        if self.clock() >= job.deadline:
            woken = self.wake(job.action)
            return self._without_doing(job, failures.too_late(name(job)), WAITED) and woken
        if last:
            self.wake(job.action)
            self._without_doing(job, failures.given_up(name(job), job.interaction_id), FINISHED)
            return False
        try:
            paper, done = self.fulfilment.do(job), True
        except GuildhallError as error:
            if failures.may_pass(error):
                self.log.info("to be tried again", extra={"interaction_id": job.interaction_id, "code": error.code})
                if not isinstance(error, InProgress):
                    self.answers.hint(job, failures.again(error, name(job)))
                return False
            paper, done = self._failed(job, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours: the person is told, and the message comes again
            paper, done = self._fault(job, error, again=True), False
        checkpoint("worker.acted")
        woken = self.wake(job.action)
        shown = self._show(job, paper, FINISHED)
        checkpoint("worker.answered")
        return shown and woken and done

    def _without_doing(self, job: InteractionJob, otherwise: Paper, word: str) -> bool:
        """Tell what is known of a request that is not executed any more; return whether it could be told."""
        try:
            known = self.fulfilment.recall(job)
        except GuildhallError as error:
            known = None if failures.may_pass(error) else self._failed(job, error)[0]
        except Exception as error:  # noqa: BLE001 - a fault of ours
            known = self._fault(job, error, again=False)
        return self._show(job, known or otherwise, FINISHED if known else word)

    def _failed(self, job: InteractionJob, error: GuildhallError) -> tuple[Paper, bool]:
        """Return what is told of a failure, and whether nothing else is to be done about it."""
        self.log.info("refused or failed", extra={"interaction_id": job.interaction_id, "code": error.code})
        if failures.is_ours(error):
            return self._fault(job, error, again=True), False
        return failures.paper(error, name(job)), True

    def _fault(self, job: InteractionJob, error: Exception, *, again: bool) -> Paper:
        reference = self.new_id()
        told = {"reference": reference, "interaction_id": job.interaction_id}
        self.log.error("a request failed by our fault", extra={**told, **fault(error)})
        return failures.fault(reference, name(job), again=again)

    def _show(self, job: InteractionJob, paper: Paper, word: str) -> bool:
        try:
            self.answers.show(job, paper, word.format(spoken(job)))
        except DiscordError as error:
            self.log.warning("not answered", extra={"interaction_id": job.interaction_id, "code": error.code})
            return False
        self.log.info("answered", extra={"interaction_id": job.interaction_id, "tone": paper.tone.name})
        return True
