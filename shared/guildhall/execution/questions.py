"""What is told of questions to humans: how one's own stands, and which ones of a guild are open for somebody.

A question quotes what it is about, so it is shown to whoever asked it, and to whoever may answer it now: the very same
steps and rules decide as at a press. One that was asked in private is for its asker alone.
"""

from datetime import datetime, timedelta
from typing import Protocol

from pydantic import JsonValue

from guildhall.clock import Clock
from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.errors import ConfirmationInvalid, Denied, DiscordForbidden, DiscordNotFound
from guildhall.execution.approvers import APPROVE, DENY, ApprovalForbidden, before
from guildhall.execution.calls import Calls
from guildhall.execution.ports import Confirmations
from guildhall.execution.request import revive
from guildhall.execution.rights import Rights
from guildhall.identity import Principal
from guildhall.policy.attempt import Attempt
from guildhall.store.records import ConfirmationRecord, ConfirmationStatus

MOST = 25
"""As many as a menu in Discord holds. Source: https://docs.discord.com/developers/components/reference#string-select"""
_WAITS, _RUNS = timedelta(seconds=15), timedelta(seconds=5)
_NEXT = {
    ConfirmationStatus.PENDING: "A person has to press a button on its card in Discord; nothing else approves it.",
    ConfirmationStatus.APPROVED: "It was approved and is about to be done.",
    ConfirmationStatus.EXECUTING: "It was approved and is being done.",
    ConfirmationStatus.DONE: "It was approved; outcome says what came of it.",
    ConfirmationStatus.DENIED: "Nothing was done. Do not ask for it in another way; tell whoever wants it.",
    ConfirmationStatus.EXPIRED: "Nobody answered in time and nothing was done. It can be asked for anew.",
}


class Asked(Calls, Protocol):
    """Makes calls and keeps questions; `Machinery` is one."""

    @property
    def confirmations(self) -> Confirmations:
        """The questions."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...


def standing(record: ConfirmationRecord, now: datetime) -> dict[str, JsonValue]:
    """Return how a question stands, as JSON, for the one who asked it."""
    overdue = record.status is ConfirmationStatus.PENDING and record.expires_at <= now
    status = ConfirmationStatus.EXPIRED if overdue else record.status
    wait = {ConfirmationStatus.PENDING: _WAITS, ConfirmationStatus.APPROVED: _RUNS, ConfirmationStatus.EXECUTING: _RUNS}
    return {
        "confirmation_id": record.confirmation_id,
        "status": status.value,
        "operation": record.operation,
        "summary": str(record.preview.get("summary", "")),
        "expires_at": record.expires_at.isoformat(),
        "approvals": f"{len(record.approved_by)} of {record.needs_approvals}",
        "decided_by": record.decided_by,
        "note": record.note,
        "outcome": record.outcome,
        "next": _NEXT[status],
        "retry_after_s": int(wait[status].total_seconds()) if status in wait else None,
    }


def open_questions(asked: Asked, attempt: Attempt, guild_id: GuildId) -> list[dict[str, JsonValue]]:
    """Return the open questions of a guild that the caller of an authorized call asked or may answer, newest first.

    Raises:
        DiscordError: Discord could not be asked.
        StoreError: A table did not answer.
    """
    found: list[dict[str, JsonValue]] = []
    for record in asked.confirmations.pending(guild_id):
        may = _may(asked, attempt, record) if record.expires_at > asked.clock() else None
        if may is not None and len(found) < MOST:
            found.append(_shown(record, attempt, may))
    return found


def _shown(record: ConfirmationRecord, attempt: Attempt, may: str) -> dict[str, JsonValue]:
    return {
        "confirmation_id": record.confirmation_id,
        "operation": record.operation,
        "risk": record.risk,
        "summary": str(record.preview.get("summary", "")),
        "asker_id": str(record.asker.user_id),
        "yours": record.asker.user_id == attempt.principal.user_id,
        "approvals": f"{len(record.approved_by)} of {record.needs_approvals}",
        "you_may": may,
        "expires_at": record.expires_at.isoformat(),
        "card": _card(record, attempt),
    }


def _card(record: ConfirmationRecord, attempt: Attempt) -> str | None:
    """Return the link to a question's card; None for one that is gone, or hangs in somebody else's direct messages."""
    channel_id = record.card_channel_id
    if channel_id is None or record.private:
        return None
    try:
        guild_id = _guild_of(channel_id, attempt)
    except (DiscordNotFound, DiscordForbidden):
        return None
    if guild_id is None and record.asker.user_id != attempt.principal.user_id:
        return None
    return f"https://discord.com/channels/{guild_id or '@me'}/{channel_id}/{record.card_message_id}"


def _guild_of(channel_id: ChannelId, attempt: Attempt) -> GuildId | None:
    """Return whose channel a card hangs in, None for direct messages; Discord knows, where cards hang no more."""
    policy = attempt.policy
    if policy is not None and channel_id == policy.approvals_channel_id:
        return policy.guild_id
    return attempt.discord.channel(channel_id).guild_id


def _may(asked: Asked, attempt: Attempt, record: ConfirmationRecord) -> str | None:
    """Return what the caller may do about a question; None when it is not for their eyes."""
    own = record.asker.user_id == attempt.principal.user_id
    theirs = is_within_reach(attempt.principal, record)
    if not theirs and (own or record.private or not _sees(attempt, record.channel_id)):
        return None
    least = "take back" if own else None
    try:
        operation = revive(record.operation, record.arguments)
        presser = before(asked, record, operation, attempt.principal)
        presser.session.authorize()
        presser.require(DENY)
    except (Denied, ConfirmationInvalid):
        return least
    try:
        presser.require(APPROVE)
    except ApprovalForbidden:
        return least
    return "deny" if attempt.principal.user_id in record.approved_by else "approve or deny"


def _sees(attempt: Attempt, channel_id: ChannelId | None) -> bool:
    """Return whether the caller sees where it takes effect; asked first, so that no look-up counts as a guess."""
    if channel_id is None:
        return True
    try:
        seen = Rights(attempt).in_channel(attempt.discord.channel(channel_id))
    except (DiscordNotFound, DiscordForbidden):
        return False
    return seen.has(Permission.VIEW_CHANNEL)


def is_within_reach(principal: Principal, record: ConfirmationRecord) -> bool:
    """Return whether the caller asked for it, by this very credential or by one that reaches its place."""
    if record.asker.user_id != principal.user_id:
        return False
    if record.asker.credential == principal.credential:
        return True
    guilds, channels = principal.guild_ids, principal.channel_ids
    return (guilds is None or record.guild_id in guilds) and (channels is None or record.channel_id in channels)
