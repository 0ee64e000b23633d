"""voice.undeafen."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._switching import Switching


class UndeafenMember(Switching):
    """Let a member hear again whom the server deafened in voice."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="voice:moderate",
        permission=Permission.DEAFEN_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
        idempotent=True,
    )
    told = "Let {} hear in voice again"
    turns = "deafened"
    wire = "deaf"
    on = False
    opposite = "voice.deafen"
