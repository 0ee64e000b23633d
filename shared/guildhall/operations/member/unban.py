"""member.unban."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.discord.types import User
from guildhall.operations.base import Acts, MemberOperation, Reasoned
from guildhall.operations.member._person import account
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec

_GET_BAN = Route("GET /guilds/{guild_id}/bans/{user_id}")


class _Ban(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    user: User
    reason: str | None = None


class MemberUnbanned(BaseModel):
    """Who may come back."""

    user_id: UserId


class UnbanMember(MemberOperation[MemberUnbanned], Reasoned):
    """Lift somebody's ban, so that they can be invited again."""

    spec: ClassVar[Spec] = Spec(
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
        path = {"guild_id": self.guild_id, "user_id": self.user_id}
        ban = _Ban.model_validate(ports.discord.call(_GET_BAN, path))
        target = account(ban.user, f"banned: {ban.reason or 'no reason was given'}")
        state = seen(name=ban.user.display, reason=ban.reason)
        return Preview(summary=f"Lift the ban of {ban.user.display}", targets=(target,), **state)

    def execute(self, ports: Ports) -> MemberUnbanned:
        """Lift it."""
        self.send(ports, body={})
        return MemberUnbanned(user_id=self.user_id)
