"""Interrupting a platform at its every step: at each write to a table, and at each write to Discord.

A `Fuse` counts those steps and, at one of them, lets the process die (`Crash`) or the table or Discord not answer.
What comes right before step n+1 is what comes right after step n, so the steps cover both sides of every effect.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from guildhall.errors import GuildhallError, InProgress, StoreError
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.store.table import Write
from tests.fakes.platform import LEASE_S, Crash, Rig
from tests.fakes.world import Sent


@dataclass
class Fuse:
    """Blows once, at the given step; steps count from 0.

    Attributes:
        at: The step; None counts only.
        error: Makes what is raised there, of the step's name.
        tables: Whether writes to tables are steps; likewise `discord`.
    """

    at: int | None = None
    error: Callable[[str], BaseException] = Crash
    tables: bool = True
    discord: bool = True
    steps: list[str] = field(default_factory=list)

    def fit(self, rig: Rig) -> "Fuse":
        """Put the fuse into a rig, in place of any other."""
        for name in ("state", "audit", "policy", "history"):
            getattr(rig, name).before_write = self._watch_table(name)
        rig.discord.before = self._watch_discord
        return self

    def _watch_table(self, name: str) -> Callable[[Sequence[Write]], None]:
        def watch(writes: Sequence[Write]) -> None:
            if self.tables:
                self._pass(f"{name} {writes[0].key.pk.partition('#')[0]}")

        return watch

    def _watch_discord(self, sent: Sent) -> None:
        if self.discord and not sent.reads:
            self._pass(sent.route)

    def _pass(self, step: str) -> None:
        self.steps.append(step)
        if len(self.steps) - 1 == self.at:
            raise self.error(step)


@dataclass
class Story:
    """What became of a request, from its first attempt until it was settled.

    Attributes:
        answers: Each attempt's result, or what it raised.
    """

    answers: list[object] = field(default_factory=list)

    @property
    def first(self) -> object:
        return self.answers[0]

    @property
    def last(self) -> object:
        return self.answers[-1]


def until_settled(rig: Rig, do: Callable[[], object], attempts: int = 4) -> Story:
    """Do something as a queue does: again, in a new process and after the lease, while it may still pass."""
    story = Story()
    for _ in range(attempts):
        try:
            story.answers.append(do())
        except (Crash, StoreError, InProgress) as again:
            story.answers.append(again)
            rig.clock.advance(LEASE_S)
            rig.restart()
            continue
        except GuildhallError as final:
            story.answers.append(final)
        return story
    return story


def outcomes(rig: Rig, operation: str) -> list[AuditStatus]:
    """How the trail says that calls of an operation ended."""
    return [record.status for record in rig.trail(kind=AuditKind.OUTCOME) if record.operation == operation]


def assert_truthful(rig: Rig, operation: str, *, done: int) -> None:
    """Compare the trail with what was really done: never more, never less, at most "unknown"."""
    ended = outcomes(rig, operation)
    certain, unknown = ended.count(AuditStatus.DONE), ended.count(AuditStatus.UNKNOWN)
    intents = [record for record in rig.trail(kind=AuditKind.INTENT) if record.operation == operation]
    told = {record.audit_id for record in rig.trail(kind=AuditKind.OUTCOME)}
    open_still = [record for record in intents if record.audit_id not in told]
    assert done <= 1
    assert certain <= done, f"the trail says done {certain} times, it was {done}"
    assert certain + unknown + len(open_still) >= done, "something was done of which the trail knows nothing"
    for record in rig.trail(kind=AuditKind.OUTCOME):
        if record.status is AuditStatus.FAILED:
            assert done == 0 or certain + unknown + len(open_still) >= 1
