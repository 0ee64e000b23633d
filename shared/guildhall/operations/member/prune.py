"""member.prune."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts, GuildOperation, Reasoned
from guildhall.operations.member._pruning import Inactive, Pruned, but
from guildhall.operations.member._spared import count_within, require_somebody
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, seen
from guildhall.operations.spec import Risk, Spec, Spending


class MembersPruned(Model):
    """How many are out; None where Discord did not count."""

    member_count: int | None


class PruneMembers(Inactive, GuildOperation[MembersPruned], Reasoned):
    """Put out who was away for 1 to 30 days and has no role but those you name, if they are not too many."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="members:moderate",
        permission=Permission.MANAGE_GUILD | Permission.KICK_MEMBERS,
        route=Route("POST /guilds/{guild_id}/prune"),
        source="resources/guild#begin-guild-prune",
    )
    at_most: Annotated[int, Field(ge=1, le=10_000, description="If more would go, none goes.", examples=[50])]

    def acts_on(self) -> Acts:
        """Return the roles whose holders may go: caller and bot have to stand above them."""
        return Acts(role_ids=tuple(self.role_ids))

    def spends(self) -> Mapping[Spending, int]:
        """Return as many acts of moderation as members may go."""
        return {Spending.MODERATION: self.at_most}

    def preview(self, ports: Ports) -> Preview:
        """Show how many go; whom, Discord does not tell."""
        require_somebody(count := count_within(ports, self.guild_id, self, self.at_most))
        roles = [role for role in ports.discord.guild(self.guild_id).roles if role.id in self.include_role_ids]
        return Preview(
            summary=f"Put out who was away for {self.days} days and has no role{but(roles)}: {count}",
            targets=tuple(Target(id=role.id, label=f"@{role.name}") for role in roles),
            changes=(Change(field="members put out", before=0, after=count),),
            irreversible="They must be invited again, and come back without their roles and nickname.",
            **seen(count=count, roles=roles),
        )

    def execute(self, ports: Ports) -> MembersPruned:
        """Count once more, and put them out."""
        count_within(ports, self.guild_id, self, self.at_most)
        return MembersPruned(member_count=Pruned.read(self.send(ports, body=self.body)).pruned)
