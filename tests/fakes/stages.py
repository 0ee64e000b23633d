"""A stage whose messages stay when the process dies: one progress message, one answer, each posted once by nonce."""

from collections.abc import Callable
from dataclasses import dataclass, field

from guildhall.checkpoints import checkpoint
from guildhall.discord.ids import MessageId
from guildhall.store.turn_records import Shown
from guildhall.surfaces.agent.job import Start
from guildhall.surfaces.agent.ports import Keep

PROGRESS = MessageId("7")


@dataclass(frozen=True)
class Answered:
    """An answer that people can read."""

    text: str
    private: bool


@dataclass
class FakeStages:
    """Makes stages over one Discord.

    Attributes:
        step: Called before everything that would reach Discord.
        answers: What was delivered, by nonce.
        progress: What the progress message said, one after another; pauses have their `long`.
        refuses: Raised instead of delivering an answer.
    """

    step: Callable[[str], None]
    progress: list[str] = field(default_factory=list)
    pauses: list[tuple[str, bool]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    open_stages: int = 0
    refuses: list[Exception] = field(default_factory=list)
    _delivered: dict[tuple[str, str], Answered] = field(default_factory=dict)

    @property
    def answers(self) -> list[Answered]:
        """What was delivered."""
        return list(self._delivered.values())

    def of(self, start: Start, shown: Shown, keep: Keep) -> "FakeStage":
        """Return a stage."""
        self.open_stages += 1
        return FakeStage(self, start, shown, keep)

    def deliver(self, turn_id: str, answered: Answered) -> None:
        """Post, once for each nonce; another text after a delivery would be a second answer."""
        self._delivered.setdefault((turn_id, answered.text), answered)


@dataclass
class FakeStage:
    """One attempt's stage."""

    world: FakeStages
    start: Start
    shown: Shown
    keep: Keep

    def begin(self) -> None:
        """Type."""
        self.world.step("stage.begin")

    def progress(self, text: str) -> None:
        """Post or edit the one message."""
        self.world.step("stage.progress")
        self.world.progress.append(text)
        if self.shown.progress_id is None:
            self._note(progress_id=PROGRESS)
            checkpoint("turn.shown")

    def pause(self, text: str, *, long: bool) -> None:
        """Likewise."""
        self.world.pauses.append((text, long))
        self.progress(text)

    def answer(self, text: str, *, private: bool) -> None:
        """Deliver once."""
        if self.shown.delivered:
            return
        self.world.step("stage.answer")
        if self.world.refuses:
            raise self.world.refuses.pop(0)
        self.world.deliver(self.start.turn_id, Answered(text, private))
        self.world.step("stage.answered")
        self._note(delivered=True)
        checkpoint("turn.replied")

    def say(self, text: str) -> None:
        """Say why not."""
        self.world.said.append(text)
        self.answer(text, private=False)

    def close(self) -> None:
        """Count."""
        self.world.open_stages -= 1

    def _note(self, **changed: object) -> None:
        self.shown = self.shown.model_copy(update=changed)
        self.keep(self.shown)
