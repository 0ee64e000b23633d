"""role.bulk_assign."""

from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.batch import BatchOutcome
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._bulk import HoldingBatch
from guildhall.operations.role._danger import named, risk_of_granting
from guildhall.operations.role_holders import undoing
from guildhall.operations.spec import Risk, Spec


class RoleBulkAssigned(BatchOutcome):
    """What became of each member; those who are `done` or `already` have the role now."""


class BulkAssignRole(HoldingBatch[RoleBulkAssigned]):
    """Give up to 100 members a role below your own and the bot's highest; asked again, it goes on."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"),
        source="resources/guild#add-guild-member-role",
        idempotent=True,
    )
    wanted: ClassVar[bool] = True

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE for a role with which much harm can be done."""
        return risk_of_granting(named(ports.discord.guild(self.guild_id), self.role_id))

    def preview(self, ports: Ports) -> Preview:
        """Show who gets the role."""
        return self.shown(ports, "Give {members} the role {role}; had already: {rest}")

    def execute(self, ports: Ports) -> RoleBulkAssigned:
        """Give it to one after the other."""
        return RoleBulkAssigned.model_validate(self.outcome(ports).model_dump())

    def reversal(self, prior: JsonValue, result: RoleBulkAssigned) -> Reversal | None:
        """Return the taking, from those who got it."""
        return undoing("role.bulk_remove", self.guild_id, self.role_id, result)
