"""voice.unmute."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._acting import VoiceActing
from guildhall.operations.voice._state import VoiceState
from guildhall.operations.voice._undoing import back, was


class UnmuteMember(VoiceActing):
    """Let a member be heard again whom the server muted in voice."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.WRITE,
        scope="voice:moderate",
        permission=Permission.MUTE_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
        idempotent=True,
    )

    def summary(self, name: str) -> str:
        """Return in one sentence what is done to whom."""
        return f"Let {name} be heard in voice again"

    def then(self) -> Mapping[str, JsonValue]:
        """Return what becomes of them."""
        return {"muted": False}

    def body(self, state: VoiceState) -> dict[str, JsonValue]:
        """Return what is sent."""
        return {"mute": False}

    def prior(self, ports: Ports) -> JsonValue:
        """Read whether it is so already."""
        return was(ports, self.guild_id, self.user_id, "muted")

    def reversal(self, prior: JsonValue, result: VoiceState) -> Reversal | None:
        """Return the opposite, if it was not so already."""
        return None if prior is False else back("voice.mute", self.guild_id, self.user_id)
