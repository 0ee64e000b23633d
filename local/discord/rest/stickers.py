"""Stickers: a guild's own (list, get, create by a form, change, delete), any by its id, and Discord's packs."""

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.rest import access, expressions
from local.discord.rest.expressions import CREATE, KIB, Kind
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Guild

STICKERS = Kind("stickers", "sticker_id", "id", Code.UNKNOWN_STICKER, (5, 15, 30, 60), Code.TOO_MANY_STICKERS)
MOST_BYTES = 512 * KIB
FORMATS = {"image/png": 1, "application/json": 3, "image/gif": 4}
LENGTHS = {"name": (2, 30), "tags": (1, 200), "description": (2, 100)}
LOTTIE_FEATURES = {"VERIFIED", "PARTNERED"}
ANIMATION = b"acTL"
PACK_ID, PACKED_ID = "847199849233514549", "749054660769218631"
PACKED = {"id": PACKED_ID, "name": "Wave", "tags": "wave, hello", "type": 1, "format_type": 3, "pack_id": PACK_ID}
PACK = {"id": PACK_ID, "name": "Wumpus Beyond", "description": "Say hello to Wumpus!", "stickers": [PACKED]}


@handles("list_guild_stickers")
def list_guild_stickers(call: Call) -> list[Json]:
    """Return a guild's stickers."""
    guild = access.guild(call)
    return [expressions.shown(call, guild, item) for item in expressions.kept(call, STICKERS, guild).values()]


@handles("get_guild_sticker")
def get_guild_sticker(call: Call) -> Json:
    """Return one of a guild's stickers."""
    guild = access.guild(call)
    return expressions.shown(call, guild, expressions.found(call, STICKERS, guild))


@handles("get_sticker")
def get_sticker(call: Call) -> Json:
    """Return any sticker; who uploaded it is not told here."""
    sticker_id = call.path["sticker_id"]
    if sticker_id == PACKED_ID:
        return dict(call.sim.completer.named("StandardStickerResponse", PACKED))
    for guild in call.world.guilds.values():
        item = expressions.kept(call, STICKERS, guild).get(sticker_id)
        if item is not None:
            return {name: value for name, value in item.items() if name != "user"}
    raise DiscordError(Code.UNKNOWN_STICKER)


@handles("list_sticker_packs")
def list_sticker_packs(call: Call) -> Json:
    """Return Discord's packs."""
    return dict(call.sim.completer.named("StickerPackCollectionResponse", {"sticker_packs": [PACK]}))


@handles("get_sticker_pack")
def get_sticker_pack(call: Call) -> Json:
    """Return one of Discord's packs."""
    if call.path["pack_id"] != PACK_ID:
        raise DiscordError(Code.UNKNOWN_STICKER_PACK)
    return dict(call.sim.completer.named("StickerPackResponse", PACK))


def _checked(body: Json) -> Json:
    """Return those texts of a body that are given; a description may be empty."""
    told = {name: str(body[name] or "") for name in LENGTHS if name in body}
    for name, text in told.items():
        least, most = LENGTHS[name]
        if not least <= len(text) <= most and (text or name != "description"):
            raise invalid_field(name, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    return told


def _format(call: Call, guild: Guild) -> int:
    file = call.files.get("file")
    if file is None:
        raise invalid_field("file", "BASE_TYPE_REQUIRED", "This field is required")
    kind = expressions.checked("file", file.data, MOST_BYTES, tuple(FORMATS))
    if kind == "application/json" and not LOTTIE_FEATURES & set(guild.data.get("features") or ()):
        raise invalid_field("file", "STICKER_LOTTIE_NOT_ALLOWED", "Lottie stickers are not allowed here")
    return 2 if kind == "image/png" and ANIMATION in file.data else FORMATS[kind]


def _tell(call: Call, guild: Guild) -> None:
    stickers = list(expressions.kept(call, STICKERS, guild).values())
    call.sim.emit("GUILD_STICKERS_UPDATE", {"guild_id": guild.id, "stickers": stickers}, guild_id=guild.id)


@handles("create_guild_sticker")
def create_guild_sticker(call: Call) -> Json:
    """Add a sticker from a form."""
    guild, told = access.guild(call, CREATE), _checked(call.fields)
    for name in LENGTHS:
        if name not in told:
            raise invalid_field(name, "BASE_TYPE_REQUIRED", "This field is required")
    look = told | {"type": 2, "guild_id": guild.id, "format_type": _format(call, guild)}
    made = expressions.make(call, STICKERS, guild, "GuildStickerResponse", look)
    expressions.logged(call, guild, AuditEvent.STICKER_CREATE, made["id"], audit.changes({}, told))
    _tell(call, guild)
    return dict(made)


@handles("update_guild_sticker")
def update_guild_sticker(call: Call) -> Json:
    """Change name, tags and description."""
    guild, item = expressions.changeable(call, STICKERS)
    told = _checked(call.fields)
    before = {name: item[name] for name in told}
    item |= told
    expressions.logged(call, guild, AuditEvent.STICKER_UPDATE, item["id"], audit.changes(before, told))
    _tell(call, guild)
    return dict(item)


@handles("delete_guild_sticker")
def delete_guild_sticker(call: Call) -> object:
    """Delete one."""
    guild, item = expressions.changeable(call, STICKERS)
    del expressions.kept(call, STICKERS, guild)[item["id"]]
    expressions.logged(call, guild, AuditEvent.STICKER_DELETE, item["id"], audit.changes({"name": item["name"]}, {}))
    _tell(call, guild)
    return NOTHING
