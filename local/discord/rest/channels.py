"""One channel: get, edit, delete, permission overwrites."""

from typing import Any

from local.discord import audit, builders, permissions, views
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import ROLE_OVERWRITE, THREAD_TYPES, P
from local.discord.rest import access, faulty, forums, guilds, threads
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Guild

CATEGORY = 4
TEXT_TYPES = frozenset({0, 5})
SLOWED = frozenset({"name", "topic"})
CLEARABLE = frozenset(
    {
        *("topic", "parent_id", "default_reaction_emoji", "default_sort_order"),
        *("rtc_region", "default_auto_archive_duration", "default_tag_setting"),
    }
)


@handles("get_channel")
def get_channel(call: Call) -> Json:
    """Return a channel, thread or direct message channel."""
    return views.channel(call.world, access.channel(call), call.bot_id)


@handles("update_channel")
def update_channel(call: Call) -> Json:
    """Change a channel or a thread. More than two changes of name or topic in ten minutes are refused."""
    channel = access.channel(call)
    if "guild_id" not in channel:
        raise DiscordError(Code.NOT_ON_A_DM)
    guild = call.world.guilds[channel["guild_id"]]
    if channel["type"] in THREAD_TYPES:
        return threads.update(call, guild, channel)
    has = access.require(call, channel, P.MANAGE_CHANNELS)
    changed = {key for key in call.fields if call.fields[key] != channel.get(key)}
    if changed & SLOWED and (wait := call.sim.limiter.spend_name_change(channel["id"])) is not None:
        raise faulty.rate_limited(wait)
    old = dict(channel)
    _check_type(call, channel)
    new = {key: call.fields[key] for key in call.fields if key not in {"permission_overwrites", "id"}}
    if new.get("name") is not None and channel["type"] in TEXT_TYPES:
        new["name"] = new["name"].lower().replace(" ", "-")
    guilds.parent_of(call, guild, channel | new)
    if new.get("available_tags") is not None:
        new["available_tags"] = forums.tags(call, channel, new["available_tags"])
    if (given := call.fields.get("permission_overwrites")) is not None:
        _require_manage_roles(has)
        channel["permission_overwrites"] = guilds.overwrites(call, guild, given, has)
    _settle(channel, new)
    if "available_tags" in new:
        forums.drop_tags(call, channel)
    diff = audit.changes(old, channel)
    audit.write(call.sim, guild, AuditEvent.CHANNEL_UPDATE, channel["id"], changes=diff, reason=call.reason)
    call.sim.emit("CHANNEL_UPDATE", channel, channel)
    return dict(channel)


def _settle(channel: Json, new: Json) -> None:
    """Put into a channel what is new; what it has only once somebody set it is left out again when it is cleared."""
    channel |= {key: value for key, value in new.items() if value is not None or key in CLEARABLE}
    for name in [name for name in guilds.OPTIONAL if channel.get(name, name) is None]:
        del channel[name]


def _check_type(call: Call, channel: Json) -> None:
    """Only text and announcement channels can be turned into each other."""
    wanted = call.fields.get("type")
    if wanted is not None and wanted != channel["type"] and not {wanted, channel["type"]} <= TEXT_TYPES:
        raise invalid_field("type", "CHANNEL_TYPE_INVALID", "Invalid channel type")


@handles("delete_channel")
def delete_channel(call: Call) -> Json:
    """Delete a guild channel or thread, or close a direct message."""
    channel = access.channel(call)
    shown = views.channel(call.world, channel, call.bot_id)
    if "guild_id" not in channel:
        return shown
    guild = call.world.guilds[channel["guild_id"]]
    is_thread = channel["type"] in THREAD_TYPES
    access.require(call, channel, P.MANAGE_THREADS if is_thread else P.MANAGE_CHANNELS)
    for child in call.world.guild_channels(guild.id):
        if child.get("parent_id") == channel["id"]:
            _orphan(call, channel, child)
    # Told before it is gone: whether a session sees the channel is decided by the channel itself.
    call.sim.emit("THREAD_DELETE" if is_thread else "CHANNEL_DELETE", shown, channel)
    forget(call, channel["id"])
    if is_thread and (message := call.world.messages.get(channel["parent_id"], {}).get(channel["id"])):
        message["flags"] &= ~threads.HAS_THREAD
    event = AuditEvent.THREAD_DELETE if is_thread else AuditEvent.CHANNEL_DELETE
    diff = audit.changes({"name": channel["name"], "type": channel["type"]}, {})
    audit.write(call.sim, guild, event, channel["id"], changes=diff, reason=call.reason)
    return shown


