"""Channels into which an argument puts something that stays there: a webhook that is moved, a scheduled event.

It is as good as done in that channel, so what the server's policy says of the channel counts beside the rights there.
"""

from fnmatch import fnmatchcase

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.discord.types import Channel
from guildhall.errors import ChannelForbidden
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.ports import Ports
from guildhall.operations.spec import ChannelMode


def settled(ports: Ports, guild_id: GuildId, channel_id: ChannelId, needed: Permission, *, operation: str) -> Channel:
    """Return the channel, in which the caller has what is needed, and whose rules let the operation be.

    Raises:
        NotAMember: It is not one that the caller sees.
        PermissionMissing: The caller lacks something there.
        ChannelForbidden: The server's policy closes it to changes, or to this operation.
    """
    channel = other_channel(ports, guild_id, channel_id, needed)
    policy, rules = ports.rules.policy(guild_id), ports.rules.channel_policy(guild_id, channel_id)
    rule = _closing(policy, rules, channel_id, operation)
    if rule:
        raise ChannelForbidden(
            f"This server's policy does not allow {operation} into <#{channel_id}>.",
            "Somebody who manages the server can change the policy.",
            rule=rule,
        )
    return channel


def _closing(policy: dict[str, JsonValue], rules: dict[str, JsonValue], channel_id: ChannelId, operation: str) -> str:
    """Return the rule that closes a channel to an operation; empty where none does."""
    writable, guarded = policy.get("writable_channel_ids"), _listed(policy.get("protected_channel_ids"))
    if rules.get("mode") != ChannelMode.OPEN:
        return "mode of the channel"
    if any(fnmatchcase(operation, pattern) for pattern in _listed(rules.get("denied_operations"))):
        return "denied_operations of the channel"
    if writable is not None and channel_id not in _listed(writable):
        return "writable_channel_ids"
    return "protected_channel_ids" if channel_id in guarded else ""


def _listed(value: JsonValue) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
