"""automation.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.operations.automation._one import OneAutomation
from guildhall.operations.automation_changing import Changes, changed, put_back
from guildhall.operations.automation_shown import AutomationChanged, previewed
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Discloses, Risk, Spec


class EditAutomation(Changes, OneAutomation[AutomationChanged]):
    """Change the draft of an automation; actions that are given replace all that were there."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="automations:write",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:automations",
        idempotent=True,
    )
    discloses = Discloses.TO_CALLER

    def preview(self, ports: Ports) -> Preview:
        """Show what becomes different, field by field."""
        before = self.now(ports)
        return previewed(ports, self.guild_id, before, *changed(ports, before, self.wanted()))

    def execute(self, ports: Ports) -> AutomationChanged:
        """Change it, on top of what it is by now."""
        before = self.now(ports)
        after, actions = changed(ports, before, self.wanted())
        return AutomationChanged.of(ports.automations.change(before, after), actions)

    def prior(self, ports: Ports) -> JsonValue:
        """Read what it was, and how it is told once it is changed."""
        before = self.now(ports)
        return put_back(before, changed(ports, before, self.wanted())[0], self.wanted())

    def reversal(self, prior: JsonValue, result: AutomationChanged) -> Reversal:
        """Return the change back."""
        return Reversal.model_validate(prior)
