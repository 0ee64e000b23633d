"""automation.delete."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.operations.automation._one import OneAutomation
from guildhall.operations.automation_parts import as_asked
from guildhall.operations.automation_shown import AutomationChanged, previewed
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.spec import Discloses, Risk, Spec

_LOST = "It gets another id, and whoever undoes it is its author."


class DeleteAutomation(OneAutomation[AutomationChanged]):
    """Delete an automation; as long as the server keeps what an undo takes, it can be drafted anew from that."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="automations:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:automations",
    )
    discloses = Discloses.TO_CALLER

    def preview(self, ports: Ports) -> Preview:
        """Show all that goes."""
        return previewed(ports, self.guild_id, self.now(ports), None, ())

    def execute(self, ports: Ports) -> AutomationChanged:
        """Delete it."""
        automation = self.now(ports)
        ports.automations.remove(automation)
        return AutomationChanged.of(automation)

    def prior(self, ports: Ports) -> JsonValue:
        """Read all that it said."""
        return as_asked(self.now(ports))

    def reversal(self, prior: JsonValue, result: AutomationChanged) -> Reversal:
        """Return a draft that says the same."""
        given: dict[str, JsonValue] = {"guild_id": str(self.guild_id), **fields(prior)}
        return Reversal(operation="automation.draft", arguments=given, fidelity=Fidelity.PARTIAL, lost=_LOST)
