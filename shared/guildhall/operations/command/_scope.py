"""The commands of all servers: where they are, and who may."""

from typing import ClassVar

from guildhall.discord.routes import Route
from guildhall.operations.command_given import CommandGiven, GlobalCommandAsked
from guildhall.operations.model import Model
from guildhall.operations.spec import Discloses

LIST = Route("GET /applications/{application_id}/commands")
GET = Route("GET /applications/{application_id}/commands/{command_id}")
WHY = "The commands are there in all servers; those to whom the application belongs see to them."


class GlobalScope(Model):
    """Says that it is about the commands of all servers, for those to whom the application belongs."""

    lists: ClassVar[Route] = LIST
    gets: ClassVar[Route] = GET
    asks: ClassVar[type[CommandGiven]] = GlobalCommandAsked
    discloses: ClassVar[Discloses] = Discloses.TO_CALLER
    for_keepers: ClassVar[bool] = True
