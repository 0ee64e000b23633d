"""automod.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.automod._changed import RuleChanged
from guildhall.operations.automod._merging import merged, way_back
from guildhall.operations.automod._rule import RuleOperation
from guildhall.operations.automod._warning import warned
from guildhall.operations.automod_rules import RuleShown, as_asked
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditAutoModRule(RuleChanged, RuleOperation[RuleShown]):
    """Change an AutoMod rule, never its kind: words, actions, who is spared, on or off; lists as a whole."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="automod:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("PATCH /guilds/{guild_id}/auto-moderation/rules/{rule_id}"),
        source="resources/auto-moderation#modify-auto-moderation-rule",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show what changes; prove the channels that are named."""
        named, rule = self.prove(ports, "automod.edit"), self.now(ports)
        merged(ports, self, rule)
        seen_of_it = rule.seen_among(visible(ports, self.guild_id))
        return Preview(
            summary=f"Edit the AutoMod rule {rule.name}{warned(rule, seen_of_it, self.changed)}",
            targets=(rule.target,),
            changes=diff(as_asked(seen_of_it), self.changed),
            **seen(rule=rule, channels=named),
        )

    def execute(self, ports: Ports) -> RuleShown:
        """Change it."""
        self.prove(ports, "automod.edit")
        return self.read(ports, merged(ports, self, self.now(ports)))

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is changed."""
        return {name: value for name, value in as_asked(self.now(ports)).items() if name in self.changed}

    def reversal(self, prior: JsonValue, result: RuleShown) -> Reversal:
        """Return the change back."""
        rule: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "rule_id": str(self.rule_id)}
        left = {name: value for name, value in as_asked(result).items() if name in self.changed}
        return Reversal(operation="automod.edit", arguments=rule | way_back(fields(prior)), left=left)
