"""The commands of one server: where they are."""

from typing import ClassVar

from guildhall.discord.routes import Route
from guildhall.operations.command_given import CommandGiven, GuildCommandAsked
from guildhall.operations.model import Model

LIST = Route("GET /applications/{application_id}/guilds/{guild_id}/commands")
GET = Route("GET /applications/{application_id}/guilds/{guild_id}/commands/{command_id}")


class GuildScope(Model):
    """Says that it is about a server's commands; stands before the operation."""

    lists: ClassVar[Route] = LIST
    gets: ClassVar[Route] = GET
    asks: ClassVar[type[CommandGiven]] = GuildCommandAsked
