"""How an invite is shown."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from guildhall.discord.ids import ApplicationId, ChannelId, EventId, GuildId, RoleId, UserId
from guildhall.operations.fields import By, GivenName, OurText
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

_KINDS = {0: "guild", 1: "group_dm", 2: "friend"}
_TARGETS = {1: "stream", 2: "embedded_application", 3: "role_subscriptions_purchase"}
_GUEST = 1


def _ids(value: object) -> object:
    return [each.get("id") if isinstance(each, dict) else each for each in value] if isinstance(value, list) else value


def _guest(value: object) -> object:
    return value if isinstance(value, bool) or not isinstance(value, int) else bool(value & _GUEST)


class InviteShown(Shown):
    """An invite: where it leads, who made it, what it grants; how often it was used only those know who manage it."""

    code: GivenName
    kind: Annotated[OurText, worded(_KINDS)] = At("type")
    guild_id: GuildId | None = At("guild", "id", default=None)
    guild_name: str = At("guild", "name", default="")
    channel_id: ChannelId | None = At("channel", "id", default=None)
    channel_name: str = At("channel", "name", default="")
    inviter_id: UserId | None = At("inviter", "id", default=None)
    inviter_name: Annotated[str, By("inviter_id")] = At("inviter", "username", default="")
    target_kind: Annotated[OurText, worded(_TARGETS)] = At("target_type", default="")
    stream_user_id: UserId | None = At("target_user", "id", default=None)
    target_application_id: ApplicationId | None = At("target_application", "id", default=None)
    event_id: EventId | None = At("guild_scheduled_event", "id", default=None)
    role_ids: Annotated[list[RoleId], BeforeValidator(_ids)] = At("roles", default=[])
    is_guest: Annotated[bool, BeforeValidator(_guest)] = At("flags", default=False)
    temporary: bool | None = None
    created_at: datetime | None = None
    expires_at: datetime | None = None
    max_age_s: int | None = At("max_age", default=None)
    max_uses: int | None = None
    uses: int | None = None
    member_count: int | None = At("approximate_member_count", default=None)
    online_count: int | None = At("approximate_presence_count", default=None)


def target_of(invite: InviteShown) -> Target:
    """Return the invite as a write's target."""
    return Target(id=invite.code, label=f"invite to #{invite.channel_name}", detail=f"made by {invite.inviter_name}")
