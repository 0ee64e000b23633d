"""voice.edit_state."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._acting import VoiceActing
from guildhall.operations.voice._state import VoiceState
from guildhall.operations.voice._undoing import back, was


class EditVoiceState(VoiceActing):
    """Put a member on a stage among the audience, or invite them to speak there."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="voice:moderate",
        permission=Permission.MUTE_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/voice-states/{user_id}"),
        source="resources/voice#modify-user-voice-state",
        idempotent=True,
    )
    suppressed: Annotated[bool, Field(description="true = among the audience, false = invited to speak.")]

    def summary(self, name: str) -> str:
        """Return in one sentence what is done to whom."""
        return f"Put {name} among the audience" if self.suppressed else f"Invite {name} to speak on the stage"

    def then(self) -> dict[str, JsonValue]:
        """Return what becomes of them."""
        return {"suppressed": self.suppressed}

    def body(self, state: VoiceState) -> dict[str, JsonValue]:
        """Return what is sent: Discord wants to be told the stage that they are in."""
        where: dict[str, JsonValue] = {"channel_id": str(state.channel_id)} if state.channel_id else {}
        return {**where, "suppress": self.suppressed}

    def prior(self, ports: Ports) -> JsonValue:
        """Read whether they are among the audience."""
        return was(ports, self.guild_id, self.user_id, "suppressed")

    def reversal(self, prior: JsonValue, result: VoiceState) -> Reversal | None:
        """Return the opposite, if it was not so already."""
        return (
            None
            if prior is self.suppressed
            else back("voice.edit_state", self.guild_id, self.user_id, suppressed=prior)
        )
