"""How far a session has been heard *and* handed over: what heartbeats and RESUME may tell Discord.

Discord may forget what we acknowledge. So the number that we tell is never that of the last event received, but the end
of the prefix in which every mention lies safely on the queue:

    received     1  2  3m 4  5m 6          m = a mention, on its way to the queue
    acked_seq    2                         3 is not taken yet
    5 is taken   2                         still: a RESUME from 4 would lose 3
    3 is taken   6                         nothing is open, so everything received counts

`heard_at` is the same as a moment: everything said before it was either handed over or was not for us. It moves when a
heartbeat is acknowledged (the stream is in order: what Discord dispatched before it saw the beat came before the
acknowledgement) and never past a mention that is still open. Looking back starts there.
"""

from datetime import datetime


class Hold:
    """A mention that is not on the queue yet; nothing behind it counts as acknowledged."""

    __slots__ = ("heard_at", "seq")

    def __init__(self, seq: int, heard_at: datetime | None) -> None:
        self.seq = seq
        self.heard_at = heard_at


class Progress:
    """The numbers of one session after another."""

    def __init__(self, seq: int | None = None, heard_at: datetime | None = None) -> None:
        self._seq = seq
        self._heard_at = heard_at
        self._open: set[Hold] = set()
        self._older: set[Hold] = set()

    @property
    def acked_seq(self) -> int | None:
        """The number up to which everything is handed over; None before a session's first event."""
        if not self._open:
            return self._seq
        return min(hold.seq for hold in self._open) - 1

    @property
    def heard_at(self) -> datetime | None:
        """The moment before which everything is handed over; None when nothing was ever heard."""
        held = [hold.heard_at for hold in self._open | self._older if hold.heard_at is not None]
        return min(held) if held else self._heard_at

    def begin(self, seq: int | None) -> None:
        """A new session has begun; numbers start anew, and mentions of the old one are still to be handed over."""
        self._older |= self._open
        self._open.clear()
        self._seq = seq

    def rewind(self) -> None:
        """The session is resumed: what was received but not acknowledged will be told again."""
        self._seq = self.acked_seq

    def receive(self, seq: int) -> None:
        """An event has come."""
        self._seq = seq

    def heard(self, until: datetime) -> None:
        """Everything said before a moment has been received."""
        if self._heard_at is None or until > self._heard_at:
            self._heard_at = until

    def hold(self) -> Hold:
        """The event that has just come is a mention: nothing from it on counts until it is released."""
        held = Hold(self._seq or 0, self._heard_at)
        self._open.add(held)
        return held

    def release(self, hold: Hold) -> None:
        """A mention is on the queue."""
        self._open.discard(hold)
        self._older.discard(hold)
