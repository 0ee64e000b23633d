"""automod.list."""

from guildhall.discord.permissions import Permission
from guildhall.operations.automod._rule import LIST
from guildhall.operations.automod_rules import RuleShown
from guildhall.operations.base import GuildOperation
from guildhall.operations.model import Model
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class RulesListed(Model):
    """AutoMod rules of a guild, those that are off included."""

    rules: list[RuleShown]


class ListAutoModRules(GuildOperation[RulesListed]):
    """List a guild's AutoMod rules: what each looks for, what it does then, and who is spared."""

    spec = Spec(
        risk=Risk.READ,
        scope="automod:read",
        permission=Permission.MANAGE_GUILD,
        route=LIST,
        source="resources/auto-moderation#list-auto-moderation-rules-for-guild",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> RulesListed:
        """Read them, and leave out channels that the caller does not see."""
        rules, known = RuleShown.read_all(self.send(ports), LIST), visible(ports, self.guild_id)
        return RulesListed(rules=[rule.seen_among(known) for rule in rules])
