"""Keeping what an undo needs: the state before a call, and the call that brings it back."""

from datetime import timedelta

from pydantic import BaseModel, JsonValue

from guildhall.execution.machinery import Machinery
from guildhall.execution.session import Session
from guildhall.store.records import UndoRecord


def keep(machinery: Machinery, session: Session, prior: JsonValue, result: BaseModel) -> None:
    """Keep what it takes to undo a call that was just made, as long as the guild's policy has it.

    Raises:
        StoreError: It could not be kept.
        TooLarge: It is too much to keep.
    """
    reversal, days = session.operation.reversal(prior, result), session.policy.undo_days
    if reversal is None or session.guild_id is None or not days:
        return
    channel = session.attempt.locus.channel
    machinery.undos.put(
        UndoRecord(
            audit_id=session.audit_id,
            guild_id=session.guild_id,
            channel_id=channel.id if channel else None,
            operation=session.operation.full_name(),
            reversal=reversal,
            expires_at=machinery.clock() + timedelta(days=days),
        )
    )
