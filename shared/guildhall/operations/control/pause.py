"""control.pause."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.control._switch import SwitchState, switch_preview
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Discloses, Risk, Spec

Why = Annotated[
    str, Field(max_length=200, description="Why; whoever asks for the status reads it."), Redaction(Keep.DIGEST)
]


class PauseControl(GuildOperation[SwitchState]):
    """Stop everything that changes something in the server, and the agent, until somebody resumes."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="control:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:control",
        idempotent=True,
        keeps_changes=True,
    )
    discloses = Discloses.TO_CALLER
    why: Why | None = None

    def preview(self, ports: Ports) -> Preview:
        """Show how it stands."""
        return switch_preview(ports, self.guild_id, pause=True)

    def execute(self, ports: Ports) -> SwitchState:
        """Pause it."""
        changed = ports.rules.pause(self.guild_id, self.why or "")
        return SwitchState(paused=True, changed=changed)
