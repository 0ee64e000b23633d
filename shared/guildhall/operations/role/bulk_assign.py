"""role.bulk_assign."""

from typing import Annotated, ClassVar

from pydantic import Field

from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts
from guildhall.operations.batch import BatchOutcome, NamedBatch, one_by_one
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.role._danger import named, risk_of_granting
from guildhall.operations.role._holders import Holders
from guildhall.operations.spec import Risk, Spec


class RoleBulkAssigned(BatchOutcome):
    """What became of each member; those who are `done` or `already` have the role now."""


class BulkAssignRole(NamedBatch[RoleBulkAssigned]):
    """Give up to 100 members a role below your own and the bot's highest one; asked again, it goes on."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"),
        source="resources/guild#add-guild-member-role",
        idempotent=True,
    )
    user_ids: Annotated[frozenset[UserId], Field(min_length=1, max_length=100)]
    role_id: RoleId

    def acts_on(self) -> Acts:
        """Return role and members; Discord does not ask for rank over a member."""
        return Acts(role_ids=(self.role_id,), peer_ids=tuple(self.ordered))

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE for a role with which much harm can be done."""
        return risk_of_granting(named(ports.discord.guild(self.guild_id), self.role_id))

    def preview(self, ports: Ports) -> Preview:
        """Show who gets the role; who has it, or is no member, is counted."""
        role, holders = named(ports.discord.guild(self.guild_id), self.role_id), self._holders(ports)
        getting, had = len(holders.targets), len(holders.members_who(have=True))
        told = f"Give {getting} members the role {role.name}; had already: {had}, no members: {len(holders.absent)}"
        return Preview(summary=told, targets=holders.targets, requests=getting, **seen(role=role, **holders.state))

    def execute(self, ports: Ports) -> RoleBulkAssigned:
        """Give it to one after the other."""
        holders = self._holders(ports)
        given = one_by_one(ports, holders.members_who(have=False), lambda each: self.send_for(ports, each))
        return RoleBulkAssigned.of([*given, *holders.settled()])

    def _holders(self, ports: Ports) -> Holders:
        return Holders(self.role_id, self.ordered, ports.discord.members(self.guild_id, self.ordered))
