"""Emojis of a guild: list, get, create, change, delete."""

import re

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.rest import access, expressions
from local.discord.rest.expressions import CREATE, KIB, Kind
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Guild

SLOTS = (50, 100, 150, 250)
BOTH_KINDS = tuple(2 * each for each in SLOTS)
EMOJIS = Kind("emojis", "emoji_id", "id", Code.UNKNOWN_EMOJI, BOTH_KINDS, Code.TOO_MANY_EMOJIS)
MOST_BYTES = 256 * KIB
NAME = re.compile(r"[A-Za-z0-9_]{2,32}")
IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")


@handles("list_guild_emojis")
def list_guild_emojis(call: Call) -> list[Json]:
    """Return a guild's emojis."""
    guild = access.guild(call)
    return [expressions.shown(call, guild, item) for item in expressions.kept(call, EMOJIS, guild).values()]


@handles("get_guild_emoji")
def get_guild_emoji(call: Call) -> Json:
    """Return one emoji."""
    guild = access.guild(call)
    return expressions.shown(call, guild, expressions.found(call, EMOJIS, guild))


def _checked(guild: Guild, body: Json) -> Json:
    """Return name and roles of a body, as they are kept."""
    told: Json = {}
    if "name" in body:
        if not NAME.fullmatch(str(body["name"])):
            raise invalid_field("name", "STRING_TYPE_REGEX", "String value did not match validation regex.")
        told["name"] = body["name"]
    if "roles" in body:
        told["roles"] = [role_id for role_id in body["roles"] or [] if role_id and guild.role(role_id)]
    return told


def _require_room(call: Call, guild: Guild, *, moves: bool) -> None:
    """Raise 30008 or 30018: emojis that move have as many slots again as those that do not."""
    alike = [each for each in expressions.kept(call, EMOJIS, guild).values() if each["animated"] is moves]
    if len(alike) >= SLOTS[expressions.tier(guild)]:
        raise DiscordError(Code.TOO_MANY_ANIMATED if moves else Code.TOO_MANY_EMOJIS)


def _tell(call: Call, guild: Guild) -> None:
    emojis = list(expressions.kept(call, EMOJIS, guild).values())
    call.sim.emit("GUILD_EMOJIS_UPDATE", {"guild_id": guild.id, "emojis": emojis}, guild_id=guild.id)


@handles("create_guild_emoji")
def create_guild_emoji(call: Call) -> Json:
    """Add an emoji."""
    guild, body = access.guild(call, CREATE), call.fields
    kind = expressions.uri_content("image", body["image"], MOST_BYTES, IMAGES)
    moves = kind == "image/gif"
    _require_room(call, guild, moves=moves)
    look = {"animated": moves, "require_colons": True, "managed": False, "roles": []}
    made = expressions.make(call, EMOJIS, guild, "EmojiResponse", look | _checked(guild, body))
    expressions.logged(call, guild, AuditEvent.EMOJI_CREATE, made["id"], audit.changes({}, {"name": made["name"]}))
    _tell(call, guild)
    return dict(made)


@handles("update_guild_emoji")
def update_guild_emoji(call: Call) -> Json:
    """Change name and roles."""
    guild, item = expressions.changeable(call, EMOJIS)
    before = {"name": item["name"]}
    item |= _checked(guild, call.fields)
    diff = audit.changes(before, {"name": item["name"]})
    expressions.logged(call, guild, AuditEvent.EMOJI_UPDATE, item["id"], diff)
    _tell(call, guild)
    return dict(item)


@handles("delete_guild_emoji")
def delete_guild_emoji(call: Call) -> object:
    """Delete one."""
    guild, item = expressions.changeable(call, EMOJIS)
    del expressions.kept(call, EMOJIS, guild)[item["id"]]
    expressions.logged(call, guild, AuditEvent.EMOJI_DELETE, item["id"], audit.changes({"name": item["name"]}, {}))
    _tell(call, guild)
    return NOTHING
