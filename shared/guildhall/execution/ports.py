"""What the executor needs from outside, as Protocols; `bootstrap` injects repositories and senders."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, Self

from pydantic import JsonValue

from guildhall.discord.budget import Budget
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.discord.types.guild import User
from guildhall.operations.ports import DiscordPort
from guildhall.store.records import (
    AuditRecord,
    ClaimRecord,
    ConfirmationRecord,
    ConfirmationStatus,
    PlanRecord,
    UndoRecord,
)

if TYPE_CHECKING:
    from guildhall.automations.model import Automation
    from guildhall.automations.shelf import Shelf


class DiscordAccess(DiscordPort, Protocol):
    """Discord, with the ways in which an execution reaches it."""

    def bot_user(self) -> User:
        """Return the bot's own account."""
        ...

    def fresh(self) -> Self:
        """Return a port that reads everything anew."""
        ...

    def forget(self) -> None:
        """Forget what was read before now, for all of this process: another one is known to have changed it."""
        ...

    def within(self, budget: Budget) -> Self:
        """Return a port all of whose requests share one time budget."""
        ...

    def with_execution(self, reason: str, idempotency_key: str) -> Self:
        """Return a port whose calls carry the audit reason, and whose messages are sent once."""
        ...


class AuditLog(Protocol):
    """AuditTable's repository: put-if-absent and query, nothing else."""

    def put(self, record: AuditRecord) -> bool:
        """Append a record; return False when one of that audit id and kind is there already (it is left as it was).

        What became of a confirmation (requested, approved, …) is one record for each status.
        """
        ...

    def records(self, guild_id: GuildId | None, audit_id: str) -> list[AuditRecord]:
        """Return the records of one audit id, intent first."""
        ...

    def page(self, guild_id: GuildId, *, before: str | None, limit: int) -> list[AuditRecord]:
        """Return a guild's records, newest first, with audit ids below `before`.

        The records of one id are never torn apart, so a page may hold a few more than `limit`.
        """
        ...


class Confirmations(Protocol):
    """StateTable's confirmations, moved by conditional updates."""

    def create(self, record: ConfirmationRecord) -> None:
        """Store a new pending confirmation.

        Raises:
            TooLarge: It takes more than 350 KB.
            ConfirmationInvalid: There is one of that id already.
        """
        ...

    def get(self, confirmation_id: str) -> ConfirmationRecord | None:
        """Return the confirmation, or None; kept for a day after its expiry."""
        ...

    def pending(self, guild_id: GuildId) -> list[ConfirmationRecord]:
        """Return the guild's pending questions, newest first, of at most the last 100 that were asked."""
        ...

    def carded(self, confirmation_id: str, channel_id: ChannelId, message_id: MessageId) -> None:
        """Remember where the card was posted."""
        ...

    def noted(self, confirmation_id: str, note: str) -> None:
        """Remember why it was denied, in the words of whoever denied it."""
        ...

    def told(self, confirmation_id: str) -> None:
        """Remember that its asker heard in person that nobody answered."""
        ...

    def move(
        self,
        confirmation_id: str,
        source: Sequence[ConfirmationStatus],
        target: ConfirmationStatus,
        *,
        by: UserId | None = None,
        at: datetime,
    ) -> ConfirmationRecord | None:
        """Move from one of the source states to the target, atomically; None when it is in none of them.

        A move to APPROVED or DENIED also fails when `at` is past `expires_at`, and sets `decided_by` and `decided_at`.
        """
        ...

    def approve(self, record: ConfirmationRecord, *, needs: int, by: UserId, at: datetime) -> ConfirmationRecord | None:
        """Add somebody's approval to a pending question, atomically; with the last one that it needs it is APPROVED.

        Returns:
            The question as it then is; None when it is not as it was read, is overdue, or they approved it before.
        """
        ...

    def finish(self, confirmation_id: str, outcome: dict[str, JsonValue]) -> None:
        """Move EXECUTING or APPROVED to DONE with the outcome; a finished one is left as it is."""
        ...


