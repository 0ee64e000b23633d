"""Who a message pings: the text's mentions, cut by ``allowed_mentions`` and by the author's rights.

Source: https://discord.com/developers/docs/resources/message#allowed-mentions-object
"""

import re
from dataclasses import dataclass

from local.discord.errors import Json, invalid_field
from local.discord.state import World

USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)\b")


@dataclass(frozen=True)
class Pings:
    """The users, roles and @everyone that a message pings."""

    user_ids: list[str]
    role_ids: list[str]
    everyone: bool


@dataclass(frozen=True)
class Audience:
    """Where a text is sent and what its author may ping."""

    world: World
    guild_id: str | None
    may_mention_everyone: bool


def check(allowed: Json | None) -> None:
    """Refuse an ``allowed_mentions`` that contradicts itself.

    Raises:
        DiscordError: 50035.
    """
    parse = (allowed or {}).get("parse") or []
    for name in ("users", "roles"):
        if name in parse and (allowed or {}).get(name):
            message = f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.'
            raise invalid_field("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def find(text: str, allowed: Json | None, audience: Audience, replied_user_id: str | None = None) -> Pings:
    """Return whom a text pings."""
    world = audience.world
    users = [found for found in dict.fromkeys(USER.findall(text)) if found in world.users]
    roles = [found for found in dict.fromkeys(ROLE.findall(text)) if _mentionable(audience, found)]
    everyone = bool(EVERYONE.search(text)) and audience.may_mention_everyone
    replied = replied_user_id
    if allowed is not None:
        parse = set(allowed.get("parse") or ())
        users = [found for found in users if "users" in parse or found in (allowed.get("users") or ())]
        roles = [found for found in roles if "roles" in parse or found in (allowed.get("roles") or ())]
        everyone = everyone and "everyone" in parse
        replied = replied if allowed.get("replied_user") else None
    if replied is not None and replied not in users:
        users.append(replied)
    return Pings(users, roles, everyone)


def _mentionable(audience: Audience, role_id: str) -> bool:
    guild = audience.world.guilds.get(audience.guild_id or "")
    if guild is None or role_id not in guild.roles or role_id == guild.id:
        return False
    return bool(guild.roles[role_id]["mentionable"]) or audience.may_mention_everyone
