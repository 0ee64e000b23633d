"""A guild's own settings: edit, incidents, widget, welcome screen."""

import hashlib

from local.discord import audit, views
from local.discord.audit import AuditEvent
from local.discord.clock import parse_iso
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import Answer, Call, handles
from local.discord.state import Guild

PICTURES = frozenset({"icon", "banner", "splash", "discovery_splash", "home_header"})
FIXED = frozenset({"id", "owner_id", "features"})
ADMINISTRATORS = frozenset({"COMMUNITY", "DISCOVERABLE"})
CHANNELS = ("afk", "system", "rules", "public_updates", "safety_alerts")
EVERYBODY_IS_SCANNED = 2
DAY_S = 86_400
ONLINE = 100


@handles("update_guild")
def update_guild(call: Call) -> Json:
    """Change a guild's settings; community and discovery are an administrator's to switch."""
    found, body = access.guild(call, P.MANAGE_GUILD), call.fields
    old = dict(found.data)
    new = {name: value for name, value in body.items() if name in found.data and name not in FIXED}
    for name in PICTURES & new.keys():
        new[name] = kept_picture(new[name])
    for name in (f"{use}_channel_id" for use in CHANNELS):
        _require_channel(call, found, new.get(name))
    if body.get("features") is not None:
        new["features"] = _features(call, found, old | new, body["features"])
    found.data |= new
    diff = audit.changes(old, found.data)
    audit.write(call.sim, found, AuditEvent.GUILD_UPDATE, found.id, changes=diff, reason=call.reason)
    call.sim.emit("GUILD_UPDATE", views.guild(found), guild_id=found.id)
    return views.guild(found)


def kept_picture(given: str | None) -> str | None:
    """Return the hash by which a picture is known; None takes it away."""
    return hashlib.md5(given.encode(), usedforsecurity=False).hexdigest() if given else None


def _require_channel(call: Call, found: Guild, channel_id: str | None) -> None:
    if channel_id is not None and call.world.channels.get(channel_id, {}).get("guild_id") != found.id:
        raise DiscordError(Code.UNKNOWN_CHANNEL)


def _features(call: Call, found: Guild, then: Json, wanted: list[str]) -> list[str]:
    """Return the features as they will be: a community has rules, a channel for notices, and is looked after."""
    turned = (set(found.data["features"]) ^ set(wanted)) & ADMINISTRATORS
    if turned and not access.bot_permissions(call, found) & P.ADMINISTRATOR:
        raise DiscordError(Code.MISSING_PERMISSIONS)
    ready = then["rules_channel_id"] and then["public_updates_channel_id"] and then["verification_level"]
    scanned = then["explicit_content_filter"] == EVERYBODY_IS_SCANNED
    if "COMMUNITY" in wanted and not (ready and scanned):
        raise invalid_field("features", "GUILD_COMMUNITY_REQUIREMENTS", "A community needs rules and safety settings")
    return sorted(set(wanted))


@handles("update_guild_incident_actions")
def update_guild_incident_actions(call: Call) -> Json:
    """Close invites or direct messages for at most a day."""
    found, now = access.guild(call, P.MANAGE_GUILD), call.world.clock.now()
    kept = dict(found.data["incidents_data"] or {"invites_disabled_until": None, "dms_disabled_until": None})
    for name in kept.keys() & call.fields.keys():
        until = call.fields[name]
        if until is not None and parse_iso(until) > now + DAY_S + 1:
            raise invalid_field(name, "DATETIME_TYPE_MAX", "At most 24 hours in the future")
        kept[name] = until
    found.data["incidents_data"] = kept
    call.sim.emit("GUILD_UPDATE", views.guild(found), guild_id=found.id)
    return kept


def _widget(found: Guild) -> Json:
    return {"enabled": found.data["widget_enabled"], "channel_id": found.data["widget_channel_id"]}


@handles("get_guild_widget_settings", "update_guild_widget_settings")
def guild_widget_settings(call: Call) -> Json:
    """Show or change whether web sites may show the guild."""
    found = access.guild(call, P.MANAGE_GUILD)
    if call.fields.get("enabled") is not None:
        found.data["widget_enabled"] = call.fields["enabled"]
    if "channel_id" in call.fields:
        _require_channel(call, found, call.fields["channel_id"])
        found.data["widget_channel_id"] = call.fields["channel_id"]
    return _widget(found)


@handles("get_guild_widget")
def get_guild_widget(call: Call) -> Json:
    """Return what web sites show: nothing while the widget is off."""
    found = call.world.guilds.get(call.path["guild_id"])
    if found is None:
        raise DiscordError(Code.UNKNOWN_GUILD)
    if not found.data["widget_enabled"]:
        raise DiscordError(Code.WIDGET_DISABLED)
    about: Json = {"id": found.id, "name": found.data["name"], "instant_invite": None, "channels": [], "members": []}
    return about | {"presence_count": min(ONLINE, len(found.members))}


@handles("get_guild_welcome_screen", "update_guild_welcome_screen")
def guild_welcome_screen(call: Call) -> Answer:
    """Show or change the welcome screen of a community; one that is off is for its managers."""
    writes = call.operation.method == "PATCH"
    found = access.guild(call)
    features = found.data["features"]
    if writes or "WELCOME_SCREEN_ENABLED" not in features:
        access.guild(call, P.MANAGE_GUILD)
    if "COMMUNITY" not in features:
        raise DiscordError(Code.UNKNOWN_WELCOME_SCREEN)
    kept = call.world.collections.setdefault(f"welcome-screen of {found.id}", {})
    screen = kept.setdefault("screen", {"description": None, "welcome_channels": []})
    for item in call.fields.get("welcome_channels") or []:
        _require_channel(call, found, item["channel_id"])
    for name in screen.keys() & call.fields.keys():
        screen[name] = call.fields[name]
    screen["welcome_channels"] = [{"emoji_id": None, "emoji_name": None} | item for item in screen["welcome_channels"]]
    if call.fields.get("enabled") is not None:
        others = [name for name in features if name != "WELCOME_SCREEN_ENABLED"]
        found.data["features"] = [*others, "WELCOME_SCREEN_ENABLED"] if call.fields["enabled"] else others
    return Answer(200, screen)
