"""Guilds: get, preview, audit log; channels of a guild: list, create, reorder."""

from typing import Any

from local.discord import audit, builders, permissions, views
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import MEMBER_OVERWRITE, ROLE_OVERWRITE, P
from local.discord.rest import access, forums
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Guild

CHANNEL_LIMIT = 500
CATEGORY = 4
CATEGORY_CHANNEL_LIMIT = 50
AUDIT_LIMIT = 50
TEXT_TYPES = frozenset({0, 5})
OPTIONAL = (
    *("video_quality_mode", "default_auto_archive_duration", "default_thread_rate_limit_per_user"),
    "default_tag_setting",
)
"""What a channel has only once somebody set it."""
NO_PARENT_TYPES = frozenset({4})


@handles("get_guild")
def get_guild(call: Call) -> Json:
    """Return a guild, with counts when asked."""
    found = access.guild(call)
    shown = views.guild(found)
    if call.query.get("with_counts"):
        shown |= {"approximate_member_count": len(found.members), "approximate_presence_count": len(found.members)}
    return shown


@handles("get_guild_preview")
def get_guild_preview(call: Call) -> Json:
    """Return a guild's preview."""
    found = access.guild(call)
    counts = {"approximate_member_count": len(found.members), "approximate_presence_count": len(found.members)}
    return dict(call.sim.completer.named("GuildPreviewResponse", views.guild(found) | counts))


@handles("list_guild_audit_log_entries")
def list_guild_audit_log_entries(call: Call) -> Json:
    """Return audit log entries, newest first, with the users they name."""
    found, query = access.guild(call, P.VIEW_AUDIT_LOG), call.query
    entries = [
        entry
        for entry in found.audit
        if query.get("action_type") in {None, entry["action_type"]}
        and query.get("user_id") in {None, entry["user_id"]}
        and query.get("target_id") in {None, entry["target_id"]}
        and int(query.get("after", 0)) < int(entry["id"]) < int(query.get("before", 1 << 63))
    ]
    limit = int(query.get("limit", AUDIT_LIMIT))
    chosen = entries[:limit] if "after" in query else entries[::-1][:limit]
    named = {entry["user_id"] for entry in chosen} | {entry["target_id"] for entry in chosen}
    users = [user for user_id, user in call.world.users.items() if user_id in named]
    return dict(call.sim.completer.named("GuildAuditLogResponse", {"users": users}) | {"audit_log_entries": chosen})


@handles("list_guild_channels")
def list_guild_channels(call: Call) -> list[Json]:
    """Return all channels of a guild (also those that the bot cannot see, as Discord does), without threads."""
    found = access.guild(call)
    return [dict(channel) for channel in call.world.guild_channels(found.id, views.GUILD_ONLY_TYPES)]


@handles("create_guild_channel")
def create_guild_channel(call: Call) -> Json:
    """Create a channel in a guild."""
    found, body = access.guild(call, P.MANAGE_CHANNELS), call.fields
    channels = call.world.guild_channels(found.id, views.GUILD_ONLY_TYPES)
    if len(channels) >= CHANNEL_LIMIT:
        raise DiscordError(Code.TOO_MANY_CHANNELS)
    kind = body.get("type") or 0
    name = body["name"].lower().replace(" ", "-") if kind in TEXT_TYPES else body["name"]
    channel = builders.channel(call.world.ids.next(), kind, found.id, name)
    channel |= forums.defaults() if kind in forums.FORUMS else {}
    settable = {*channel, *OPTIONAL} - {"id", "type", "name"}
    channel |= {key: body[key] for key in body if body[key] is not None and key in settable}
    if kind in forums.FORUMS:
        channel["available_tags"] = forums.tags(call, {}, channel["available_tags"])
    if body.get("position") is None:
        channel["position"] = max((c["position"] for c in channels), default=-1) + 1
    parent = parent_of(call, found, channel)
    given = body.get("permission_overwrites")
    if given is None and parent is not None:
        channel["permission_overwrites"] = [dict(o) for o in parent["permission_overwrites"]]
    else:
        channel["permission_overwrites"] = overwrites(call, found, given or [], access.bot_permissions(call, found))
    call.world.channels[channel["id"]] = channel
    call.world.messages[channel["id"]] = {}
    diff = audit.changes({}, {name: channel[name] for name in ("name", "type")})
    audit.write(call.sim, found, AuditEvent.CHANNEL_CREATE, channel["id"], changes=diff, reason=call.reason)
    call.sim.emit("CHANNEL_CREATE", channel, channel)
    return dict(channel)


