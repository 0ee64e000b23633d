"""automod.delete."""

from pydantic import JsonValue

from guildhall.discord.ids import RuleId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.automod._rule import RuleOperation
from guildhall.operations.automod_rules import as_made
from guildhall.operations.base import Reasoned
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.spec import Risk, Spec


class RuleDeleted(Model):
    """The rule that is gone."""

    rule_id: RuleId


class DeleteAutoModRule(RuleOperation[RuleDeleted], Reasoned):
    """Delete an AutoMod rule: from then on it stops nothing. To let it rest, switch it off instead."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="automod:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("DELETE /guilds/{guild_id}/auto-moderation/rules/{rule_id}"),
        source="resources/auto-moderation#delete-auto-moderation-rule",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes."""
        rule = self.now(ports)
        return Preview(summary=f"Delete the AutoMod rule {rule.name}", targets=(rule.target,), **seen(rule=rule))

    def execute(self, ports: Ports) -> RuleDeleted:
        """Delete it."""
        self.send(ports)
        return RuleDeleted(rule_id=self.rule_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read what it is like; nothing of one that could not be made again."""
        return as_made(self.now(ports))

    def reversal(self, prior: JsonValue, result: RuleDeleted) -> Reversal | None:
        """Return its making anew."""
        arguments: dict[str, JsonValue] = {"guild_id": str(self.guild_id), **fields(prior)}
        lost = "Its id, and who made it."
        anew = Reversal(operation="automod.create", arguments=arguments, fidelity=Fidelity.PARTIAL, lost=lost)
        return anew if fields(prior) else None
