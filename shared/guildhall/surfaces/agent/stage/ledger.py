"""What one turn has shown, saved at each step, so that an attempt that dies leaves nothing that is done twice."""

from dataclasses import dataclass

from guildhall.checkpoints import checkpoint
from guildhall.clock import Clock
from guildhall.discord.ids import ChannelId, MessageId
from guildhall.store.turn_records import Begun, Place, Shown
from guildhall.surfaces.agent.ports import Keep

PROGRESS = "progress"
"""What the key of a progress message begins with."""


@dataclass(slots=True)
class Ledger:
    """One attempt's view of what was shown.

    Attributes:
        shown: What was shown so far; what is known here counts, even where it could not be saved.
    """

    shown: Shown
    keep: Keep
    clock: Clock

    @property
    def answering(self) -> bool:
        """Whether something of the answer is there, or perhaps there: progress has nothing to say any more."""
        shown = self.shown
        begun = shown.posting is not None and not shown.posting.key.startswith(PROGRESS)
        return shown.delivered or begun or bool(shown.part_ids) or shown.place is not Place.HERE

    def note(self, **changed: object) -> None:
        """Save a change; raises as `keep`."""
        self.shown = self.shown.model_copy(update=changed)
        self.keep(self.shown)

    def begin(self, key: str, channel_id: ChannelId) -> Begun | None:
        """Save that a post begins; return how it was begun before, if it was and nobody knows how it ended."""
        posting = self.shown.posting
        if posting is not None and (posting.key, posting.channel_id) == (key, channel_id):
            return posting
        self.note(posting=Begun(key=key, channel_id=channel_id, since=self.clock()))
        return None

    def saying(self, key: str) -> None:
        """Begin to say something; what was begun of something else stays as far as it came. Saved with what follows."""
        shown = self.shown
        if shown.saying == key:
            return
        changed: dict[str, object] = {"saying": key, "part_ids": ()}
        if shown.progress_id in shown.part_ids:
            changed["progress_id"] = None
        self.shown = shown.model_copy(update=changed)

    def progressed(self, message_id: MessageId) -> None:
        """Save which message tells the progress."""
        self.note(progress_id=message_id, posting=None)
        checkpoint("turn.shown")

    def part(self, message_id: MessageId) -> None:
        """Save the answer's next message."""
        self.note(part_ids=(*self.shown.part_ids, message_id), posting=None)
        checkpoint("turn.shown")

    def delivered(self) -> None:
        """Save that nothing is left to be said."""
        self.note(delivered=True, posting=None)
        checkpoint("turn.replied")
