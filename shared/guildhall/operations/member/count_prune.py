"""member.count_prune."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.member._pruning import COUNT, Inactive, counted
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class PruneCounted(Model):
    """How many members a prune would put out now."""

    member_count: int


class CountPrune(Inactive, GuildOperation[PruneCounted]):
    """Count whom a prune would put out: away for 1 to 30 days, and with no role but those you name."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=Permission.MANAGE_GUILD | Permission.KICK_MEMBERS,
        route=COUNT,
        source="resources/guild#get-guild-prune-count",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> PruneCounted:
        """Ask Discord."""
        return PruneCounted(member_count=counted(ports, self.guild_id, self))
