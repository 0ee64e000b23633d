"""Calls that are made and undone, through #approvals where a human is asked."""

from typing import Any

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import Permission
from guildhall.errors import GuildhallError
from guildhall.execution.outcome import NeedsConfirmation
from guildhall.operations.spec import Risk
from guildhall.store.records import AuditRecord
from tests.fakes.guild import APPROVALS, BOT_ROLE, GENERAL, MODERATOR
from tests.fakes.platform import Rig

EDIT = "PATCH /channels/{channel_id}"
NO_ID = "01m7wd7tg0khfe92arj3q2bz03"


def prepare(rig: Rig) -> Rig:
    """Let the bot do everything, and ask a human only for what cannot be brought back."""
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, approvals_channel_id=APPROVALS)
    return rig


def edit(rig: Rig, who: UserId = MODERATOR, channel_id: ChannelId = GENERAL, **changed: Any) -> str:
    """Edit a channel and return the call's audit id."""
    changed = changed or {"topic": "new", "slowmode_s": 5}
    return rig.complete("channel.edit", {"channel_id": channel_id, **changed}, rig.slash(who)).audit_id


def do(rig: Rig, who: UserId, name: str, **asked: Any) -> str:
    """Do what a human has to approve, and return its audit id."""
    question = rig.ask(name, asked, rig.slash(who)).confirmation_id
    rig.press(question, "approve", who)
    return question


def ask(rig: Rig, audit_id: str, who: UserId = MODERATOR) -> NeedsConfirmation:
    """Ask for an undo."""
    return rig.ask("audit.undo", {"audit_id": audit_id}, rig.slash(who))


def undo(rig: Rig, audit_id: str, who: UserId = MODERATOR) -> str:
    """Ask for an undo and approve it; return what whoever pressed is told."""
    return rig.press(ask(rig, audit_id, who).confirmation_id, "approve", who).text


def refused(rig: Rig, audit_id: str, who: UserId = MODERATOR) -> GuildhallError:
    """Ask for an undo that is refused."""
    try:
        ask(rig, audit_id, who)
    except GuildhallError as refusal:
        return refusal
    raise AssertionError("it was not refused")


def told(rig: Rig, kind: str) -> AuditRecord:
    """The trail's only record of a kind about an undoing call."""
    (record,) = [each for each in rig.trail() if each.kind == kind and each.undoes]
    return record
