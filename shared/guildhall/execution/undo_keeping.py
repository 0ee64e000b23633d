"""Keeping what an undo needs: the state before a call, and the call that brings it back; see `execution.undo`.

Nothing here may cost the call itself anything: whatever goes wrong before it only leaves it without an undo, and
whatever goes wrong after it too, because Discord has done it by then.
"""

from dataclasses import dataclass
from datetime import timedelta

from pydantic import BaseModel, JsonValue

from guildhall.checkpoints import checkpoint
from guildhall.errors import DiscordError
from guildhall.execution.machinery import Machinery
from guildhall.execution.session import Session
from guildhall.observability import fault, logger
from guildhall.operations.reversal import Reversal
from guildhall.store.records import UndoRecord

_log = logger("undo_keeping")


@dataclass(frozen=True, slots=True)
class Before:
    """What an operation read of its target before it changed it."""

    prior: JsonValue


def look(session: Session) -> Before | None:
    """Return how the target is before the call, None where that cannot be known or is not kept."""
    if session.guild_id is None or not session.policy.undo_days:
        return None
    try:
        return Before(session.operation.prior(session.ports))
    except DiscordError as error:
        _log.warning("a call goes without an undo", extra={"audit_id": session.audit_id, "code": error.code})
    except Exception as error:  # noqa: BLE001 - a mistake in what only an undo needs
        _log.error("an operation's prior broke", extra={"audit_id": session.audit_id, **fault(error)})
    return None


def keep(machinery: Machinery, session: Session, before: Before | None, result: BaseModel) -> None:
    """Keep what it takes to undo a call that was just made, as long as the guild's policy has it.

    Raises:
        StoreError: It could not be kept.
        TooLarge: It is too much to keep.
    """
    reversal = _reversal(session, before, result)
    if reversal is None or session.guild_id is None:
        return
    channel = session.attempt.locus.channel
    machinery.undos.put(
        UndoRecord(
            audit_id=session.audit_id,
            guild_id=session.guild_id,
            channel_id=channel.id if channel else None,
            operation=session.operation.full_name(),
            reversal=reversal,
            expires_at=machinery.clock() + timedelta(days=session.policy.undo_days),
        )
    )
    checkpoint("undo.kept")


def _reversal(session: Session, before: Before | None, result: BaseModel) -> Reversal | None:
    if before is None:
        return None
    try:
        return session.operation.reversal(before.prior, result)
    except Exception as error:  # noqa: BLE001 - likewise, and the call was made
        _log.error("an operation's reversal broke", extra={"audit_id": session.audit_id, **fault(error)})
    return None
