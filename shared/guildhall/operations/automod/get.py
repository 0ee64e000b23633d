"""automod.get."""

from guildhall.discord.permissions import Permission
from guildhall.operations.automod._rule import GET, RuleOperation
from guildhall.operations.automod_rules import RuleShown
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class GetAutoModRule(RuleOperation[RuleShown]):
    """Read one AutoMod rule with its words, patterns, actions and exemptions."""

    spec = Spec(
        risk=Risk.READ,
        scope="automod:read",
        permission=Permission.MANAGE_GUILD,
        route=GET,
        source="resources/auto-moderation#get-auto-moderation-rule",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> RuleShown:
        """Read it, and leave out channels that the caller does not see."""
        return self.now(ports).seen_among(visible(ports, self.guild_id))
