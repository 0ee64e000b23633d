"""The members of a guild, page by page; Discord lists them only to applications that have the members intent."""

from collections.abc import Iterator

from pydantic import TypeAdapter

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.limits import MEMBERS_PAGE_COUNT
from guildhall.discord.parsing import parsed
from guildhall.discord.routes import LIST_GUILD_MEMBERS
from guildhall.discord.types.guild import Member
from guildhall.errors import DiscordForbidden
from guildhall.operations.ports import Ports

SPARE_S = 8.0
"""Seconds of a call's time that reading a long list leaves for what comes after it."""


def page(ports: Ports, guild_id: GuildId, after: UserId | None, limit: int = MEMBERS_PAGE_COUNT) -> list[Member]:
    """Return up to `limit` members with ids above `after`, by id.

    Raises:
        DiscordForbidden: The application has not the members intent.
    """
    query: dict[str, str | int | bool] = {"limit": limit, **({"after": str(after)} if after else {})}
    try:
        answer = ports.discord.call(LIST_GUILD_MEMBERS, {"guild_id": guild_id}, query=query)
    except DiscordForbidden as error:
        raise DiscordForbidden(
            "Discord lists a server's members only to applications that have the Server Members intent.",
            "Switch it on in Discord's developer portal, under Bot; member.search and member.get work without it.",
            status=error.status,
            discord_code=error.discord_code,
            route=LIST_GUILD_MEMBERS.text,
        ) from None
    return parsed(TypeAdapter(list[Member]), LIST_GUILD_MEMBERS, answer)


class Roster:
    """The members of a guild from one on, as far as the call's time allows.

    Attributes:
        whole: Whether the list was read to its end; known once it was iterated over.
        read_to: The last member that was read.
    """

    def __init__(self, ports: Ports, guild_id: GuildId, after: UserId | None = None) -> None:
        """Begin after a member, or at the first one."""
        self._ports, self._guild_id = ports, guild_id
        self.whole, self.read_to = False, after

    def __iter__(self) -> Iterator[Member]:
        """Yield the members by id."""
        while not self.whole and (self.read_to is None or self._ports.remaining_s > SPARE_S):
            members = page(self._ports, self._guild_id, self.read_to)
            for member in members:
                self.read_to = member.id
                yield member
            self.whole = len(members) < MEMBERS_PAGE_COUNT
