"""How a webhook is shown: by its id. Its secret, and the address that holds it, never come so far."""

from typing import Annotated

from pydantic import BeforeValidator

from guildhall.discord.ids import ApplicationId, ChannelId, GuildId, UserId, WebhookId
from guildhall.operations.fields import By, GivenName, OurText, UnlessIn
from guildhall.operations.model import Model
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

_KINDS = {1: "incoming", 2: "channel_follower", 3: "application"}
_FOLLOWERS = frozenset({"channel_follower"})
"""Their names are those of another guild."""


def _is_there(value: object) -> object:
    return bool(value) if isinstance(value, str) else value


class WebhookShown(Shown):
    """A webhook by its id; `can_speak` says whether the bot can send through it. Its address is nobody's to see."""

    webhook_id: WebhookId = At("id")
    kind: Annotated[OurText, worded(_KINDS)] = At("type")
    name: Annotated[GivenName, UnlessIn("kind", _FOLLOWERS)] = ""
    channel_id: ChannelId | None = None
    guild_id: GuildId | None = None
    application_id: ApplicationId | None = None
    creator_id: UserId | None = At("user", "id", default=None)
    creator_name: Annotated[str, By("creator_id")] = At("user", "username", default="")
    avatar: OurText = ""
    source_guild_id: GuildId | None = At("source_guild", "id", default=None)
    source_guild_name: str = At("source_guild", "name", default="")
    source_channel_id: ChannelId | None = At("source_channel", "id", default=None)
    source_channel_name: str = At("source_channel", "name", default="")
    can_speak: Annotated[bool, BeforeValidator(_is_there)] = At("token", default=False)


class WebhooksListed(Model):
    """Webhooks in the order of their ids; those of channels that the caller does not manage are left out."""

    webhooks: list[WebhookShown]


def in_order(webhooks: list[WebhookShown]) -> WebhooksListed:
    """Return them in the order of their ids."""
    return WebhooksListed(webhooks=sorted(webhooks, key=lambda webhook: int(webhook.webhook_id)))


def target_of(webhook: WebhookShown) -> Target:
    """Return the webhook as a write's target."""
    where = f"{webhook.kind} webhook in <#{webhook.channel_id}>"
    return Target(id=webhook.webhook_id, label=webhook.name, detail=where)
