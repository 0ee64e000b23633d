"""What a webhook may be changed into.

The channel into which it is moved: it is as good as made there, so all holds that holds for making one there.
"""

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.errors import ChannelForbidden
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.ports import Ports
from guildhall.operations.spec import ChannelMode
from guildhall.operations.webhook._disguise import refuse_disguise
from guildhall.operations.webhook._shown import WebhookShown

_LISTS = {"writable_channel_ids": False, "protected_channel_ids": True}
"""Lists of the guild's policy, and whether it closes a channel to stand in one."""


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
        _moved_to(ports, channel.guild_id, target_channel_id)


def _moved_to(ports: Ports, guild_id: GuildId, channel_id: ChannelId) -> None:
    """Prove the channel.

    Raises:
        Denied: It is not one where the caller may make webhooks, or the server's policy closes it to changes.
    """
    other_channel(ports, guild_id, channel_id, Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS)
    rules, policy = ports.rules.channel_policy(guild_id, channel_id), ports.rules.policy(guild_id)
    closed_by = [name for name, closes in _LISTS.items() if _stands(policy.get(name), channel_id) is closes]
    if rules.get("mode") != ChannelMode.OPEN or closed_by:
        raise ChannelForbidden(
            f"This server's policy lets no webhook into <#{channel_id}>.",
            "Somebody who manages the server can change the policy.",
            rule=closed_by[0] if closed_by else "mode of the channel",
        )


def _stands(listed: object, channel_id: ChannelId) -> bool | None:
    """Return whether a channel stands in a list; None where there is no list."""
    return str(channel_id) in listed if isinstance(listed, list) else None
