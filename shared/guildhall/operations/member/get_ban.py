"""member.get_ban."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import MemberOperation
from guildhall.operations.member._shown_ban import BanShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class GetBan(MemberOperation[BanShown]):
    """Show whether somebody is banned from a guild, and why; who is not banned is not found."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=Permission.BAN_MEMBERS,
        route=Route("GET /guilds/{guild_id}/bans/{user_id}"),
        source="resources/guild#get-guild-ban",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> BanShown:
        """Read it."""
        return BanShown.read(self.send(ports), self.spec.route)
