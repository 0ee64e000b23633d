"""Objects as one viewer gets them: members with their user, messages with reactions, guilds with roles."""

from local.discord import permissions
from local.discord.errors import Json
from local.discord.permissions import THREAD_TYPES
from local.discord.state import Guild, World

REPLY = 19
GUILD_ONLY_TYPES = frozenset({0, 2, 4, 5, 13, 14, 15})


def member(world: World, guild: Guild, user_id: str) -> Json:
    """Return a member with the user inside."""
    return guild.member(user_id) | {"user": world.users[user_id]}


def roles(guild: Guild) -> list[Json]:
    """Return a guild's roles, lowest first."""
    return [dict(found) for found in sorted(guild.roles.values(), key=permissions.role_rank)]


def guild(found: Guild) -> Json:
    """Return a guild with its roles."""
    return found.data | {"roles": roles(found), "emojis": [], "stickers": []}


def channel(world: World, found: Json, viewer_id: str | None = None) -> Json:
    """Return a channel; a thread carries its counts and, for a member of it, the ``member`` field."""
    if found["type"] not in THREAD_TYPES:
        return dict(found)
    members = world.thread_members.get(found["id"], {})
    shown = found | {"member_count": len(members)}
    if viewer_id in members:
        shown["member"] = members[viewer_id]
    return shown


def message(world: World, found: Json, viewer_id: str) -> Json:
    """Return a message with its reactions as ``viewer_id`` sees them, and its thread."""
    shown = dict(found)
    if reactions := world.reactions.get(found["id"]):
        shown["reactions"] = [
            {
                "emoji": reaction.emoji,
                "count": len(reaction.users),
                "count_details": {"burst": 0, "normal": len(reaction.users)},
                "burst_colors": [],
                "me_burst": False,
                "me": viewer_id in reaction.users,
            }
            for reaction in reactions.values()
            if reaction.users
        ]
    reference = found.get("message_reference")
    if found["type"] == REPLY and reference is not None:
        target = world.messages.get(reference["channel_id"], {}).get(reference["message_id"])
        shown["referenced_message"] = None if target is None else dict(target)
    if (thread := world.channels.get(found["id"])) is not None:
        shown["thread"] = channel(world, thread, viewer_id)
    return shown
