"""Roles of a guild: list, get, create, edit, reorder, delete, count."""

from typing import Any

from local.discord import audit, builders, permissions, views
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.rest.settings import kept_picture
from local.discord.state import Guild

ROLE_LIMIT = 250
EDITABLE = ("name", "hoist", "mentionable")
EMBLEMS = ("unicode_emoji", "icon")
ICONS, GRADIENTS = "ROLE_ICONS", "ENHANCED_ROLE_COLORS"
"""Features that Discord gives to guilds with boosts."""


@handles("list_guild_roles")
def list_guild_roles(call: Call) -> list[Json]:
    """Return the roles of a guild."""
    return views.roles(access.guild(call))


@handles("get_guild_role")
def get_guild_role(call: Call) -> Json:
    """Return one role."""
    return dict(access.guild(call).role(call.path["role_id"]))


@handles("guild_role_member_counts")
def guild_role_member_counts(call: Call) -> dict[str, int]:
    """Return how many members have each role, without @everyone."""
    guild = access.guild(call)
    return {
        role_id: sum(role_id in member["roles"] for member in guild.members.values())
        for role_id in guild.roles
        if role_id != guild.id
    }


def _require_grantable(call: Call, guild: Guild, wanted: P, already: P = permissions.NOTHING) -> None:
    """A bot cannot put permissions into a role that it does not have itself."""
    has = access.bot_permissions(call, guild)
    if (wanted & ~already) & ~has and not has & P.ADMINISTRATOR:
        raise DiscordError(Code.MISSING_PERMISSIONS)


@handles("create_guild_role")
def create_guild_role(call: Call) -> Json:
    """Create a role just above @everyone."""
    guild, body = access.guild(call, P.MANAGE_ROLES), call.fields
    if len(guild.roles) >= ROLE_LIMIT:
        raise DiscordError(Code.TOO_MANY_ROLES)
    everyone = permissions.bits(guild.roles[guild.id]["permissions"])
    wanted = permissions.bits(body["permissions"]) if body.get("permissions") is not None else everyone
    _require_grantable(call, guild, wanted, everyone)
    for role in guild.roles.values():
        role["position"] += int(role["position"] > 0)
    role = builders.role(call.world.ids.next(), body.get("name") or "new role", 1, wanted)
    _apply(guild, role, body)
    guild.roles[role["id"]] = role
    diff = audit.changes({}, {key: role[key] for key in ("name", "permissions", "color")})
    audit.write(call.sim, guild, AuditEvent.ROLE_CREATE, role["id"], changes=diff, reason=call.reason)
    call.sim.emit("GUILD_ROLE_CREATE", {"guild_id": guild.id, "role": role}, guild_id=guild.id)
    return dict(role)


def _apply(guild: Guild, role: Json, body: Json) -> None:
    role |= {key: body[key] for key in EDITABLE if body.get(key) is not None}
    for key in (key for key in EMBLEMS if key in body):
        _require_feature(guild, ICONS, body[key])
        role[key] = kept_picture(body[key]) if key == "icon" else body[key] or None
    if body.get("color") is not None:
        role["color"] = body["color"]
        role["colors"] = {"primary_color": body["color"], "secondary_color": None, "tertiary_color": None}
    if body.get("colors") is not None:
        role["colors"] = {"secondary_color": None, "tertiary_color": None} | body["colors"]
        _require_feature(guild, GRADIENTS, role["colors"]["secondary_color"])
        role["color"] = role["colors"]["primary_color"]


def _require_feature(guild: Guild, feature: str, wanted: object) -> None:
    """Refuse what only a guild with boosts may have; taking it away is always allowed."""
    if wanted and feature not in guild.data["features"]:
        raise DiscordError(Code.MISSING_BOOSTS)


def _manageable(call: Call, guild: Guild) -> Json:
    role = guild.role(call.path["role_id"])
    if not permissions.above_role(guild, call.bot_id, role):
        raise DiscordError(Code.MISSING_PERMISSIONS)
    return role


@handles("update_guild_role")
def update_guild_role(call: Call) -> Json:
    """Edit a role that stands below the bot's highest one."""
    guild = access.guild(call, P.MANAGE_ROLES)
    role = _manageable(call, guild)
    old = dict(role)
    if call.fields.get("permissions") is not None:
        wanted = permissions.bits(call.fields["permissions"])
        _require_grantable(call, guild, wanted, permissions.bits(role["permissions"]))
        role["permissions"] = str(int(wanted))
    _apply(guild, role, call.fields)
    diff = audit.changes(old, role)
    audit.write(call.sim, guild, AuditEvent.ROLE_UPDATE, role["id"], changes=diff, reason=call.reason)
    call.sim.emit("GUILD_ROLE_UPDATE", {"guild_id": guild.id, "role": role}, guild_id=guild.id)
    return dict(role)


@handles("delete_guild_role")
def delete_guild_role(call: Call) -> Any:
    """Delete a role below the bot's highest one; managed roles and @everyone cannot be deleted."""
    guild = access.guild(call, P.MANAGE_ROLES)
    role = _manageable(call, guild)
    if role["managed"] or role["id"] == guild.id:
        raise DiscordError(Code.INVALID_ROLE)
    del guild.roles[role["id"]]
    for member in guild.members.values():
        member["roles"] = [role_id for role_id in member["roles"] if role_id != role["id"]]
    for channel in call.world.guild_channels(guild.id):
        kept = [o for o in channel.get("permission_overwrites", []) if o["id"] != role["id"]]
        if "permission_overwrites" in channel:
            channel["permission_overwrites"] = kept
    diff = audit.changes({key: role[key] for key in ("name", "permissions")}, {})
    audit.write(call.sim, guild, AuditEvent.ROLE_DELETE, role["id"], changes=diff, reason=call.reason)
    call.sim.emit("GUILD_ROLE_DELETE", {"guild_id": guild.id, "role_id": role["id"]}, guild_id=guild.id)
    return NOTHING


@handles("bulk_update_guild_roles")
def bulk_update_guild_roles(call: Call) -> list[Json]:
    """Reorder roles: only those below the bot's highest role, and only to places below it."""
    guild = access.guild(call, P.MANAGE_ROLES)
    moves = [(guild.role(item["id"]), item["position"]) for item in call.body or [] if item.get("position") is not None]
    top = permissions.rank(guild, call.bot_id)[0]
    for role, position in moves:
        if not permissions.above_role(guild, call.bot_id, role) or position >= top or role["id"] == guild.id:
            raise DiscordError(Code.MISSING_PERMISSIONS)
    for role, position in moves:
        role["position"] = position
    order = sorted(guild.roles.values(), key=permissions.role_rank)
    for position, role in enumerate(order):
        role["position"] = position
        call.sim.emit("GUILD_ROLE_UPDATE", {"guild_id": guild.id, "role": role}, guild_id=guild.id)
    return views.roles(guild)
