"""role.list."""

from typing import ClassVar

from pydantic import BaseModel, TypeAdapter

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import describe
from guildhall.discord.routes import Route
from guildhall.discord.types import Role
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec

_ROLES = TypeAdapter(list[Role])


class RoleShown(BaseModel):
    """A role; `permissions` as the client names them, `managed` by Discord or an integration: nobody gives it."""

    role_id: RoleId
    name: GivenName
    colour: OurText
    position: int
    managed: bool
    permissions: list[OurText]


class RolesListed(BaseModel):
    """Roles from the highest down; @everyone, which all members have, is the last."""

    roles: list[RoleShown]


class ListRoles(GuildOperation[RolesListed]):
    """List a guild's roles from the highest down, with what each lets its holders do."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.READ,
        scope="roles:read",
        permission=None,
        why="Discord tells every member's client the guild's roles.",
        route=Route("GET /guilds/{guild_id}/roles"),
        source="resources/guild#get-guild-roles",
        listed=True,
    )

    def execute(self, ports: Ports) -> RolesListed:
        """Read them."""
        roles = _ROLES.validate_python(self.send(ports))
        roles.sort(key=lambda role: (str(role.id) == self.guild_id, -role.position, int(role.id)))
        return RolesListed(roles=[_shown(role) for role in roles])


def _shown(role: Role) -> RoleShown:
    told, colour = describe(role.permissions), f"#{role.color:06x}" if role.color else ""
    return RoleShown(
        role_id=role.id, name=role.name, colour=colour, position=role.position, managed=role.managed, permissions=told
    )
