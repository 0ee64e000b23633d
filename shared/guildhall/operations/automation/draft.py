"""automation.draft."""

from pydantic import JsonValue

from guildhall.automations.model import Content
from guildhall.automations.room import require_room
from guildhall.automations.triggers import Trigger
from guildhall.discord.permissions import Permission
from guildhall.operations.automation_checking import Checked, checked
from guildhall.operations.automation_parts import ActionsGiven, DescriptionGiven, NameGiven, left_as
from guildhall.operations.automation_shown import AutomationChanged, previewed
from guildhall.operations.base import GuildOperation
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class DraftAutomation(GuildOperation[AutomationChanged]):
    """Draft an automation: what sets it off and what it does then. A draft does nothing by itself.

    It is kept for people to read and change; nothing runs it yet.
    """

    spec = Spec(
        risk=Risk.WRITE, scope="automations:write", permission=Permission.MANAGE_GUILD, source="guildhall:automations"
    )
    name: NameGiven
    description: DescriptionGiven = ""
    trigger: Trigger
    actions: ActionsGiven

    def preview(self, ports: Ports) -> Preview:
        """Show when it would do what, and what of that could not be done today."""
        content, actions = self._content(ports)
        require_room(ports.automations.listed(self.guild_id), content, new=True)
        return previewed(ports, self.guild_id, None, content, actions)

    def execute(self, ports: Ports) -> AutomationChanged:
        """Keep it."""
        content, actions = self._content(ports)
        return AutomationChanged.of(ports.automations.add(self.guild_id, content), actions)

    def prior(self, ports: Ports) -> JsonValue:
        """Read how it is told once it is there."""
        return left_as(self._content(ports)[0])

    def reversal(self, prior: JsonValue, result: AutomationChanged) -> Reversal:
        """Return its deletion."""
        given: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "automation_id": str(result.automation_id)}
        return Reversal(operation="automation.delete", arguments=given, left=fields(prior))

    def _content(self, ports: Ports) -> tuple[Content, list[Checked]]:
        actions = tuple(self.actions)
        given = Content(name=self.name, description=self.description, trigger=self.trigger, actions=actions)
        judged = checked(ports, self.guild_id, given)
        return given.model_copy(update={"actions": tuple(each.action for each in judged)}), judged
