"""automation.list."""

from guildhall.discord.permissions import Permission
from guildhall.operations.automation_parts import NOTICE
from guildhall.operations.automation_shown import AutomationEntry
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class AutomationsListed(Model):
    """The server's automations, by name."""

    automations: list[AutomationEntry]
    notice: OurText = NOTICE


class ListAutomations(GuildOperation[AutomationsListed]):
    """List the automations of the server; so far all of them are drafts, which do nothing by themselves."""

    spec = Spec(
        risk=Risk.READ, scope="automations:read", permission=Permission.MANAGE_GUILD, source="guildhall:automations"
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> AutomationsListed:
        """List them."""
        kept = {"on", "action_count"} ^ set(AutomationEntry.model_fields)
        return AutomationsListed(
            automations=[
                AutomationEntry.model_validate(
                    {**each.model_dump(include=kept), "on": each.trigger.on, "action_count": len(each.actions)}
                )
                for each in ports.automations.listed(self.guild_id)
            ]
        )
