"""role.assign_by_filter."""

from collections.abc import Mapping

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts
from guildhall.operations.batch import BatchOperation, one_by_one
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._danger import named, risk_of_granting
from guildhall.operations.role._filtered import FEW, RoleAssignedByFilter, RoleForSome, given, shown
from guildhall.operations.role_filter import matched
from guildhall.operations.role_holders import undoing
from guildhall.operations.spec import Risk, Spec, Spending


class AssignRoleByFilter(RoleForSome, BatchOperation[RoleAssignedByFilter]):
    """Give a role to members whom a filter means, at most 100 at once; needs the Server Members intent."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"),
        source="resources/guild#add-guild-member-role",
        idempotent=True,
    )

    def acts_on(self) -> Acts:
        """Return the role; whom the policy protects is left out."""
        return Acts(role_ids=(self.role_id,))

    def spends(self) -> Mapping[Spending, int]:
        """Return what one takes, times the members that it may be: it is taken before they are read for good."""
        return {spending: cost * self.at_most for spending, cost in super().spends().items()}

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE for many members, or for a role with which much harm can be done."""
        risk = risk_of_granting(named(ports.discord.guild(self.guild_id), self.role_id))
        return Risk.DESTRUCTIVE if self.at_most > FEW else risk

    def preview(self, ports: Ports) -> Preview:
        """Show how many are meant, and the first of them."""
        role = named(ports.discord.guild(self.guild_id), self.role_id)
        return shown(role, matched(ports, self.guild_id, self.role_id, self), self.at_most)

    def execute(self, ports: Ports) -> RoleAssignedByFilter:
        """Give it to one after the other."""
        meant = matched(ports, self.guild_id, self.role_id, self)
        now = [member.id for member in meant.lacking[: self.at_most]]
        return given(meant, one_by_one(ports, now, lambda each: self.send_for(ports, each)))

    def reversal(self, prior: JsonValue, result: RoleAssignedByFilter) -> Reversal | None:
        """Return the taking, from those who got it."""
        return undoing("role.bulk_remove", self.guild_id, self.role_id, result)
