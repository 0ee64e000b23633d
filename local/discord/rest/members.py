"""Members: get, list, search, edit, kick, roles, prune; bans."""

from typing import Any

from local.discord import audit, messages, permissions, views
from local.discord.audit import AuditEvent
from local.discord.clock import parse_iso
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest import access, voice_states
from local.discord.rest.registry import NOTHING, Answer, Call, handles
from local.discord.rest.users import page
from local.discord.snowflake import timestamp
from local.discord.state import Guild

MAX_TIMEOUT_S = 28 * 86_400
ONE = 1
BAN_LIMIT = 1000
BYPASSES_VERIFICATION = 1 << 2


@handles("get_guild_member")
def get_guild_member(call: Call) -> Json:
    """Return one member."""
    guild = access.guild(call)
    access.user(call, call.path["user_id"])
    return views.member(call.world, guild, call.path["user_id"])


@handles("list_guild_members")
def list_guild_members(call: Call) -> list[Json]:
    """Return members in order of their ids, one by default."""
    guild = access.guild(call)
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", ONE))
    ordered = sorted((user_id for user_id in guild.members if int(user_id) > after), key=int)
    return [views.member(call.world, guild, user_id) for user_id in ordered[:limit]]


@handles("search_guild_members")
def search_guild_members(call: Call) -> list[Json]:
    """Return members whose user name or nickname starts with the query."""
    guild, query = access.guild(call), call.query.get("query")
    if not query:
        raise invalid_field("query", "BASE_TYPE_REQUIRED", "This field is required")
    found = [
        views.member(call.world, guild, user_id)
        for user_id in guild.members
        if _starts(call.world.users[user_id], guild.members[user_id], query.lower())
    ]
    return found[: int(call.query.get("limit", ONE))]


def _starts(user: Json, member: Json, query: str) -> bool:
    names = (user["username"], user["global_name"], member["nick"])
    return any(name and name.lower().startswith(query) for name in names)


@handles("update_guild_member")
def update_guild_member(call: Call) -> Json:
    """Change a member's nickname, roles or timeout, each with its own right and the hierarchy."""
    guild, body = access.guild(call), call.fields
    user_id = call.path["user_id"]
    member = guild.member(user_id)
    new: Json = {}
    if "nick" in body:
        _require_over(call, guild, P.MANAGE_NICKNAMES)
        new["nick"] = body["nick"] or None
    if body.get("roles") is not None:
        new["roles"] = _new_roles(call, guild, member, body["roles"])
    if "communication_disabled_until" in body:
        new["communication_disabled_until"] = _timeout(call, guild, body["communication_disabled_until"])
    if body.get("flags") is not None:
        new["flags"] = _flags(call, guild, member, body["flags"])
    new |= voice_states.change(call, guild, user_id)
    old = dict(member)
    member |= new
    shown = views.member(call.world, guild, user_id)
    event = AuditEvent.MEMBER_ROLE_UPDATE if set(new) == {"roles"} else AuditEvent.MEMBER_UPDATE
    diff = _role_changes(guild, old, member) if set(new) == {"roles"} else audit.changes(old, member)
    audit.write(call.sim, guild, event, user_id, changes=diff, reason=call.reason)
    call.sim.emit("GUILD_MEMBER_UPDATE", shown | {"guild_id": guild.id}, guild_id=guild.id)
    return shown


def _flags(call: Call, guild: Guild, member: Json, wanted: int) -> int:
    """Of a member's flags one can be changed, by who manages the guild, its roles, or puts people out of it."""
    held = access.bot_permissions(call, guild)
    throws_out = P.MODERATE_MEMBERS | P.KICK_MEMBERS | P.BAN_MEMBERS
    if not held & (P.MANAGE_GUILD | P.MANAGE_ROLES | P.ADMINISTRATOR) and throws_out & ~held:
        raise DiscordError(Code.MISSING_PERMISSIONS)
    return int(member["flags"]) & ~BYPASSES_VERIFICATION | wanted & BYPASSES_VERIFICATION


def _require_over(call: Call, guild: Guild, needed: P) -> None:
    """Check a right and that the bot stands above the member of the path.

    Raises:
        DiscordError: 50013.
    """
    access.guild(call, needed, guild.id)
    if not permissions.outranks(guild, call.bot_id, call.path["user_id"]):
        raise DiscordError(Code.MISSING_PERMISSIONS)


def _new_roles(call: Call, guild: Guild, member: Json, wanted: list[str]) -> list[str]:
    access.guild(call, P.MANAGE_ROLES, guild.id)
    for role_id in set(wanted) ^ set(member["roles"]):
        _require_assignable(call, guild, guild.role(role_id))
    return list(dict.fromkeys(wanted))


def _require_assignable(call: Call, guild: Guild, role: Json) -> None:
    if role["managed"] or role["id"] == guild.id or not permissions.above_role(guild, call.bot_id, role):
        raise DiscordError(Code.MISSING_PERMISSIONS)


def _timeout(call: Call, guild: Guild, until: str | None) -> str | None:
    _require_over(call, guild, P.MODERATE_MEMBERS)
    if until is None:
        return None
    user_id = call.path["user_id"]
    if permissions.in_guild(guild, user_id, call.world.clock.now()) & P.ADMINISTRATOR or user_id == call.bot_id:
        raise DiscordError(Code.MISSING_PERMISSIONS)
    if parse_iso(until) > call.world.clock.now() + MAX_TIMEOUT_S:
        message = "Timeouts cannot be longer than 28 days"
        raise invalid_field("communication_disabled_until", "DATETIME_TYPE_MAX", message)
    return until


