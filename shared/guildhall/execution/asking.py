"""Asking a human: a question is stored, then shown as a card; only a press on the card answers it.

A card quotes what it asks about. So it hangs in the approvals channel only if all who read that may know it: if they
surely see the channel that it is about, and whoever asks had read nothing that they may not. Else the asker is asked,
in their direct messages, where by the guild's policy they can answer it alone.

The question carries the call's own id, so an attempt that takes over after a crash finds the question of the first
one (`asked_before`) and posts no second card; if only the card is missing, it is sent with a nonce made of the id,
which Discord answers with the message that is there.
"""

from datetime import timedelta

from pydantic import JsonValue

from guildhall.checkpoints import checkpoint
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.discord.routes import CREATE_DM, CREATE_MESSAGE
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.message import Message
from guildhall.errors import (
    ConfirmationInvalid,
    ConfirmationUndeliverable,
    DiscordError,
    DiscordForbidden,
    DiscordNotFound,
    DiscordRejected,
    OutcomeUnknown,
    StoreError,
)
from guildhall.execution import card
from guildhall.execution.approvers import why_not_alone
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import NeedsConfirmation
from guildhall.execution.ports import DiscordAccess
from guildhall.execution.request import dump, payload_digest
from guildhall.execution.session import Session, had_read
from guildhall.observability import logger
from guildhall.operations.acts import AuditStatus
from guildhall.operations.preview import Preview
from guildhall.policy.readers import covers
from guildhall.store.records import ConfirmationRecord, ConfirmationStatus

_log = logger("asking")
QUESTION_LIFE = timedelta(minutes=30)
MARGIN = timedelta(seconds=2)
"""A question's end is a moment of another machine's clock."""


def ask(machinery: Machinery, session: Session, preview: Preview) -> NeedsConfirmation:
    """Store the question and deliver its card.

    Raises:
        ConfirmationUndeliverable: No card could be delivered; nothing will happen.
        DiscordError: Discord did not answer; likewise.
    """
    session.confirmation_id = session.audit_id
    record = _question(machinery, session, preview)
    if record.status is ConfirmationStatus.EXPIRED:
        raise _undeliverable(session)
    if record.card_channel_id is None and record.status is ConfirmationStatus.PENDING:
        checkpoint("confirmation.created")
        record = _deliver(machinery, session, record)
        machinery.expiries.later(record.confirmation_id, record.expires_at + MARGIN)
        checkpoint("confirmation.carded")
    return _asked(record, session.policy.approvals_channel_id)


def asked_before(machinery: Machinery, audit_id: str) -> NeedsConfirmation | None:
    """Return the question that an attempt before this one has asked, None if nobody was asked yet."""
    record = machinery.confirmations.get(audit_id)
    unseen = (ConfirmationStatus.PENDING, ConfirmationStatus.EXPIRED)
    if record is None or (record.card_channel_id is None and record.status in unseen):
        return None
    return _asked(record, machinery.policies.guild_policy(record.guild_id).approvals_channel_id)


def _asked(record: ConfirmationRecord, approvals: ChannelId | None) -> NeedsConfirmation:
    in_channel = approvals is not None and record.card_channel_id in {None, approvals}
    return NeedsConfirmation(
        operation=record.operation,
        preview=Preview.model_validate(record.preview),
        confirmation_id=record.confirmation_id,
        expires_at=record.expires_at,
        where=f"<#{approvals}>" if in_channel else "a direct message to you",
    )


def _question(machinery: Machinery, session: Session, preview: Preview) -> ConfirmationRecord:
    """Return the question as it is stored: the trail knows of it before it can be answered."""
    guild_id = session.guild_id
    if guild_id is None:
        raise ConfirmationUndeliverable("A call that belongs to no server cannot be confirmed.", "Name its server.")
    record = _record(session, guild_id, preview)
    why = had_read(tainted=session.tainted, private=session.private)
    told = "; ".join([f"{record.risk}: a human is asked", *why])
    machinery.trail.confirmation(session, AuditStatus.REQUESTED, told)
    try:
        machinery.confirmations.create(record)
    except ConfirmationInvalid:
        return machinery.confirmations.get(record.confirmation_id) or record
    return record


