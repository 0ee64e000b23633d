"""role.list."""

from typing import ClassVar

from pydantic import TypeAdapter

from guildhall.discord.routes import Route
from guildhall.discord.types.guild import Role
from guildhall.operations.base import GuildOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.role_listed import RoleShown, from_highest
from guildhall.operations.spec import Risk, Spec

_ROLES = TypeAdapter(list[Role])


class RolesListed(Model):
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
        roles = from_highest(_ROLES.validate_python(self.send(ports)), self.guild_id)
        return RolesListed(roles=[RoleShown.of(role) for role in roles])
