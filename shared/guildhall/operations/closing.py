"""What the server's policy says of a channel that an argument names beside the one where the call acts.

The pipeline holds a call to the rules of the one place where it acts; what it reads or changes in another channel would
pass them by. So the same rules are asked here of each: closed to this platform, closed to changes, closed to this very
operation; and for changes also whether it is one of those that may be written in, and none that is protected.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId, Snowflake
from guildhall.errors import ChannelForbidden
from guildhall.operations.ports import Ports
from guildhall.operations.spec import ChannelMode

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_WHO = "Somebody who manages the server can change the policy."


def governing(channel: "Channel") -> ChannelId:
    """Return the channel whose rules hold: of a thread the channel that it hangs on."""
    return channel.parent_id if channel.is_thread and channel.parent_id else channel.id


def closing_rule(ports: Ports, guild_id: GuildId, channel: "Channel", operation: str, *, writes: bool) -> str:
    """Return the rule that closes a channel to an operation; empty where none does.

    Args:
        ports: The call's.
        guild_id: The channel's guild.
        channel: The channel or thread.
        operation: The operation's name.
        writes: Whether it changes something there, or puts something there that stays.
    """
    rules = ports.rules.channel_policy(guild_id, governing(channel))
    mode = rules.get("mode", ChannelMode.OPEN)
    if mode == ChannelMode.CLOSED or (writes and mode != ChannelMode.OPEN):
        return "mode of the channel"
    if any(fnmatchcase(operation, pattern) for pattern in _listed(rules.get("denied_operations"))):
        return "denied_operations of the channel"
    return _closing_changes(ports.rules.policy(guild_id), channel) if writes else ""


def require_open(ports: Ports, guild_id: GuildId, channel: "Channel", *, operation: str, writes: bool) -> None:
    """Refuse a channel that the server's policy closes.

    Raises:
        ChannelForbidden: It does.
    """
    if rule := closing_rule(ports, guild_id, channel, operation, writes=writes):
        told = f"This server's policy does not allow {operation} to reach <#{channel.id}>."
        raise ChannelForbidden(told, _WHO, rule=rule)


def spare(ports: Ports, guild_id: GuildId, touched: Iterable[Snowflake]) -> None:
    """Refuse to change what the server's policy protects.

    Raises:
        ChannelForbidden: A role, a member or a channel of these is.
    """
    policy, ids = ports.rules.policy(guild_id), {str(each) for each in touched}
    for what in ("role", "user", "channel"):
        if not ids.isdisjoint(_listed(policy.get(f"protected_{what}_ids"))):
            word = "member" if what == "user" else what
            told = f"A {word} that this would change is protected by this server's policy."
            raise ChannelForbidden(told, "Ask the server's administrators.", rule=f"protected_{what}_ids")


def _closing_changes(policy: dict[str, JsonValue], channel: "Channel") -> str:
    writable, guarded = policy.get("writable_channel_ids"), _listed(policy.get("protected_channel_ids"))
    if writable is not None and governing(channel) not in _listed(writable):
        return "writable_channel_ids"
    return "" if {channel.id, governing(channel)}.isdisjoint(guarded) else "protected_channel_ids"


def _listed(value: JsonValue) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
