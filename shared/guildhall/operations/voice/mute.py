"""voice.mute."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._switching import Switching


class MuteMember(Switching):
    """Mute a member for everybody in the server's voice channels; it lasts until it is taken back."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="voice:moderate",
        permission=Permission.MUTE_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
        idempotent=True,
    )
    told = "Mute {} in voice"
    turns = "muted"
    wire = "mute"
    on = True
    opposite = "voice.unmute"
