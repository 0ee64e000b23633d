"""member.get."""

from typing import ClassVar

from guildhall.discord.routes import GET_GUILD_MEMBER
from guildhall.operations.base import MemberOperation
from guildhall.operations.member._shown import MemberShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetMember(MemberOperation[MemberShown]):
    """Show a member: names, roles, when they joined, and a running timeout."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=None,
        why="Every member sees these facts in the client.",
        route=GET_GUILD_MEMBER,
        source="resources/guild#get-guild-member",
        listed=True,
    )

    def execute(self, ports: Ports) -> MemberShown:
        """Read the member."""
        return MemberShown.of(ports.discord.member(self.guild_id, self.user_id), ports.discord.guild(self.guild_id))
