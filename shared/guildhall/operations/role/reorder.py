"""role.reorder."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts, GuildOperation, Reasoned
from guildhall.operations.closing import spare
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._danger import named
from guildhall.operations.role_arranged import RolesMoved, RolesReordered, arranged, placed, returning
from guildhall.operations.role_order import body, moved, numbered, order_of, passed
from guildhall.operations.spec import Risk, Spec


class ReorderRoles(RolesMoved, GuildOperation[RolesReordered], Reasoned):
    """Move roles below your own and the bot's highest one: above another role, or among their own places."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("PATCH /guilds/{guild_id}/roles"),
        source="resources/guild#modify-guild-role-positions",
        idempotent=True,
    )

    def acts_on(self) -> Acts:
        """Return every role that is named: whoever stands above them all also stands above wherever they end."""
        above = self.above_role_id
        named_above = [above] if above and str(above) != self.guild_id else []
        return Acts(role_ids=(*self.role_ids, *named_above), managed=True)

    def preview(self, ports: Ports) -> Preview:
        """Show the order before and after."""
        guild = ports.discord.guild(self.guild_id)
        then = moved(guild, self.role_ids, self.above_role_id)
        spare(ports, self.guild_id, [role.id for role in passed(order_of(guild), then, self.role_ids)])
        return arranged(order_of(guild), then, [named(guild, role_id) for role_id in self.role_ids])

    def execute(self, ports: Ports) -> RolesReordered:
        """Move them, if they do not stand there already."""
        guild = ports.discord.guild(self.guild_id)
        then = moved(guild, self.role_ids, self.above_role_id)
        if numbers := numbered(order_of(guild), then):
            self.send(ports, body=body(numbers))
        return placed(then)

    def prior(self, ports: Ports) -> JsonValue:
        """Read the order."""
        return [str(role.id) for role in order_of(ports.discord.guild(self.guild_id))]

    def reversal(self, prior: JsonValue, result: RolesReordered) -> Reversal | None:
        """Return the move back."""
        return returning(self.guild_id, prior, result)
