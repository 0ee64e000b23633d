"""One automation of a guild."""

from guildhall.automations.model import Automation, AutomationId
from guildhall.errors import InvalidArguments
from guildhall.operations.base import GuildOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports


class OneAutomation[R: Model](GuildOperation[R]):
    """An operation on one automation."""

    automation_id: AutomationId

    def now(self, ports: Ports) -> Automation:
        """Return it as it is.

        Raises:
            InvalidArguments: The server has none of that id.
        """
        found = ports.automations.find(self.guild_id, self.automation_id)
        if found is None:
            raise InvalidArguments("This server has no such automation.", "automation.list shows those that there are.")
        return found
