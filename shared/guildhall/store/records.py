"""What the tables keep of a call's life: the records of AuditTable, HistoryTable and StateTable."""

from datetime import datetime
from enum import StrEnum

from pydantic import ConfigDict, Field, JsonValue

from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.identity import Door, Principal
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.operations.reversal import Reversal
from guildhall.policy.model import Record, TrailStep


class AuditRecord(Record):
    """One line of the platform's own trail. Written once, never changed; arguments are redacted before they come here.

    Attributes:
        audit_id: Shared by intent, outcome and `X-Audit-Log-Reason`; sorts by time.
        guild_id: None for calls that belong to no guild or to one that could not be resolved.
        arguments: Redacted: content as length and keyed hash, secrets as nothing.
        summary: One line of ours for people; holds no content of Discord's.
        changes: For what is about the platform itself: field by field what became different, `{"field", "before",
            "after"}`.
        undoes: The audit id of the call that this one undid.
        error: A failure's or denial's code, with what of it is in our own words; see `execution.session`.
        repeats: Of a denial: how many equal ones there were before it today (UTC), most of them not told.
        expires_at: When it may be removed, by the policy that the guild had when it was written; None = never.
    """

    audit_id: str
    kind: AuditKind
    status: AuditStatus
    at: datetime
    guild_id: GuildId | None = None
    channel_id: ChannelId | None = None
    user_id: UserId
    door: Door
    credential: str
    client: str = ""
    operation: str
    risk: str
    arguments: dict[str, JsonValue] = Field(default_factory=dict)
    summary: str = ""
    trail: tuple[TrailStep, ...] = ()
    confirmation_id: str | None = None
    approver_id: UserId | None = None
    changes: tuple[dict[str, JsonValue], ...] = ()
    undoes: str | None = None
    error: dict[str, JsonValue] | None = None
    duration_ms: int | None = None
    repeats: int = 0
    expires_at: datetime | None = None


class ConfirmationStatus(StrEnum):
    """pending → approved → executing → done; or denied, expired."""

    PENDING = "pending"
    APPROVED = "approved"
    EXECUTING = "executing"
    DONE = "done"
    DENIED = "denied"
    EXPIRED = "expired"


class UndoRecord(Record):
    """What it takes to undo one executed call; may quote what others wrote, so it lies in HistoryTable and expires.

    Attributes:
        audit_id: The call's.
        reversal: The call that undoes it, see `operations.reversal`.
        undone_by: The audit id of the call that undid it.
    """

    audit_id: str
    guild_id: GuildId
    channel_id: ChannelId | None = None
    operation: str
    reversal: Reversal = Field(repr=False)
    expires_at: datetime
    undone_by: str | None = None


class ConfirmationRecord(Record):
    """A question to a human, bound to one exact payload.

    Attributes:
        arguments: The operation's full arguments, to be executed as they stand.
        payload_digest: SHA-256 over operation, arguments and guild; compared at the press and at execution.
        preview: The preview that the human saw, as JSON.
        fingerprint: The target's state at the preview; a drift refuses the execution.
        tainted: Whoever asked had read words of others.
        private: Whoever asked had read what not everybody may who reads where it was asked.
        undo: For a call that undoes another one, what it was made from.
        needs_approvals: How many different people have to approve it.
        approved_by: Who approved it so far, in order.
        note: Why it was denied, in the words of whoever denied it.
        asker_told: Whether the asker heard in person that nobody answered.
        outcome: What a surface shows once it is done: `{"ok": bool, "result" | "error": …}`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    confirmation_id: str
    status: ConfirmationStatus = ConfirmationStatus.PENDING
    created_at: datetime
    expires_at: datetime
    asker: Principal
    guild_id: GuildId
    channel_id: ChannelId | None = None
    operation: str
    risk: str
    arguments: dict[str, JsonValue] = Field(repr=False)
    payload_digest: str
    preview: dict[str, JsonValue] = Field(repr=False)
    fingerprint: str
    audit_id: str
    tainted: bool = False
    private: bool = False
    undo: UndoRecord | None = Field(default=None, repr=False)
    card_channel_id: ChannelId | None = None
    card_message_id: MessageId | None = None
    needs_approvals: int = 1
    approved_by: tuple[UserId, ...] = ()
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    note: str | None = Field(default=None, repr=False)
    asker_told: bool = False
    outcome: dict[str, JsonValue] | None = Field(default=None, repr=False)


class PlanRecord(Record):
    """A preview that can be applied: bound to who asked, what exactly, and the target's state.

    Attributes:
        preview: What was shown, as JSON, so that a drift can be told; gone with the plan.
    """

    plan_id: str
    subject: str
    operation: str
    payload_digest: str
    guild_id: GuildId | None
    fingerprint: str
    preview: dict[str, JsonValue] = Field(default_factory=dict, repr=False)
    expires_at: datetime


class ClaimRecord(Record):
    """Who executes a request, so that it runs at most once.

    Attributes:
        key: The idempotency key: an interaction's, a confirmation's or a call's id.
        owner: The attempt that holds the claim.
        lease_until: After this another attempt may take over.
        intent_at: Set right before the request to Discord; from then on a lost attempt means "outcome unknown".
        guild_id: Set with the intent: in whose trail it stands.
        outcome: Set when it ended; a repeated request gets it instead of a second execution.
    """

    key: str
    owner: str
    lease_until: datetime
    expires_at: datetime
    intent_at: datetime | None = None
    guild_id: GuildId | None = None
    audit_id: str
    outcome: dict[str, JsonValue] | None = Field(default=None, repr=False)
