"""One attempt of a turn, from wherever the last one left it to the turn's end, or to a wait.

    admitted? ── no ──► the one visible reason, if it is owed
        │ yes
    typing; the opening is saved (place 0)
        │
    ┌─► cancelled? ── yes ──► open questions are taken back, "Cancelled."
    │   │ no
    │   the model answers, saved      (what is next follows from the transcript alone: `rounds.next_step`)
    │   ├─ tool calls ──► run, marks of taint and audience saved, results saved ──┐
    │   │                 └─ a human has to press ──► saved as waiting            │
    └───┼─────────────────────────────────────────────────────────────────────────┘
        └─ text ──► shown, remembered, DONE

Whatever dies between two of these leaves a transcript from which the next attempt goes on; see `docs/adr/0004`.
"""

from guildhall.checkpoints import checkpoint
from guildhall.errors import GuildhallError
from guildhall.store.turn_records import Message, Shown, TurnRecord, TurnStatus
from guildhall.surfaces.agent.job import Start, encode
from guildhall.surfaces.agent.ports import Admitted, ModelRequest, Silent, Stage
from guildhall.surfaces.agent.turn import rounds, telling, waiting
from guildhall.surfaces.agent.turn.budget import LEAST_MODEL_S, LEAST_TOOLS_S, MODEL_S, MOST_ROUNDS, Seconds
from guildhall.surfaces.agent.turn.holding import Hold
from guildhall.surfaces.agent.turn.parts import Parts

ANSWER_TOKENS = 8_192
"""What one answer of the model's may take, its thinking included: more than five messages hold."""


