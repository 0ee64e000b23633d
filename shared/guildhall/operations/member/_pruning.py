"""Members who have been away for so many days and have no role, or none but those that are named."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import GuildId, RoleId
from guildhall.discord.limits import PRUNE_DAYS
from guildhall.discord.routes import Route
from guildhall.discord.types.guild import Role
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Query, Shown

COUNT = Route("GET /guilds/{guild_id}/prune")


class Inactive(Model):
    """Adds who is meant; stands before the operation."""

    days: Annotated[int, Field(ge=1, le=PRUNE_DAYS, description="Away for at least so many days.")]
    include_role_ids: Annotated[
        frozenset[RoleId],
        Field(max_length=100, description="Also those who have roles, but none beyond these."),
    ] = frozenset()

    @property
    def role_ids(self) -> list[RoleId]:
        """The roles in the order of their ids."""
        return sorted(self.include_role_ids, key=int)

    @property
    def query(self) -> Query:
        """The request for their number."""
        roles = {"include_roles": ",".join(self.role_ids)} if self.role_ids else {}
        return {"days": self.days, **roles}

    @property
    def body(self) -> dict[str, JsonValue]:
        """The request that puts them out and counts them."""
        roles: dict[str, JsonValue] = {"include_roles": [*map(str, self.role_ids)]} if self.role_ids else {}
        return {"days": self.days, "compute_prune_count": True, **roles}


class Pruned(Shown):
    """Discord's number; None where it counted none."""

    pruned: int | None = None


def counted(ports: Ports, guild_id: GuildId, who: Inactive) -> int:
    """Return how many are meant now."""
    answer = ports.discord.call(COUNT, {"guild_id": guild_id}, query=who.query)
    return Pruned.read(answer, COUNT).pruned or 0


def but(roles: list[Role]) -> str:
    """Return which roles are no hindrance, as the end of a sentence; empty for none."""
    return f" but {', '.join(role.name for role in roles)}" if roles else ""