def parent_of(call: Call, found: Guild, channel: Json) -> Json | None:
    """Return the category that a channel names as its parent.

    Raises:
        DiscordError: 50035 when it is no category of this guild or is full.
    """
    parent_id = channel.get("parent_id")
    if parent_id is None:
        return None
    parent = call.world.channels.get(parent_id)
    if parent is None or parent.get("guild_id") != found.id or parent["type"] != CATEGORY:
        raise invalid_field("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
    if channel["type"] in NO_PARENT_TYPES:
        raise invalid_field("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Cannot have a parent for this channel type")
    siblings = [c for c in call.world.guild_channels(found.id) if c.get("parent_id") == parent_id]
    if len(siblings) >= CATEGORY_CHANNEL_LIMIT and channel["id"] not in {c["id"] for c in siblings}:
        message = f"Maximum number of channels in category reached ({CATEGORY_CHANNEL_LIMIT})"
        raise invalid_field("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", message)
    return parent


def overwrites(call: Call, found: Guild, given: list[Json], may: P) -> list[Json]:
    """Return checked overwrites: the targets exist, and the bot has every bit that it allows or denies.

    Raises:
        DiscordError: 10009 or 10011-like errors for unknown targets, 50013 for bits that the bot lacks.
    """
    checked: list[Json] = []
    for item in given:
        kind = item.get("type")
        if kind is None:
            kind = ROLE_OVERWRITE if item["id"] in found.roles else MEMBER_OVERWRITE
        if kind == ROLE_OVERWRITE:
            found.role(item["id"])
        allow, deny = permissions.bits(item.get("allow")), permissions.bits(item.get("deny"))
        if (allow | deny) & ~may and not may & P.ADMINISTRATOR:
            raise DiscordError(Code.MISSING_PERMISSIONS)
        checked.append(builders.overwrite(item["id"], kind, allow=allow & ~deny, deny=deny))
    return checked


@handles("bulk_update_guild_channels")
def bulk_update_guild_channels(call: Call) -> Any:
    """Move channels: positions, and of one of them the parent, with whose overwrites it may be synced."""
    found, items = access.guild(call), list(call.body or [])
    channels = {item["id"]: call.world.channel(item["id"]) for item in items}
    if any(channel.get("guild_id") != found.id for channel in channels.values()):
        raise DiscordError(Code.UNKNOWN_CHANNEL)
    moving = [item for item in items if item.get("parent_id", "") not in {"", channels[item["id"]].get("parent_id")}]
    if len(moving) > 1:
        raise DiscordError(Code.ONE_PARENT)
    if len(moving) < len(items):
        access.guild(call, P.MANAGE_CHANNELS)
    for item in moving:
        _reparent(call, found, channels[item["id"]], item)
    for item in items:
        if item.get("position") is not None:
            channels[item["id"]]["position"] = item["position"]
        call.sim.emit("CHANNEL_UPDATE", channels[item["id"]], channels[item["id"]])
    return NOTHING


def _reparent(call: Call, found: Guild, channel: Json, item: Json) -> None:
    """Put a channel into another category or out of its own: that takes rights in it and where it goes."""
    syncs = bool(item.get("lock_permissions"))
    access.require(call, channel, P.MANAGE_CHANNELS | (P.MANAGE_ROLES if syncs else P(0)))
    parent = parent_of(call, found, channel | {"parent_id": item["parent_id"]})
    if parent is None:
        access.guild(call, P.MANAGE_CHANNELS)
    else:
        access.require(call, parent, P.MANAGE_CHANNELS)
    channel["parent_id"] = item["parent_id"]
    if syncs and parent is not None:
        channel["permission_overwrites"] = [dict(each) for each in parent["permission_overwrites"]]


@handles("list_voice_regions", "list_guild_voice_regions")
def list_voice_regions(call: Call) -> list[Json]:
    """Return the voice regions."""
    if "guild_id" in call.path:
        access.guild(call)
    names = (("rotterdam", "Rotterdam"), ("us-east", "US East"), ("singapore", "Singapore"))
    return [
        {"id": region, "name": name, "custom": False, "deprecated": False, "optimal": region == "rotterdam"}
        for region, name in names
    ]