def _role_changes(guild: Guild, old: Json, new: Json) -> list[Json]:
    found: list[Json] = []
    for key, ids in (
        ("$add", set(new["roles"]) - set(old["roles"])),
        ("$remove", set(old["roles"]) - set(new["roles"])),
    ):
        if ids:
            names = [{"id": role_id, "name": guild.roles[role_id]["name"]} for role_id in sorted(ids)]
            found.append({"key": key, "new_value": names})
    return found


@handles("add_guild_member_role", "delete_guild_member_role")
def change_guild_member_role(call: Call) -> Any:
    """Give a role to a member or take it away."""
    guild = access.guild(call, P.MANAGE_ROLES)
    user_id = call.path["user_id"]
    member, role = guild.member(user_id), guild.role(call.path["role_id"])
    _require_assignable(call, guild, role)
    old = dict(member)
    others = [role_id for role_id in member["roles"] if role_id != role["id"]]
    adds = call.operation.operation_id == "add_guild_member_role"
    member["roles"] = [*others, role["id"]] if adds else others
    if set(old["roles"]) != set(member["roles"]):
        diff = _role_changes(guild, old, member)
        audit.write(call.sim, guild, AuditEvent.MEMBER_ROLE_UPDATE, user_id, changes=diff, reason=call.reason)
        data = views.member(call.world, guild, user_id) | {"guild_id": guild.id}
        call.sim.emit("GUILD_MEMBER_UPDATE", data, guild_id=guild.id)
    return NOTHING


def drop(call: Call, guild: Guild, user_id: str) -> None:
    """Take a member out of the guild and tell the gateway."""
    guild.members.pop(user_id, None)
    data = {"guild_id": guild.id, "user": call.world.users[user_id]}
    call.sim.emit("GUILD_MEMBER_REMOVE", data, guild_id=guild.id)


@handles("delete_guild_member")
def delete_guild_member(call: Call) -> Any:
    """Kick a member."""
    guild = access.guild(call, P.KICK_MEMBERS)
    user_id = call.path["user_id"]
    guild.member(user_id)
    _require_over(call, guild, P.KICK_MEMBERS)
    drop(call, guild, user_id)
    audit.write(call.sim, guild, AuditEvent.MEMBER_KICK, user_id, reason=call.reason)
    return NOTHING


@handles("list_guild_bans")
def list_guild_bans(call: Call) -> list[Json]:
    """Return the bans in order of user ids."""
    guild = access.guild(call, P.BAN_MEMBERS)
    ordered = [{"id": user_id} for user_id in sorted(guild.bans, key=int)]
    return [guild.bans[item["id"]] for item in page(ordered, call.query, BAN_LIMIT)]


@handles("get_guild_ban")
def get_guild_ban(call: Call) -> Json:
    """Return one ban."""
    guild = access.guild(call, P.BAN_MEMBERS)
    if call.path["user_id"] not in guild.bans:
        raise DiscordError(Code.UNKNOWN_BAN)
    return guild.bans[call.path["user_id"]]


@handles("ban_user_from_guild")
def ban_user_from_guild(call: Call) -> Any:
    """Ban a user, member or not, and delete their recent messages when asked."""
    guild = access.guild(call, P.BAN_MEMBERS)
    user = access.user(call, call.path["user_id"])
    _require_over(call, guild, P.BAN_MEMBERS)
    given = call.query | call.fields
    days = given.get("delete_message_days") or 0
    _ban(call, guild, user, int(given.get("delete_message_seconds") or days * 86_400))
    return NOTHING


def _ban(call: Call, guild: Guild, user: Json, delete_s: int) -> None:
    guild.bans[user["id"]] = {"user": user, "reason": call.reason}
    if user["id"] in guild.members:
        drop(call, guild, user["id"])
    now = call.world.clock.now()
    for channel in call.world.guild_channels(guild.id):
        kept = call.world.messages.get(channel["id"], {})
        recent = [
            m["id"] for m in kept.values() if m["author"]["id"] == user["id"] and now - timestamp(m["id"]) < delete_s
        ]
        if recent:
            messages.remove(call.sim, channel, recent, bulk=True)
    audit.write(call.sim, guild, AuditEvent.MEMBER_BAN_ADD, user["id"], reason=call.reason)
    call.sim.emit("GUILD_BAN_ADD", {"guild_id": guild.id, "user": user}, guild_id=guild.id)


@handles("unban_user_from_guild")
def unban_user_from_guild(call: Call) -> Any:
    """Lift a ban."""
    guild = access.guild(call, P.BAN_MEMBERS)
    ban = get_guild_ban(call)
    del guild.bans[call.path["user_id"]]
    audit.write(call.sim, guild, AuditEvent.MEMBER_BAN_REMOVE, call.path["user_id"], reason=call.reason)
    call.sim.emit("GUILD_BAN_REMOVE", {"guild_id": guild.id, "user": ban["user"]}, guild_id=guild.id)
    return NOTHING


@handles("bulk_ban_users_from_guild")
def bulk_ban_users_from_guild(call: Call) -> Any:
    """Ban up to 200 users; those above the bot or unknown are reported as failed."""
    guild = access.guild(call, P.BAN_MEMBERS | P.MANAGE_GUILD)
    banned: list[str] = []
    failed: list[str] = []
    for user_id in call.fields["user_ids"]:
        known = user_id in call.world.users and user_id not in guild.bans
        (banned if known and permissions.outranks(guild, call.bot_id, user_id) else failed).append(user_id)
    if not banned:
        raise DiscordError(Code.NOBODY_BANNED)
    for user_id in banned:
        _ban(call, guild, call.world.users[user_id], int(call.fields.get("delete_message_seconds") or 0))
    return Answer(200, {"banned_users": banned, "failed_users": failed})