def _record(session: Session, guild_id: GuildId, preview: Preview) -> ConfirmationRecord:
    now, place = session.ports.now, session.attempt.locus.place
    shown: dict[str, JsonValue] = preview.model_dump(mode="json")
    return ConfirmationRecord(
        confirmation_id=session.audit_id,
        created_at=now,
        expires_at=now + QUESTION_LIFE,
        asker=session.principal,
        guild_id=guild_id,
        channel_id=place.channel.id if place else None,
        operation=session.operation.full_name(),
        risk=session.attempt.risk.label,
        arguments=dump(session.operation),
        payload_digest=payload_digest(session.operation, guild_id),
        preview=shown,
        fingerprint=preview.fingerprint,
        audit_id=session.audit_id,
        tainted=session.tainted,
        private=session.private,
        undo=session.undo,
        needs_approvals=session.policy.approvals_needed(session.attempt.risk),
    )


def _deliver(machinery: Machinery, session: Session, record: ConfirmationRecord) -> ConfirmationRecord:
    try:
        posted = _posted(session, record)
    except DiscordError as error:
        _withdraw(machinery, record)
        if isinstance(error, OutcomeUnknown):
            raise ConfirmationUndeliverable(
                "Nobody knows whether the question could be posted, so it was withdrawn.", "Ask again."
            ) from error
        raise
    if posted is None:
        _withdraw(machinery, record)
        raise _undeliverable(session)
    channel_id, message_id = posted
    try:
        machinery.confirmations.carded(record.confirmation_id, channel_id, message_id)
    except StoreError as error:
        # The card hangs there and can be pressed; all that is lost is that it will not show the answer.
        _log.warning("card not remembered", extra={"confirmation_id": record.confirmation_id, "code": error.code})
    return record.model_copy(update={"card_channel_id": channel_id, "card_message_id": message_id})


def _posted(session: Session, record: ConfirmationRecord) -> tuple[ChannelId, MessageId] | None:
    discord = session.discord.with_execution("", f"card:{record.confirmation_id}")
    posted = _post(discord, _shared_place(session), record)
    if posted is not None or why_not_alone(session) is not None:
        return posted
    return _post(discord, direct_channel(discord, record.asker.user_id), record)


def _shared_place(session: Session) -> ChannelId | None:
    """Return the approvals channel, if everybody who reads it may know what a card quotes."""
    approvals_id, locus = session.policy.approvals_channel_id, session.attempt.locus
    if approvals_id is None or session.private:
        return None
    if locus.place is None or locus.guild is None:
        return approvals_id
    try:
        approvals = session.ports.discord.channel(approvals_id)
        above = (
            session.ports.discord.channel(approvals.parent_id) if approvals.is_thread and approvals.parent_id else None
        )
    except (DiscordForbidden, DiscordNotFound):
        return None
    parents = {channel.id: channel for channel in (locus.parent, above) if channel is not None}
    return approvals_id if covers(locus.place.channel, approvals, locus.guild, parents) else None


def _withdraw(machinery: Machinery, record: ConfirmationRecord) -> None:
    """Let the question be over, so that a card that hangs somewhere after all cannot be used."""
    open_still = [ConfirmationStatus.PENDING]
    machinery.confirmations.move(record.confirmation_id, open_still, ConfirmationStatus.EXPIRED, at=machinery.clock())


def _undeliverable(session: Session) -> ConfirmationUndeliverable:
    setting = why_not_alone(session)
    cause = f"by {setting} it is not for you alone to answer" if setting else "your direct messages are closed"
    where = "a channel the bot may send in and whose readers may see what it is about"
    hint = f"Somebody with Manage Server must set approvals_channel_id in the policy to {where}."
    return ConfirmationUndeliverable(
        f"Nobody could be asked: {cause}, and the approvals channel cannot be written to, or is read by people who may "
        "not know what this is about.",
        hint if setting else f"Open your direct messages for this server. Or: {hint}",
    )


def _post(
    discord: DiscordAccess, channel_id: ChannelId | None, record: ConfirmationRecord
) -> tuple[ChannelId, MessageId] | None:
    if channel_id is None:
        return None
    try:
        answer = discord.call(CREATE_MESSAGE, {"channel_id": channel_id}, body=card.question(record))
    except (DiscordForbidden, DiscordNotFound, DiscordRejected):
        return None
    message = Message.model_validate(answer)
    return message.channel_id, message.id


def direct_channel(discord: DiscordAccess, user_id: UserId) -> ChannelId | None:
    """Return the channel of somebody's direct messages; None where they take none."""
    try:
        return Channel.model_validate(discord.call(CREATE_DM, {}, body={"recipient_id": str(user_id)})).id
    except (DiscordForbidden, DiscordNotFound, DiscordRejected):
        return None
