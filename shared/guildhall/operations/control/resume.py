"""control.resume."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.control._switch import SwitchState, switch_preview
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Discloses, Risk, Spec


class ResumeControl(GuildOperation[SwitchState]):
    """End a pause: what the server's policy allows can be done again, and the agent answers."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="control:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:control",
        idempotent=True,
        keeps_changes=True,
    )
    discloses = Discloses.TO_CALLER

    def preview(self, ports: Ports) -> Preview:
        """Show how it stands."""
        return switch_preview(ports, self.guild_id, pause=False)

    def execute(self, ports: Ports) -> SwitchState:
        """End it."""
        return SwitchState(paused=False, changed=ports.rules.resume(self.guild_id))
