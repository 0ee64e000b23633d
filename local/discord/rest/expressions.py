"""What the emojis, stickers and sounds of a guild share: where they are kept, who may change them, what is a file.

Who created one may change it with CREATE_GUILD_EXPRESSIONS; what others created takes MANAGE_GUILD_EXPRESSIONS. Who
created it is told to those alone who have one of the two.
"""

import base64
import binascii
from dataclasses import dataclass

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import Call
from local.discord.state import Guild

CREATE, MANAGE = P.CREATE_GUILD_EXPRESSIONS, P.MANAGE_GUILD_EXPRESSIONS
KIB = 1024
_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
    b"\x00\x00\x00\x1cftypavif": "image/avif",
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"{": "application/json",
}


@dataclass(frozen=True)
class Kind:
    """One kind of expression.

    Attributes:
        path: The last part of its collection's address.
        key: What its id is called in the address.
        id_field: What its id is called in the object.
        unknown: What is said of an id that is none.
        slots: How many a guild may have, by its boosts.
        too_many: What is said of one more.
    """

    path: str
    key: str
    id_field: str
    unknown: Code
    slots: tuple[int, ...]
    too_many: Code


def kept(call: Call, kind: Kind, guild: Guild) -> dict[str, Json]:
    """Return a guild's expressions of a kind by id, for reading and changing."""
    return call.world.collections.setdefault(f"/guilds/{guild.id}/{kind.path}", {})


def shown(call: Call, guild: Guild, item: Json) -> Json:
    """Return one as the bot may see it."""
    may = access.bot_permissions(call, guild) & (CREATE | MANAGE | P.ADMINISTRATOR)
    return dict(item) if may else {name: value for name, value in item.items() if name != "user"}


def found(call: Call, kind: Kind, guild: Guild) -> Json:
    """Return the one that the path names.

    Raises:
        DiscordError: There is none.
    """
    item = kept(call, kind, guild).get(call.path[kind.key])
    if item is None:
        raise DiscordError(kind.unknown)
    return item


def changeable(call: Call, kind: Kind) -> tuple[Guild, Json]:
    """Return the guild and the one that the path names, after checking that the bot may change it.

    Raises:
        DiscordError: 50013, or there is none.
    """
    guild = access.guild(call)
    item, may = found(call, kind, guild), access.bot_permissions(call, guild)
    needed = CREATE | MANAGE if item["user"]["id"] == call.bot_id else MANAGE
    if not may & (needed | P.ADMINISTRATOR):
        raise DiscordError(Code.MISSING_PERMISSIONS)
    return guild, item


def make(call: Call, kind: Kind, guild: Guild, schema: str, fields: Json) -> Json:
    """Keep a new one and return it.

    Raises:
        DiscordError: The guild has as many as it may have.
    """
    there = kept(call, kind, guild)
    if len(there) >= kind.slots[tier(guild)]:
        raise DiscordError(kind.too_many)
    own = {kind.id_field: call.world.ids.next(), "user": call.world.users[call.bot_id], "available": True}
    made = dict(call.sim.completer.named(schema, own | fields))
    there[made[kind.id_field]] = made
    return made


def tier(guild: Guild) -> int:
    """Return the level to which a guild was boosted."""
    return int(guild.data.get("premium_tier") or 0)


def logged(call: Call, guild: Guild, event: AuditEvent, target_id: str, diff: list[Json]) -> None:
    """Write the guild's audit log."""
    audit.write(call.sim, guild, event, target_id, changes=diff, reason=call.reason)


def uri_content(field: str, uri: object, most_bytes: int, kinds: tuple[str, ...]) -> str:
    """Return of which type the content of a ``data:`` URI is.

    Raises:
        DiscordError: 50035: it is no such content, or too large.
    """
    head, _, data = str(uri).partition(",")
    if not head.startswith("data:") or not head.endswith(";base64"):
        raise invalid_field(field, "BASE_TYPE_BAD_DATA_URI", "Invalid data URI")
    try:
        content = base64.b64decode(data, validate=True)
    except binascii.Error:
        raise invalid_field(field, "BASE_TYPE_BAD_DATA_URI", "Invalid base64") from None
    return checked(field, content, most_bytes, kinds)


def checked(field: str, content: bytes, most_bytes: int, kinds: tuple[str, ...]) -> str:
    """Return of which type a content is; raises as ``uri_content``."""
    if len(content) > most_bytes:
        told = f"File cannot be larger than {most_bytes / KIB:.1f} kb."
        raise invalid_field(field, "BINARY_TYPE_MAX_SIZE", told)
    kind = next((each for start, each in _BEGINNINGS.items() if content.startswith(start)), "")
    if kind not in kinds:
        raise invalid_field(field, "ASSET_INVALID_CONTENT_TYPE", "Invalid Asset")
    return kind
