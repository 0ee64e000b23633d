"""Another invite like one that was revoked: it leads to the same channel, and has another code."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.operations.invite import _targets
from guildhall.operations.invite._invite import LIST_IN_CHANNEL
from guildhall.operations.invite._shown import InviteShown
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.shown import listed

_LOST = (
    "Its code: those who were given it need the new one. How often it was used and how long it ran are counted from the"
    " start, and whose stream it opened is gone."
)
_LOOK = {"max_age_s", "max_uses", "temporary", "role_ids", "target_application_id"}


def look_of(ports: Ports, invite: InviteShown) -> JsonValue:
    """Return what it takes to make one like it, which only the list of its channel tells, and whom it is for.

    None where that cannot be made again: an invite for some people never comes back as one for everybody. Nor where the
    caller may not read whom it is for, because an undo shows them.
    """
    if invite.channel_id is None:
        return None
    there = listed(ports, LIST_IN_CHANNEL, {"channel_id": str(invite.channel_id)}, InviteShown)
    own = next((each for each in there if each.code == invite.code), None)
    people = _targets.now(ports, invite.code)
    if own is None or own.max_age_s is None or len(people) > _targets.MOST:
        return None
    if people and not ports.caller.in_guild().has(Permission.MANAGE_GUILD):
        return None
    look = own.model_dump(mode="json", include=_LOOK, exclude_none=True)
    only = {"for_user_ids": [*map(str, people)]} if people else {}
    return {"channel_id": str(invite.channel_id), **look, **only}


def remaking(prior: JsonValue) -> Reversal | None:
    """Return the making of another one, where what it was like is known."""
    look = fields(prior)
    anew = Reversal(operation="invite.create", arguments=look, fidelity=Fidelity.PARTIAL, lost=_LOST)
    return anew if look else None
