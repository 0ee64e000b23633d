"""role.bulk_remove."""

from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.batch import BatchOutcome
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._bulk import HoldingBatch
from guildhall.operations.role_holders import undoing
from guildhall.operations.spec import Risk, Spec


class RoleBulkRemoved(BatchOutcome):
    """What became of each member; those who are `done` or `already` do not have the role now."""


class BulkRemoveRole(HoldingBatch[RoleBulkRemoved]):
    """Take a role below your own and the bot's highest from up to 100 members; asked again, it goes on."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}"),
        source="resources/guild#remove-guild-member-role",
        idempotent=True,
    )
    wanted: ClassVar[bool] = False

    def preview(self, ports: Ports) -> Preview:
        """Show who loses the role."""
        return self.shown(ports, "Take the role {role} from {members}; did not have it: {rest}")

    def execute(self, ports: Ports) -> RoleBulkRemoved:
        """Take it from one after the other."""
        return RoleBulkRemoved.model_validate(self.outcome(ports).model_dump())

    def reversal(self, prior: JsonValue, result: RoleBulkRemoved) -> Reversal | None:
        """Return the giving, to those who lost it."""
        return undoing("role.bulk_assign", self.guild_id, self.role_id, result)
