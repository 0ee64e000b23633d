"""automod.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.automod._making import Making
from guildhall.operations.automod._rule import LIST
from guildhall.operations.automod_rules import MOST_RULES, RuleShown
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec


class CreateAutoModRule(Making):
    """Make an AutoMod rule: what it looks for, what it does (it blocks if nothing is said), who is spared.

    A server has at most 6 rules for keywords and 1 of each other kind; a rule has up to 1000 keywords and 10 patterns.
    To time people out takes MODERATE_MEMBERS, too.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="automod:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("POST /guilds/{guild_id}/auto-moderation/rules"),
        source="resources/auto-moderation#create-auto-moderation-rule",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the new rule; refuse one more than there may be of its kind."""
        named = self.prove(ports, "automod.create")
        rules = listed(ports, LIST, {"guild_id": self.guild_id}, RuleShown)
        alike = sum(rule.trigger == self.trigger for rule in rules)
        if alike >= MOST_RULES[self.trigger]:
            told = f"A server has at most {MOST_RULES[self.trigger]} AutoMod rules of the kind {self.trigger}."
            raise InvalidArguments(told, "Edit one of them instead; automod.list shows them.")
        return Preview(
            summary=f"Make the AutoMod rule {self.name}" + ("" if self.enabled else ", which is off"),
            changes=diff({}, {"trigger": self.trigger.value, **self.state()}),
            **seen(rules=[f"{rule.rule_id} {rule.name} {rule.trigger}" for rule in rules], channels=named),
        )

    def execute(self, ports: Ports) -> RuleShown:
        """Make it."""
        self.prove(ports, "automod.create")
        return self.read(ports, self.body())

    def reversal(self, prior: JsonValue, result: RuleShown) -> Reversal:
        """Return its deletion."""
        rule: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "rule_id": str(result.rule_id)}
        return Reversal(operation="automod.delete", arguments=rule)
