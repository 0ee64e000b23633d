"""member.kick."""

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import MemberOperation, Reasoned
from guildhall.operations.member._shown import target_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec


class MemberKicked(Model):
    """Who is out; they may be invited again."""

    user_id: UserId


class KickMember(MemberOperation[MemberKicked], Reasoned):
    """Put a member below you and the bot out of the guild; with an invite they can come back."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="members:moderate",
        permission=Permission.KICK_MEMBERS,
        route=Route("DELETE /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#remove-guild-member",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show who goes."""
        member = ports.discord.member(self.guild_id, self.user_id)
        return Preview(
            summary=f"Kick {member.display}",
            targets=(target_of(member),),
            irreversible="They must be invited again, and come back without their roles and nickname.",
            **seen(name=member.display, roles=sorted(member.roles)),
        )

    def execute(self, ports: Ports) -> MemberKicked:
        """Kick."""
        self.send(ports)
        return MemberKicked(user_id=self.user_id)
