"""member.unban."""

from pydantic import JsonValue

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts, MemberOperation, Reasoned
from guildhall.operations.member._banned import ban_of
from guildhall.operations.member._person import account
from guildhall.operations.member._reversing import banning
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class MemberUnbanned(Model):
    """Who may come back."""

    user_id: UserId


class UnbanMember(MemberOperation[MemberUnbanned], Reasoned):
    """Lift somebody's ban, so that they can be invited again."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="members:moderate",
        permission=Permission.BAN_MEMBERS,
        route=Route("DELETE /guilds/{guild_id}/bans/{user_id}"),
        source="resources/guild#remove-guild-ban",
    )

    def acts_on(self) -> Acts:
        """Return who it is; they are no member, so nobody stands above them."""
        return Acts(peer_ids=(self.user_id,))

    def preview(self, ports: Ports) -> Preview:
        """Show who is banned and why; somebody who is not banned is not found."""
        ban = ban_of(ports, self.guild_id, self.user_id)
        target = account(ban.user, f"banned: {ban.reason or 'no reason was given'}")
        state = seen(name=ban.user.display, reason=ban.reason)
        return Preview(summary=f"Lift the ban of {ban.user.display}", targets=(target,), **state)

    def execute(self, ports: Ports) -> MemberUnbanned:
        """Lift it."""
        self.send(ports, body={})
        return MemberUnbanned(user_id=self.user_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read why they are banned."""
        return ban_of(ports, self.guild_id, self.user_id).reason

    def reversal(self, prior: JsonValue, result: MemberUnbanned) -> Reversal:
        """Return the ban anew."""
        return banning(self.guild_id, self.user_id, prior)
