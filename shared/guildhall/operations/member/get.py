"""member.get."""

from guildhall.discord.routes import GET_GUILD_MEMBER
from guildhall.operations.base import MemberOperation
from guildhall.operations.member._details import MemberDetails
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetMember(MemberOperation[MemberDetails]):
    """Show a member: names, roles, since when they are here or boost, a running timeout, screening, voice."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=None,
        why="Every member sees these facts in the client.",
        route=GET_GUILD_MEMBER,
        source="resources/guild#get-guild-member",
        listed=True,
    )

    def execute(self, ports: Ports) -> MemberDetails:
        """Read the member."""
        return MemberDetails.read(self.send(ports), ports.discord.guild(self.guild_id), ports.now)
