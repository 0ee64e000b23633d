"""voice.deafen."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._switching import Switching


class DeafenMember(Switching):
    """Keep a member from hearing anything in the server's voice channels; it lasts until it is taken back."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="voice:moderate",
        permission=Permission.DEAFEN_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
        idempotent=True,
    )
    told = "Deafen {} in voice"
    turns = "deafened"
    wire = "deaf"
    on = True
    opposite = "voice.undeafen"