def _orphan(call: Call, parent: Json, child: Json) -> None:
    """Channels outlive their category; threads die with their channel."""
    if child["type"] in THREAD_TYPES:
        call.sim.emit("THREAD_DELETE", views.channel(call.world, child), child)
        forget(call, child["id"])
    elif parent["type"] == CATEGORY:
        child["parent_id"] = None
        call.sim.emit("CHANNEL_UPDATE", child, child)


def forget(call: Call, channel_id: str) -> None:
    """Drop a channel and everything in it."""
    world = call.world
    world.channels.pop(channel_id, None)
    world.messages.pop(channel_id, None)
    world.pins.pop(channel_id, None)
    world.thread_members.pop(channel_id, None)
    for kept in (world.webhooks, world.invites):
        for key in [k for k, found in kept.items() if found.get("channel_id") == channel_id]:
            del kept[key]


def _require_manage_roles(has: P) -> None:
    if not has & P.MANAGE_ROLES:
        raise DiscordError(Code.MISSING_PERMISSIONS)


@handles("set_channel_permission_overwrite")
def set_channel_permission_overwrite(call: Call) -> Any:
    """Set the overwrite of a role or member; the bot needs MANAGE_ROLES there, and every bit that it sets in the guild.

    That it may not do something in this very channel hinders nothing: who locked a channel can unlock it.
    Source: https://docs.discord.com/developers/resources/channel#edit-channel-permissions
    """
    guild, channel = access.guild_channel(call, P.MANAGE_ROLES)
    target_id = call.path["overwrite_id"]
    item = {"id": target_id} | call.fields
    checked = guilds.overwrites(call, guild, [item], access.bot_permissions(call, guild))[0]
    old = next((o for o in channel["permission_overwrites"] if o["id"] == target_id), None)
    others = [o for o in channel["permission_overwrites"] if o["id"] != target_id]
    channel["permission_overwrites"] = [*others, checked]
    event = AuditEvent.CHANNEL_OVERWRITE_UPDATE if old else AuditEvent.CHANNEL_OVERWRITE_CREATE
    _record(call, guild, channel, (event, old or {}, checked))
    return NOTHING


@handles("delete_channel_permission_overwrite")
def delete_channel_permission_overwrite(call: Call) -> Any:
    """Remove the overwrite of a role or member."""
    guild, channel = access.guild_channel(call, P.MANAGE_ROLES)
    target_id = call.path["overwrite_id"]
    old = next((o for o in channel["permission_overwrites"] if o["id"] == target_id), None)
    if old is None:
        raise DiscordError(Code.UNKNOWN_OVERWRITE)
    if (permissions.bits(old["allow"]) | permissions.bits(old["deny"])) & ~access.rights(call, channel):
        raise DiscordError(Code.MISSING_PERMISSIONS)
    channel["permission_overwrites"] = [o for o in channel["permission_overwrites"] if o["id"] != target_id]
    _record(
        call, guild, channel, (AuditEvent.CHANNEL_OVERWRITE_DELETE, old, builders.overwrite(target_id, old["type"]))
    )
    return NOTHING


def _record(call: Call, guild: Guild, channel: Json, change: tuple[AuditEvent, Json, Json]) -> None:
    event, old, new = change
    target = new or old
    options = {"id": target["id"], "type": str(target["type"])}
    if target["type"] == ROLE_OVERWRITE and target["id"] in guild.roles:
        options["role_name"] = guild.roles[target["id"]]["name"]
    about = {"changes": audit.changes(old, new), "options": options, "reason": call.reason}
    audit.write(call.sim, guild, event, channel["id"], **about)
    call.sim.emit("CHANNEL_UPDATE", channel, channel)
