"""automation.get."""

from guildhall.discord.permissions import Permission
from guildhall.operations.automation._one import OneAutomation
from guildhall.operations.automation_shown import AutomationShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class GetAutomation(OneAutomation[AutomationShown]):
    """Read an automation whole: what sets it off, what it does, and what its actions lack today."""

    spec = Spec(
        risk=Risk.READ, scope="automations:read", permission=Permission.MANAGE_GUILD, source="guildhall:automations"
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> AutomationShown:
        """Read it."""
        return AutomationShown.of(ports, self.now(ports))
