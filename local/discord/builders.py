"""Build complete Discord objects from the few facts that differ: users, roles, members, channels, messages."""

from local.discord.clock import iso
from local.discord.errors import Json
from local.discord.permissions import Permission

BIT_RATE = 64_000
VOICE_TYPES = frozenset({2, 13})
CATEGORY = 4
MEMBER_FLAGS = 0
UNSET_IN_A_GUILD = (
    *("icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id"),
    *("afk_channel_id", "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code"),
    *("rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data"),
)


def user(user_id: str, username: str, display: str | None, *, bot: bool = False) -> Json:
    """Return a user object."""
    found: Json = {
        "id": user_id,
        "username": username,
        "avatar": None,
        "discriminator": "0",
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "global_name": display,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }
    if bot:
        found |= {"bot": True, "discriminator": "4821", "public_flags": 1 << 19, "flags": 1 << 19}
    return found


def role(role_id: str, name: str, position: int, permissions: Permission) -> Json:
    """Return a role object without colour or icon."""
    return {
        "id": role_id,
        "name": name,
        "permissions": str(int(permissions)),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def member(joined_s: float, role_ids: list[str] | None = None) -> Json:
    """Return a member object without its user."""
    return {
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": MEMBER_FLAGS,
        "joined_at": iso(joined_s),
        "nick": None,
        "pending": False,
        "premium_since": None,
        "roles": role_ids or [],
        "mute": False,
        "deaf": False,
    }


def channel(channel_id: str, kind: int, guild_id: str, name: str) -> Json:
    """Return a guild channel object at position 0 without overwrites."""
    found: Json = {
        "id": channel_id,
        "type": kind,
        "flags": 0,
        "guild_id": guild_id,
        "name": name,
        "parent_id": None,
        "position": 0,
        "permission_overwrites": [],
    }
    if kind == CATEGORY:
        return found
    found |= {"last_message_id": None, "rate_limit_per_user": 0, "nsfw": False}
    if kind in VOICE_TYPES:
        return found | {"bitrate": BIT_RATE, "user_limit": 0, "rtc_region": None}
    return found | {"topic": None, "last_pin_timestamp": None}


def overwrite(target_id: str, kind: int, *, allow: int = 0, deny: int = 0) -> Json:
    """Return a permission overwrite; ``kind`` 0 is a role, 1 a member."""
    return {"id": target_id, "type": kind, "allow": str(int(allow)), "deny": str(int(deny))}


def dm_channel(channel_id: str, recipients: list[Json]) -> Json:
    """Return a direct message channel object."""
    return {
        "id": channel_id,
        "type": 1,
        "flags": 0,
        "last_message_id": None,
        "recipients": recipients,
    }


def message(message_id: str, channel_id: str, author: Json, created_s: float) -> Json:
    """Return an empty message object of type DEFAULT."""
    return {
        "id": message_id,
        "channel_id": channel_id,
        "type": 0,
        "content": "",
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "timestamp": iso(created_s),
        "edited_timestamp": None,
        "flags": 0,
        "components": [],
        "author": author,
        "pinned": False,
        "mention_everyone": False,
        "tts": False,
    }


def guild(guild_id: str, name: str, owner_id: str) -> Json:
    """Return a guild's settings, without roles, emojis and stickers."""
    settings: Json = dict.fromkeys(UNSET_IN_A_GUILD)
    return settings | {
        "id": guild_id,
        "name": name,
        "features": [],
        "owner_id": owner_id,
        "region": "deprecated",
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "verification_level": 1,
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 2,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
    }
