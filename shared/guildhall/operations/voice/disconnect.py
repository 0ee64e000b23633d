"""voice.disconnect."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._acting import VoiceActing
from guildhall.operations.voice._state import VoiceState


class DisconnectMember(VoiceActing, Reasoned):
    """Take a member out of the voice channel that they are in; they can join it again."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="voice:moderate",
        permission=Permission.MOVE_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
    )

    def summary(self, name: str) -> str:
        """Return in one sentence what is done to whom."""
        return f"Disconnect {name} from voice"

    def then(self) -> dict[str, JsonValue]:
        """Return what becomes of them."""
        return {"channel_id": None}

    def body(self, state: VoiceState) -> dict[str, JsonValue]:
        """Return what is sent."""
        return {"channel_id": None}
