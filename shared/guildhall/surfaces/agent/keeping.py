"""What a turn needs of the tables, as Protocols; `store.turns`, `store.transcripts` and `store.exchanges` are them."""

from datetime import datetime
from typing import Protocol

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.store.turn_records import Exchange, Message, Summary, TurnRecord


class Turns(Protocol):
    """StateTable's turns: one head for each, moved by conditional updates."""

    def begin(self, record: TurnRecord, now: datetime) -> TurnRecord:
        """Put the head if there is none, or take over one that is RUNNING and whose lease is over.

        Returns:
            The head as it now stands: the caller holds it if `owner` is its own.
        """
        ...

    def resume(self, turn_id: str, owner: str, lease_until: datetime, now: datetime) -> TurnRecord | None:
        """Take a turn that is WAITING, DELAYED, or RUNNING with its lease over; RUNNING from then on.

        Returns:
            The head as it now stands (held if `owner` is the caller's); None when there is none.
        """
        ...

    def renew(self, turn_id: str, owner: str, lease_until: datetime) -> bool:
        """Hold it for longer; return False when it is not that owner's any more."""
        ...

    def save(self, record: TurnRecord) -> bool:
        """Store the head if it is still `record.owner`'s, all but `cancelled_by`; say whether."""
        ...

    def get(self, turn_id: str) -> TurnRecord | None:
        """Return the head, or None."""
        ...

    def cancel(self, turn_id: str, by: UserId) -> TurnRecord | None:
        """Set `cancelled_by` unless it is set or the turn has ended; return the head as it stands, None if none."""
        ...


class Transcripts(Protocol):
    """HistoryTable's transcripts: what a turn was asked, and each round, written once and never changed."""

    def put_job(self, turn_id: str, text: str, expires_at: datetime) -> None:
        """Keep the job as it was queued, so that a resumed turn knows what it was asked."""
        ...

    def job(self, turn_id: str) -> str | None:
        """Return the job, or None."""
        ...

    def append(self, turn_id: str, place: int, message: Message, expires_at: datetime) -> Message:
        """Keep the message at a place, from 0, unless there is one; return the one that stands there.

        Raises:
            TooLarge: It takes more than 350 KB.
        """
        ...

    def read(self, turn_id: str) -> list[Message]:
        """Return the messages in order."""
        ...


class Exchanges(Protocol):
    """HistoryTable's memory of channels."""

    def put(self, exchange: Exchange, expires_at: datetime) -> None:
        """Keep an exchange, replacing an older one of that id."""
        ...

    def recent(self, guild_id: GuildId, channel_id: ChannelId, limit: int) -> list[Exchange]:
        """Return a channel's exchanges, oldest first, the newest `limit` of them."""
        ...

    def summary(self, guild_id: GuildId, channel_id: ChannelId, asker_id: UserId) -> Summary | None:
        """Return the summary of what one asker's exchanges before the recent ones were about."""
        ...

    def put_summary(self, channel: tuple[GuildId, ChannelId], summary: Summary, expires_at: datetime) -> None:
        """Keep a summary."""
        ...
