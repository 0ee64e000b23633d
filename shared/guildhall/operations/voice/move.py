"""voice.move."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.reversal import Reversal
from guildhall.operations.settling import settled
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._acting import VoiceActing
from guildhall.operations.voice._state import VoiceState
from guildhall.operations.voice._undoing import back, was


class MoveMember(VoiceActing, Reasoned):
    """Move a member from one voice channel into another, into which you and the bot may go yourselves."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="voice:moderate",
        permission=Permission.MOVE_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
        idempotent=True,
    )
    target_channel_id: Annotated[ChannelId, Field(description="The voice channel into which they go.")]

    def summary(self, name: str) -> str:
        """Return in one sentence what is done to whom."""
        return f"Move {name}"

    def then(self) -> dict[str, JsonValue]:
        """Return what becomes of them."""
        return {"channel_id": str(self.target_channel_id)}

    def body(self, state: VoiceState) -> dict[str, JsonValue]:
        """Return what is sent."""
        return {"channel_id": str(self.target_channel_id)}

    def goal(self, ports: Ports) -> tuple[Target, ...]:
        """Return the channel into which they go: the caller may connect to it and move members there."""
        needed = Permission.CONNECT | Permission.MOVE_MEMBERS
        goal = settled(ports, self.guild_id, self.target_channel_id, needed, operation=self.full_name())
        return (Target(id=goal.id, label=f"#{goal.name}"),)

    def prior(self, ports: Ports) -> JsonValue:
        """Read where they are."""
        return was(ports, self.guild_id, self.user_id, "channel_id")

    def reversal(self, prior: JsonValue, result: VoiceState) -> Reversal | None:
        """Return the move back."""
        return back("voice.move", self.guild_id, self.user_id, target_channel_id=prior) if prior else None
