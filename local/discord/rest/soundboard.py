"""Sounds: a guild's own (list, get, create, change, delete), Discord's, and one that is played.

Nobody is connected to voice here, so that the bot is not asked for a voice state when it plays a sound.
"""

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import P
from local.discord.rest import access, expressions
from local.discord.rest.expressions import CREATE, KIB, Kind
from local.discord.rest.registry import NOTHING, Call, handles

SOUNDS = Kind("soundboard-sounds", "sound_id", "sound_id", Code.UNKNOWN_SOUND, (8, 24, 36, 48), Code.TOO_MANY_SOUNDS)
MOST_BYTES = 512 * KIB
TYPES = ("audio/mpeg", "audio/ogg")
EDITABLE = ("name", "volume", "emoji_id", "emoji_name")
VOICE_TYPES = frozenset({2, 13})
DEFAULTS: tuple[Json, ...] = (
    {"sound_id": "1", "name": "quack", "volume": 1.0, "emoji_name": "🦆", "emoji_id": None, "available": True},
    {"sound_id": "2", "name": "airhorn", "volume": 1.0, "emoji_name": "🔊", "emoji_id": None, "available": True},
)


@handles("get_soundboard_default_sounds")
def get_soundboard_default_sounds(call: Call) -> list[Json]:
    """Return Discord's own sounds."""
    return [dict(sound) for sound in DEFAULTS]


@handles("list_guild_soundboard_sounds")
def list_guild_soundboard_sounds(call: Call) -> Json:
    """Return a guild's sounds."""
    guild = access.guild(call)
    items = expressions.kept(call, SOUNDS, guild).values()
    return {"items": [expressions.shown(call, guild, item) for item in items]}


@handles("get_guild_soundboard_sound")
def get_guild_soundboard_sound(call: Call) -> Json:
    """Return one of a guild's sounds."""
    guild = access.guild(call)
    return expressions.shown(call, guild, expressions.found(call, SOUNDS, guild))


@handles("create_guild_soundboard_sound")
def create_guild_soundboard_sound(call: Call) -> Json:
    """Add a sound."""
    guild, body = access.guild(call, CREATE), call.fields
    expressions.uri_content("sound", body["sound"], MOST_BYTES, TYPES)
    volume = body.get("volume")
    look = {"guild_id": guild.id, "volume": 1.0 if volume is None else volume}
    given = {name: body.get(name) for name in ("name", "emoji_id", "emoji_name")}
    made = expressions.make(call, SOUNDS, guild, "SoundboardSoundResponse", given | look)
    diff = audit.changes({}, {name: made[name] for name in EDITABLE})
    expressions.logged(call, guild, AuditEvent.SOUNDBOARD_SOUND_CREATE, made["sound_id"], diff)
    call.sim.emit("GUILD_SOUNDBOARD_SOUND_CREATE", made, guild_id=guild.id)
    return dict(made)


@handles("update_guild_soundboard_sound")
def update_guild_soundboard_sound(call: Call) -> Json:
    """Change name, volume and emoji."""
    guild, item = expressions.changeable(call, SOUNDS)
    told = {name: call.fields[name] for name in EDITABLE if name in call.fields}
    if told.get("volume", 1.0) is None:
        told["volume"] = 1.0
    before = {name: item[name] for name in told}
    item |= told
    diff = audit.changes(before, told)
    expressions.logged(call, guild, AuditEvent.SOUNDBOARD_SOUND_UPDATE, item["sound_id"], diff)
    call.sim.emit("GUILD_SOUNDBOARD_SOUND_UPDATE", item, guild_id=guild.id)
    return dict(item)


@handles("delete_guild_soundboard_sound")
def delete_guild_soundboard_sound(call: Call) -> object:
    """Delete one."""
    guild, item = expressions.changeable(call, SOUNDS)
    sound_id = item["sound_id"]
    del expressions.kept(call, SOUNDS, guild)[sound_id]
    diff = audit.changes({"name": item["name"]}, {})
    expressions.logged(call, guild, AuditEvent.SOUNDBOARD_SOUND_DELETE, sound_id, diff)
    told = {"sound_id": sound_id, "guild_id": guild.id}
    call.sim.emit("GUILD_SOUNDBOARD_SOUND_DELETE", told, guild_id=guild.id)
    return NOTHING


@handles("send_soundboard_sound")
def send_soundboard_sound(call: Call) -> object:
    """Play a sound in a voice channel."""
    here, channel = access.guild_channel(call, P.SPEAK | P.USE_SOUNDBOARD)
    if channel["type"] not in VOICE_TYPES:
        raise DiscordError(Code.WRONG_CHANNEL_TYPE)
    sound_id, source = call.fields["sound_id"], call.fields.get("source_guild_id")
    guild = access.guild(call, guild_id=source) if source else here
    if guild.id != here.id:
        access.channel(call, P.USE_EXTERNAL_SOUNDS)
    if sound_id not in {each["sound_id"] for each in DEFAULTS} | set(expressions.kept(call, SOUNDS, guild)):
        raise DiscordError(Code.UNKNOWN_SOUND)
    told = {"channel_id": channel["id"], "guild_id": here.id, "user_id": call.bot_id, "sound_id": sound_id}
    call.sim.emit("VOICE_CHANNEL_EFFECT_SEND", told, channel)
    return NOTHING
