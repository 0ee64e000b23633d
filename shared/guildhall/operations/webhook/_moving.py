"""What a webhook may be changed into.

The channel into which it is moved: it is as good as made there, so all holds that holds for making one there.
"""

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.operations.ports import Ports
from guildhall.operations.settling import settled
from guildhall.operations.webhook._disguise import refuse_disguise
from guildhall.operations.webhook._shown import WebhookShown

_NEEDED = Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS


def prove(ports: Ports, webhook: WebhookShown, name: str | None, target_channel_id: ChannelId | None) -> None:
    """Refuse a name that is somebody's, and a channel that is not one to make webhooks in.

    Raises:
        RequestError: It is one of these.
    """
    channel = ports.discord.channel(webhook.channel_id) if webhook.channel_id else None
    if channel is None or channel.guild_id is None:
        return
    refuse_disguise(ports, channel.guild_id, name)
    if target_channel_id is not None:
        settled(ports, channel.guild_id, target_channel_id, _NEEDED, operation="webhook.edit")
