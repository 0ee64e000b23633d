"""What the gateway task needs of the rest, as Protocols; all of them block, so they run in a worker thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from guildhall.discord.gateway.record import Kept, Shard, ShardRecord


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mention as it goes on the queue.

    Attributes:
        id: The message's id, so that it is queued once however often it is heard.
        group: The channel's id: what a channel says stays in order.
    """

    id: str
    group: str
    body: str = field(repr=False)


class Fate(Enum):
    """What became of a parcel."""

    TAKEN = "it lies on the queue"
    LATER = "it may be taken later"
    REFUSED = "it will never be taken"


class Turns(Protocol):
    """The queue."""

    def send(self, parcels: Sequence[Parcel]) -> list[Fate]:
        """Send up to ten parcels of different groups; return each one's fate. Raises nothing."""
        ...


class Wrap(Protocol):
    """Makes a parcel of a message."""

    def __call__(self, message: Mapping[str, Any], *, by_role: bool, late: bool) -> Parcel:
        """Return the parcel; `late` says that the message was found by looking back."""
        ...


@dataclass(frozen=True, slots=True)
class Secret:
    """The bot token, and which version of the secret holds it."""

    token: str = field(repr=False)
    version: str


class Secrets(Protocol):
    """Where the bot token lies."""

    def read(self) -> Secret | None:
        """Return the token as it now is; None while nobody has stored one.

        Raises:
            ConfigurationError: The secret cannot be read.
        """
        ...


class Shards(Protocol):
    """StateTable's shards. Every method may raise `StoreError` and `ConfigurationError`."""

    def take(self, shard: Shard, owner: str, lease_until: datetime, now: datetime) -> ShardRecord | None:
        """Hold the shard if nobody does; return it as it then stands, None when somebody does."""
        ...

    def stand_by(self, shard: Shard, successor: str, until: datetime) -> None:
        """Say that somebody waits to take the shard over."""
        ...

    def save(self, shard: Shard, owner: str, kept: Kept, lease_until: datetime) -> ShardRecord | None:
        """Store what is kept and renew the lease, if the shard is still that owner's; None when it is not."""
        ...

    def release(self, shard: Shard, owner: str, kept: Kept) -> None:
        """Store what is kept and let the shard go, if it is still that owner's."""
        ...

    def identify_in_s(self, shard: Shard) -> float:
        """Take a ticket to IDENTIFY: 0.0 when there was one, else the seconds until it is worth asking again."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """One page of an answer: messages or guilds, in order; `last` is where the next page begins, empty at the end."""

    items: Sequence[Mapping[str, Any]] = field(repr=False)
    last: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Discord asks to come back later: its index is not ready, it is limiting, or it is down."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Barred:
    """Discord does not let the bot look there."""

    status: int
    code: int


class Archive(Protocol):
    """What Discord keeps of what was said."""

    def guilds(self, token: str, after: str) -> Found | Wait | Barred:
        """Return a page of the guilds that the bot is in."""
        ...

    def mentions(self, token: str, guild_id: str, bot_user_id: str, after: str) -> Found | Wait | Barred:
        """Return a page of a guild's messages that mention the bot, oldest first, behind a message id."""
        ...
