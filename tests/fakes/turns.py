"""A whole turn engine without a socket: the real worker over tables in memory, and fakes around it that a test scripts.

bench = Bench(says=[calls(("read", {})), text("Done.")])      # the model's answers, round by round
bench.ask()                                                   # somebody mentions the bot
bench.settle()                                                # the queues deliver until nothing is left
bench.answers                                                 # what people got to read

What lives outside the process (tables, messages in Discord, effects of tools, questions to humans, queues) stays when
it dies; `bench.fuse` counts every call that leaves the engine and, at one of them, lets the process die or the other
side not answer.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from guildhall.observability import logger
from guildhall.store.conditions import Item
from guildhall.store.counters import CounterRepository
from guildhall.store.table import Key, Page, Query, Write
from guildhall.store.transcripts import TranscriptRepository
from guildhall.store.turn_records import Message, TurnRecord, TurnStatus
from guildhall.store.turns import TurnRepository
from guildhall.surfaces.agent.job import Mention, Resume
from guildhall.surfaces.agent.turn.budget import Tokens
from guildhall.surfaces.agent.turn.parts import Parts
from guildhall.surfaces.agent.worker import Worker
from tests.fakes.clock import FakeClock
from tests.fakes.stages import FakeStages
from tests.fakes.table import MemoryTable
from tests.fakes.turn_queue import DeliveredTurns
from tests.fakes.turn_world import ASKER, CHANNEL, GUILD, TURN, Surroundings


class WatchedTable(MemoryTable):
    """A table whose every request is a step."""

    def __init__(self, clock: FakeClock, name: str, bench: "Bench") -> None:
        super().__init__(clock)
        self._name, self._bench = name, bench
        self.before_write = lambda writes: bench.fuse.step(f"{name} write {writes[0].key.sk.split('#')[0]}")

    def _write(self, writes: Sequence[Write]) -> tuple[Item | None, Item | None]:
        """Write, and pass a step when it is done, where only the answer can be lost."""
        done = super()._write(writes)
        self._bench.fuse.step(f"{self._name} wrote {writes[0].key.sk.split('#')[0]}")
        return done

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """Read, as a step."""
        self._bench.fuse.step(f"{self._name} read {key.sk}")
        return super().get(key, consistent=consistent)

    def query(self, query: Query) -> Page:
        """Read, as a step."""
        self._bench.fuse.step(f"{self._name} query")
        return super().query(query)


class Bench(Surroundings, DeliveredTurns):
    """The engine and everything around it."""

    def __post_init__(self) -> None:
        """Start the first process."""
        super().__post_init__()
        self.state, self.history = WatchedTable(self.clock, "state", self), WatchedTable(self.clock, "history", self)
        self.stages = FakeStages(self.step)
        self.queue, self.dead = [], []
        self._ids = count(1)
        self.worker = self._new_worker()

    def restart(self) -> None:
        """Begin anew, as a new process does."""
        self.worker = self._new_worker()

    def _new_worker(self) -> Worker:
        counters = CounterRepository(self.state, self.clock)
        parts = Parts(
            gate=self,
            memory=self,
            model=self,
            toolbox=self,
            stages=self.stages,
            turns=TurnRepository(self.state),
            transcripts=TranscriptRepository(self.history),
            resumes=self,
            tokens=Tokens(counters),
            system=lambda: [{"type": "text", "text": "You are a bot."}],
            clock=self.clock,
            monotonic=lambda: self.clock().timestamp(),
            log=logger("test"),
            new_id=lambda: f"id-{next(self._ids)}",
            share=lambda: 0.5,
        )
        return Worker(parts, self)

    # ----------------------------------------------------------------------------------------------- what a test does
    def ask(self) -> None:
        """Mention the bot."""
        self.send(mention())

    def press(self, status: str = "approved") -> None:
        """Answer every open question, and wake the turn as the operation worker does."""
        for question in self.questions.values():
            if question.status == "pending":
                question.status = status
                cause = f"confirmation-{question.wait.confirmation_id}-{status}"
                self.send(Resume(turn_id=TURN, channel_id=CHANNEL, cause=cause))

    # -------------------------------------------------------------------------------------------------- what it sees
    @property
    def head(self) -> TurnRecord:
        """The turn's head."""
        head = TurnRepository(self.state).get(TURN)
        assert head is not None
        return head

    @property
    def status(self) -> TurnStatus:
        """The head's status."""
        return self.head.status

    @property
    def transcript(self) -> list[Message]:
        """The saved transcript."""
        return TranscriptRepository(self.history).read(TURN)

    @property
    def answers(self) -> list[str]:
        """What people read as the answer."""
        return [answer.text for answer in self.stages.answers]

    def results(self) -> list[Any]:
        """What the model was told that its calls came to, in order."""
        return [block for message in self.transcript if message["role"] == "user" for block in _blocks(message)][1:]


def _blocks(message: Message) -> Iterable[Any]:
    content = message["content"]
    assert isinstance(content, list)
    return content


def mention(turn_id: str = TURN) -> Mention:
    """Somebody mentions the bot."""
    message = {"id": turn_id, "content": "<@1> hello", "author": {"id": ASKER}}
    return Mention(message=message, guild_id=GUILD, channel_id=CHANNEL, author_id=ASKER)
