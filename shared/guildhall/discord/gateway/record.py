"""What of a shard outlives its process, and who holds it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

type Shard = tuple[int, int]
"""A shard's number, and how many there are."""


class State(StrEnum):
    """What the holder of a shard is doing."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    DRAINING = "draining"
    RELEASED = "released"
    FATAL = "fatal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the next process needs to go on as if nothing had happened.

    Attributes:
        session_id: Empty without a session that could be resumed.
        acked_seq: The number behind which the session is resumed.
        heard_at: Everything said before is handed over.
        lookback_from: Since when mentions may have been missed; None when none were.
        attempts: Connections begun since the last healthy minute.
        reason: Why the state is FATAL.
    """

    state: State = State.CONNECTING
    reason: str = ""
    session_id: str = ""
    resume_url: str = ""
    acked_seq: int | None = None
    heard_at: datetime | None = None
    bot_user_id: str = ""
    lookback_from: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardRecord:
    """A shard as it stands in the table.

    Attributes:
        owner: Which process holds it; empty when none does.
        lease_until: Until when that counts without being renewed.
        successor: Which process stands by to take over.
        successor_until: Until when that counts.
    """

    kept: Kept = field(default_factory=Kept)
    owner: str = ""
    lease_until: datetime | None = None
    successor: str = ""
    successor_until: datetime | None = None

    def is_held(self, now: datetime) -> bool:
        """Return whether somebody holds it."""
        return bool(self.owner) and self.lease_until is not None and self.lease_until > now

    def has_successor(self, now: datetime) -> bool:
        """Return whether somebody stands by to take over."""
        return bool(self.successor) and self.successor_until is not None and self.successor_until > now
