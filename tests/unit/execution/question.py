"""A question to a human about deleting three messages in #general, and what became of it."""

from typing import Any

from guildhall.store.records import ConfirmationRecord
from tests.fakes.guild import APPROVALS, GENERAL, IN_GENERAL, MODERATOR
from tests.fakes.platform import Rig

NAME = "message.bulk_delete"
ROUTE = "POST /channels/{channel_id}/messages/bulk-delete"
DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:3]), "reason": "spam"}


def ask(rig: Rig) -> str:
    """Let the moderator's program ask, in #approvals, and return the question's id."""
    rig.set_policy(approvals_channel_id=APPROVALS)
    return rig.ask(NAME, DELETE, rig.mcp(MODERATOR)).confirmation_id


def record_of(rig: Rig, confirmation_id: str) -> ConfirmationRecord:
    record = rig.platform.machinery.confirmations.get(confirmation_id)
    assert record is not None
    return record


def card_in(rig: Rig, channel_id: str = APPROVALS) -> str:
    """The only card of a channel, as text."""
    (body,) = rig.world.posted(type(APPROVALS)(channel_id))
    return str(body)


def executed(rig: Rig) -> int:
    """How often Discord was asked to delete them."""
    return len(rig.discord.sent(ROUTE))
