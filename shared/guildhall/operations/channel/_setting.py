"""What it means to set one overwrite of a channel, or to take it away."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import ChannelId, RoleId, UserId
from guildhall.discord.permissions import DANGEROUS_PERMISSIONS, NO_PERMISSIONS, describe
from guildhall.operations.channel._granting import require_held
from guildhall.operations.channel._standing import Sides, Standing
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.spec import Risk

Whose = Annotated[RoleId | UserId, Field(description="Role or member: id or mention; @everyone has the guild's id.")]
NEITHER: Sides = (NO_PERMISSIONS, NO_PERMISSIONS)


class OverwriteSet(Model):
    """What a channel now allows and denies to a role or member; None where it says nothing of them any more."""

    channel_id: ChannelId
    overwrite_id: RoleId | UserId
    allow: OurText | None = None
    deny: OurText | None = None


def risk_of_setting(now: Standing, after: Sides) -> Risk:
    """Return DESTRUCTIVE where something is gained with which much harm can be done, else SENSITIVE."""
    (allowed, denied), (allow, deny) = now.sides, after
    gained = allow.without(allowed) | denied.without(deny)
    return Risk.DESTRUCTIVE if gained & DANGEROUS_PERMISSIONS else Risk.SENSITIVE


def preview_setting(ports: Ports, now: Standing, after: Sides | None) -> Preview:
    """Return the preview of what is changed; None = the overwrite goes.

    Raises:
        PermissionMissing: Caller or bot lack something that is given or taken.
    """
    (allowed, denied), (allow, deny) = now.sides, after or NEITHER
    require_held(ports, now.guild_id, (allowed ^ allow) | (denied ^ deny))
    return Preview(
        summary=f"{'Set' if after else 'Take away'} what {now.channel.name} says of {now.name}",
        targets=(Target(id=now.channel.id, label=f"#{now.channel.name}", detail=f"for {now.name}"),),
        changes=diff(told(now.sides if now.overwrite else None), told(after)),
        **seen(channel=now.channel.name, holder=now.name, overwrite=now.overwrite),
    )


def told(sides: Sides | None) -> dict[str, JsonValue]:
    """Return both sides in the client's words."""
    allow, deny = (", ".join(describe(bits)) or "nothing" for bits in sides) if sides else (None, None)
    return {"allow": allow, "deny": deny}
