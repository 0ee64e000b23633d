"""policy.get."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.policy._shown import PolicyShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class GetPolicy(GuildOperation[PolicyShown]):
    """Read the server's policy: what may be changed where, who is asked, and the limits."""

    spec = Spec(risk=Risk.READ, scope="policy:read", permission=Permission.MANAGE_GUILD, source="guildhall:policy")
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> PolicyShown:
        """Read it."""
        return PolicyShown.of(ports, self.guild_id, ports.rules.policy(self.guild_id))