class Turn:
    """One attempt.

    Attributes:
        admitted: Set once the gate has let it in.
    """

    def __init__(self, parts: Parts, start: Start, hold: Hold, *, fresh: bool) -> None:
        """Prepare an attempt; `fresh` = no attempt was made before."""
        self.admitted: Admitted | None = None
        self._parts, self._start, self._hold, self._fresh = parts, start, hold, fresh
        self._seconds = Seconds(monotonic=parts.monotonic)
        self._stage: Stage | None = None
        self._opening: Message | None = None
        self._messages: list[Message] = []

    @property
    def stage(self) -> Stage:
        """What people see of the turn."""
        if self._stage is None:
            self._stage = self._parts.stages.of(self._start, self._head.shown, self._keep)
        return self._stage

    @property
    def _head(self) -> TurnRecord:
        return self._hold.head

    def _keep(self, shown: Shown) -> None:
        self._hold.save(shown=shown)

    def close(self) -> None:
        """Leave nothing running."""
        if self._stage is not None:
            self._stage.close()

    def go_on(self) -> None:
        """Go on until the turn ends or waits.

        Raises:
            Lost: It is another attempt's by now.
            OutOfTime: The next attempt is to go on.
            GuildhallError: Something that was needed failed; `judging` says what it means.
            QueueRefused: Likewise.
        """
        admitted = self.admit()
        if admitted is None:
            return
        if self._head.cancelled_by is not None:
            self._cancel(admitted)
            return
        self.stage.begin()
        self._open(admitted)
        while not self._head.ended and self._head.status is TurnStatus.RUNNING:
            self._step(admitted)

    def admit(self) -> Admitted | None:
        """Ask the gate; None when the turn is not answered, which has then been said and saved."""
        verdict = self._parts.gate.admit(self._start, first=self._fresh)
        if isinstance(verdict, Silent):
            say = verdict.say or (telling.NO_LONGER if self._head.shown.progress_id else "")
            if say:
                self._hold.check()
                self.stage.say(say)
            self._parts.log.info("not answered", extra={"turn_id": self._head.turn_id, "why": verdict.why})
            self._leave(TurnStatus.SILENT)
            return None
        self.admitted = verdict
        return verdict

    def keep_job(self) -> None:
        """Keep what was asked, for a resume brings only the turn's id."""
        self._parts.transcripts.put_job(self._head.turn_id, encode(self._start), self._head.expires_at)

    def _open(self, admitted: Admitted) -> None:
        """Read what is saved, and save the opening if that is nothing."""
        if not self._fresh:
            self._messages = self._parts.transcripts.read(self._head.turn_id)
        if not self._messages:
            self.keep_job()
            opening = self._parts.memory.open(admitted.asked, admitted.policy)
            self._hold.save(tainted=self._head.tainted or opening.tainted)
            self._append(opening.message)
        checkpoint("turn.opened")

    def _append(self, message: Message) -> None:
        """Save the transcript's next message; if another attempt has saved one there, go on with that."""
        self._hold.check()
        head, place = self._head, len(self._messages)
        kept = self._parts.transcripts.append(head.turn_id, place, rounds.fitting(message), head.expires_at)
        self._messages.append(kept)

    # -------------------------------------------------------------------------------------------------------- one step
    def _step(self, admitted: Admitted) -> None:
        if self._hold.cancelled():
            self._cancel(admitted)
            return
        step = rounds.next_step(self._messages)
        if isinstance(step, rounds.Say):
            self._say(admitted, step)
        elif self._head.shown.delivered:
            self._leave(TurnStatus.FAILED)
        elif isinstance(step, rounds.Ask):
            self._ask(admitted, last=step.last)
        elif isinstance(step, rounds.Act):
            self._act(admitted, step)
        else:
            self._append(step.message)

    def _ask(self, admitted: Admitted, *, last: bool) -> None:
        left_s = self._seconds.need(LEAST_MODEL_S)
        self._parts.tokens.check(admitted.asked.guild_id, admitted.policy)
        if self._opening is None:
            self.stage.progress(telling.THINKING)
        answer = self._parts.model.answer(self._request(admitted, last=last), within_s=min(left_s, MODEL_S))
        checkpoint("turn.answered")
        self._append(rounds.saved(answer))
        self._save_round()
        try:
            self._parts.tokens.count(admitted.asked.guild_id, answer.usage)
        except GuildhallError as error:
            self._parts.log.warning("tokens not counted", extra={"turn_id": self._head.turn_id, "code": error.code})
        checkpoint("turn.asked")

    def _request(self, admitted: Admitted, *, last: bool) -> ModelRequest:
        if self._opening is None:
            self._opening = self._parts.memory.complete(admitted.asked, self._messages[0])
        return ModelRequest(
            system=self._parts.system(),
            tools=self._parts.toolbox.definitions(),
            messages=rounds.presented(self._messages, self._opening, last=last),
            max_tokens=ANSWER_TOKENS,
            allow_tools=not last,
        )

    def _save_round(self) -> None:
        done = rounds.rounds(self._messages)
        self._hold.save(rounds=done, usage=rounds.usage(self._messages), waits=(), attempts=0)

    def _act(self, admitted: Admitted, step: rounds.Act) -> None:
        if self._head.rounds < rounds.rounds(self._messages):
            self._save_round()
        self._seconds.need(LEAST_TOOLS_S)
        if not self._head.waits:
            titles = dict.fromkeys(self._parts.toolbox.title(call) for call in step.calls)
            self.stage.progress(f"{', '.join(titles)} …")
        self._hold.check()
        told = waiting.run(self._parts, self._hold, admitted.asked, step.calls)
        checkpoint("turn.acted")
        self._hold.save(
            tainted=self._head.tainted or any(each.tainted for each in told),
            private=self._head.private or any(each.private for each in told),
            waits=waiting.open_waits(told),
        )
        if self._head.waits:
            waiting.wait(self._parts, self._hold, self.stage)
            return
        self._append({"role": "user", "content": [each.block() for each in told]})
        checkpoint("turn.told")

    # ------------------------------------------------------------------------------------------------------ how it ends
    def _say(self, admitted: Admitted, step: rounds.Say) -> None:
        text = _spoken(step)
        self._hold.check()
        private = self._head.private
        self.stage.answer(text, private=private)
        if step.end is not rounds.End.REFUSED:
            visible = "" if private or admitted.asked.always_private else text
            self._parts.memory.remember(admitted.asked, admitted.policy, visible, tainted=self._head.tainted)
        self._leave(TurnStatus.DONE, rounds=rounds.rounds(self._messages), usage=rounds.usage(self._messages), waits=())

    def _cancel(self, admitted: Admitted) -> None:
        if not self._head.shown.delivered:
            for wait in self._head.waits:
                self._parts.toolbox.withdraw(admitted.asked, wait)
            self._hold.check()
            self.stage.answer(telling.cancelled(self._head), private=False)
        self._leave(TurnStatus.CANCELLED)

    def _leave(self, status: TurnStatus, **changed: object) -> None:
        self._hold.leave(status, **changed)
        checkpoint("turn.ended")


def _spoken(step: rounds.Say) -> str:
    if step.end is rounds.End.REFUSED:
        return telling.REFUSED
    if step.end is rounds.End.UNFINISHED:
        return f"{step.text}\n\n{telling.UNFINISHED.format(MOST_ROUNDS)}".strip()
    if step.end is rounds.End.CUT:
        return f"{step.text}\n\n{telling.CUT}".strip()
    return step.text or telling.EMPTY
