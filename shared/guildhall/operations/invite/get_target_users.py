"""invite.get_target_users."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.operations.invite import _targets
from guildhall.operations.invite._invite import TARGETS, InviteOperation
from guildhall.operations.invite._targets import MOST, TargetUsers
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetInviteTargetUsers(InviteOperation[TargetUsers]):
    """Read whom an invite is for, up to 1000 at a time; nobody = whoever has the code."""

    spec = Spec(
        risk=Risk.READ,
        scope="invites:read",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_GUILD,
        route=TARGETS,
        source="resources/invite#get-target-users",
    )
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100
    after: UserId | None = None

    def execute(self, ports: Ports) -> TargetUsers:
        """Read them."""
        people = _targets.now(ports, self.code)
        later = [user_id for user_id in people if self.after is None or int(user_id) > int(self.after)]
        page, more = later[: self.limit], len(later) > self.limit
        return TargetUsers(total_count=len(people), user_ids=page, next_after=page[-1] if more else None)
