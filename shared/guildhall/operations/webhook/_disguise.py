"""Whom a webhook's name could be taken for.

A webhook speaks under any name, so a name could make people believe that the owner, the bot or the staff speaks. A name
that reads like the owner's, the bot's, or that of a role with which much can be done, is refused.
"""

import unicodedata
from contextlib import suppress

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import DANGEROUS_PERMISSIONS
from guildhall.errors import DiscordNotFound, InvalidArguments
from guildhall.operations.ports import Ports


def refuse_disguise(ports: Ports, guild_id: GuildId | None, name: str | None) -> None:
    """Raise InvalidArguments where a name reads like the owner's, the bot's, or a powerful role's."""
    if (
        guild_id is not None
        and name is not None
        and _read(name) in {_read(each) for each in _of_others(ports, guild_id)}
    ):
        raise InvalidArguments(
            "That name is one of this server's: its owner's, the bot's, or a role's with which much can be done.",
            "Take a name that says what posts.",
        )


def _of_others(ports: Ports, guild_id: GuildId) -> list[str]:
    guild, bot = ports.discord.guild(guild_id), ports.discord.bot_member(guild_id)
    names = [role.name for role in guild.roles if role.permissions & DANGEROUS_PERMISSIONS]
    people = [bot]
    if guild.owner_id is not None:
        with suppress(DiscordNotFound):
            people.append(ports.discord.member(guild_id, guild.owner_id))
    return [*names, *(name for member in people for name in (member.display, member.user.username))]


def _read(name: str) -> str:
    """Return a name as an eye takes it: without case, accents, blanks and signs; one of signs alone as it is."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if character.isalnum()) or plain
