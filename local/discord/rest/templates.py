"""Templates: a guild's structure under a code; each keeps what the guild was when it was made or synced last.

A role or channel is numbered within the snapshot, @everyone is 0. What holds no structure (members, messages, roles of
bots) is not in it.
Source: https://docs.discord.com/developers/resources/guild-template
"""

import json
import secrets
import string
from collections.abc import Mapping
from typing import Any

from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import ROLE_OVERWRITE, P, role_rank
from local.discord.rest import access
from local.discord.rest.registry import Call, handles
from local.discord.state import Guild

ALREADY_HAS_ONE = 30_031
CODE_CHARACTERS, ALPHABET = 12, string.ascii_letters + string.digits
TEXT, VOICE, CATEGORY, FORUM, NEWS = 0, 2, 4, 15, 5
KINDS = {TEXT: TEXT, NEWS: TEXT, VOICE: VOICE, CATEGORY: CATEGORY, FORUM: FORUM}
SETTINGS = (
    *("name", "description", "region", "verification_level", "default_message_notifications"),
    *("explicit_content_filter", "preferred_locale", "afk_timeout", "system_channel_flags"),
)
ROLE = ("name", "permissions", "color", "colors", "hoist", "mentionable", "icon", "unicode_emoji")
OF_CHANNELS: Json = {
    "topic": None,
    "bitrate": 64_000,
    "user_limit": 0,
    "nsfw": False,
    "rate_limit_per_user": 0,
    "default_auto_archive_duration": None,
    "default_reaction_emoji": None,
    "default_thread_rate_limit_per_user": None,
    "default_sort_order": None,
    "default_forum_layout": None,
    "default_tag_setting": None,
    "theme_color": None,
}


def _kept(call: Call) -> dict[str, Json]:
    """Return every template by its code; changes to them last."""
    return call.world.collections.setdefault("templates", {})


def snapshot(call: Call, guild: Guild) -> Json:
    """Return a guild's structure."""
    found = [each for each in call.world.guild_channels(guild.id) if each["type"] in KINDS]
    channels = sorted(found, key=lambda each: (each["type"] != CATEGORY, each["position"], int(each["id"])))
    roles = [each for each in sorted(guild.roles.values(), key=role_rank) if not each["managed"]]
    numbers = {each["id"]: number for number, each in enumerate(roles)}
    places = {each["id"]: number for number, each in enumerate(channels, start=1)}
    named = {name: places.get(guild.data[name]) for name in ("afk_channel_id", "system_channel_id")}
    told: Json = {name: guild.data[name] for name in SETTINGS}
    told |= {name: None if place is None else str(place) for name, place in named.items()}
    told["roles"] = [{"id": numbers[each["id"]]} | {name: each[name] for name in ROLE} for each in roles]
    return told | {"channels": [_channel(each, places, numbers) for each in channels]}


def _channel(channel: Json, places: Mapping[str, int], numbers: Mapping[str, int]) -> Json:
    parent = places.get(channel.get("parent_id") or "")
    tags = [{**each, "id": number} for number, each in enumerate(channel.get("available_tags") or ())]
    told = {name: channel.get(name, default) for name, default in OF_CHANNELS.items()}
    kept = [each for each in channel["permission_overwrites"] if each["type"] == ROLE_OVERWRITE]
    return told | {
        "id": places[channel["id"]],
        "type": KINDS[channel["type"]],
        "name": channel["name"],
        "position": channel["position"],
        "parent_id": None if parent is None else str(parent),
        "permission_overwrites": [{**o, "id": str(numbers[o["id"]])} for o in kept if o["id"] in numbers],
        "available_tags": tags if channel["type"] == FORUM else None,
        "template": "",
    }


def _shown(call: Call, template: Json) -> Json:
    """Return a template; it is behind once the guild is otherwise than it keeps."""
    guild = call.world.guilds[template["source_guild_id"]]
    behind = _text(snapshot(call, guild)) != _text(template["serialized_source_guild"])
    return template | {"is_dirty": True if behind else None}


def _text(told: Json) -> str:
    return json.dumps(told, sort_keys=True)


def _found(call: Call) -> tuple[Guild, Json]:
    """Return the guild and its template of the path; raises 50013 or 10057."""
    guild = access.guild(call, P.MANAGE_GUILD)
    template = _kept(call).get(call.path["code"])
    if template is None or template["source_guild_id"] != guild.id:
        raise DiscordError(Code.UNKNOWN_TEMPLATE)
    return guild, template


@handles("get_guild_template")
def get_guild_template(call: Call) -> Json:
    """Return a template by its code, of whatever guild."""
    template = _kept(call).get(call.path["code"])
    if template is None:
        raise DiscordError(Code.UNKNOWN_TEMPLATE)
    return _shown(call, template)


@handles("list_guild_templates")
def list_guild_templates(call: Call) -> list[Json]:
    """Return a guild's templates."""
    guild = access.guild(call, P.MANAGE_GUILD)
    return [_shown(call, each) for each in _kept(call).values() if each["source_guild_id"] == guild.id]


@handles("create_guild_template")
def create_guild_template(call: Call) -> Json:
    """Make a template; a guild has one."""
    guild = access.guild(call, P.MANAGE_GUILD)
    if any(each["source_guild_id"] == guild.id for each in _kept(call).values()):
        raise DiscordError(ALREADY_HAS_ONE, "Guild already has a template", status=400)
    code, now = "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARACTERS)), call.world.clock.iso()
    told: Json = {"code": code, "name": call.fields["name"], "description": call.fields.get("description")}
    told |= {"usage_count": 0, "creator_id": call.bot_id, "creator": call.world.users[call.bot_id]}
    told |= {"created_at": now, "updated_at": now, "source_guild_id": guild.id}
    _kept(call)[code] = told | {"serialized_source_guild": snapshot(call, guild)}
    return _shown(call, _kept(call)[code])


@handles("update_guild_template")
def update_guild_template(call: Call) -> Json:
    """Change name and description."""
    _, template = _found(call)
    changed: dict[str, Any] = {name: call.fields[name] for name in ("name", "description") if name in call.fields}
    template |= {name: value for name, value in changed.items() if name != "name" or value}
    return _shown(call, template)


@handles("sync_guild_template")
def sync_guild_template(call: Call) -> Json:
    """Bring a template up to what the guild is."""
    guild, template = _found(call)
    template |= {"serialized_source_guild": snapshot(call, guild), "updated_at": call.world.clock.iso()}
    return _shown(call, template)


@handles("delete_guild_template")
def delete_guild_template(call: Call) -> Json:
    """Delete a template and return it as it was."""
    _, template = _found(call)
    shown = _shown(call, template)
    del _kept(call)[template["code"]]
    return shown