class Expiries(Protocol):
    """Lets a question that nobody answers be over without anybody looking."""

    def later(self, confirmation_id: str, due_at: datetime) -> None:
        """Have the question looked at then; if that gets lost, whoever looks next sees that it is over."""
        ...


class Plans(Protocol):
    """StateTable's plans."""

    def put(self, plan: PlanRecord) -> None:
        """Store a plan until it expires.

        Raises:
            TooLarge: Its preview takes more than 350 KB.
        """
        ...

    def take(self, plan_id: str, subject: str, payload_digest: str, *, by: str) -> PlanRecord | None:
        """Mark a plan as used by an audit id, atomically, and return it; the same id may take it again.

        Returns:
            None when there is none that is bound to that subject and payload, or another took it, or it expired.
        """
        ...

    def give_back(self, plan_id: str, by: str) -> None:
        """Let a plan that came to nothing be taken again; one that another took is left alone."""
        ...


class Claims(Protocol):
    """StateTable's execution claims."""

    def claim(self, record: ClaimRecord, *, now: datetime) -> ClaimRecord:
        """Put the claim if there is none for its key, or take over one whose lease ended with no intent and no outcome.

        Returns:
            The record as it now stands: the caller holds it if `owner` is its own; otherwise it sees who does,
            whether the intent was set, and the outcome if it ended. A taken-over claim keeps the first `audit_id`.
        """
        ...

    def intend(self, key: str, owner: str, at: datetime, guild_id: GuildId | None) -> bool:
        """Set `intent_at` and whose trail it stands in, if that owner still holds the claim; return whether."""
        ...

    def release(self, key: str, owner: str) -> bool:
        """Drop a claim that came to nothing before its intent, so that the request can be made again; say whether."""
        ...

    def give_back(self, key: str, owner: str) -> bool:
        """Drop a claim that surely came to nothing, its intent set or not; a finished one stays. Say whether."""
        ...

    def finish(self, key: str, outcome: dict[str, JsonValue]) -> None:
        """Set the outcome, once; a finished claim is left as it is."""
        ...


class Automations(Protocol):
    """PolicyTable's automations; what changes one names the shelf that it looked at, and loses to what was faster."""

    def shelf(self, guild_id: GuildId) -> "Shelf":
        """Return a guild's automations."""
        ...

    def put(self, shelf: "Shelf", automation: "Automation") -> bool:
        """Keep a new automation, or the next version of one of the shelf; return whether the shelf was still so."""
        ...

    def remove(self, shelf: "Shelf", automation: "Automation") -> bool:
        """Delete one of the shelf; return whether the shelf was still so."""
        ...


class Results(Protocol):
    """HistoryTable's results: what a request returned, for its asker to read later; kept with a TTL, erasable."""

    def put(self, user_id: UserId, result_id: str, result: dict[str, JsonValue], expires_at: datetime) -> None:
        """Keep a result.

        Raises:
            TooLarge: It takes more than 350 KB.
        """
        ...

    def get(self, user_id: UserId, result_id: str) -> dict[str, JsonValue] | None:
        """Return the result of that person's request, or None."""
        ...


class Undos(Protocol):
    """HistoryTable's undo records."""

    def put(self, record: UndoRecord) -> None:
        """Keep what it takes to undo a call, until it expires.

        Raises:
            TooLarge: It takes more than 350 KB.
        """
        ...

    def get(self, guild_id: GuildId, audit_id: str) -> UndoRecord | None:
        """Return what it takes to undo a call; None when there is nothing, or no longer."""
        ...


class Secrets(Protocol):
    """Per-guild keys for content hashes; erasing one makes the hashes meaningless."""

    def audit_key(self, guild_id: GuildId) -> bytes:
        """Return the guild's 32-byte key, making it at the first call (all callers get the same one)."""
        ...
