"""voice.unmute."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._switching import Switching


class UnmuteMember(Switching):
    """Let a member be heard again whom the server muted in voice."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="voice:moderate",
        permission=Permission.MUTE_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
        idempotent=True,
    )
    told = "Let {} be heard in voice again"
    turns = "muted"
    wire = "mute"
    on = False
    opposite = "voice.mute"
