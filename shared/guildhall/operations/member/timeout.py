"""member.timeout."""

from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import BaseModel

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import MemberOperation, Reasoned
from guildhall.operations.fields import TimeoutSeconds
from guildhall.operations.member._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.spec import Risk, Spec


class MemberTimedOut(BaseModel):
    """The member and when the timeout ends; None when it was ended."""

    user_id: UserId
    until: datetime | None


class TimeoutMember(MemberOperation[MemberTimedOut], Reasoned):
    """Keep a member from writing and speaking for up to 28 days, or end a running timeout with 0."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.SENSITIVE,
        scope="members:moderate",
        permission=Permission.MODERATE_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
        listed=True,
    )
    duration_s: TimeoutSeconds

    def preview(self, ports: Ports) -> Preview:
        """Show the member and the timeout before and after."""
        member = ports.discord.member(self.guild_id, self.user_id)
        running, until = member.communication_disabled_until, self._until(ports)
        before, after = (moment.isoformat() if moment else None for moment in (running, until))
        span = timedelta(seconds=self.duration_s)
        return Preview(
            summary=f"Time out {member.display} for {span}" if until else f"End the timeout of {member.display}",
            targets=(target_of(member),),
            changes=(Change(field="communication_disabled_until", before=before, after=after),),
            **seen(name=member.display, timeout=before, roles=sorted(member.roles)),
        )

    def execute(self, ports: Ports) -> MemberTimedOut:
        """Set or end it."""
        until = self._until(ports)
        self.send(ports, body={"communication_disabled_until": until.isoformat() if until else None})
        return MemberTimedOut(user_id=self.user_id, until=until)

    def _until(self, ports: Ports) -> datetime | None:
        return ports.now + timedelta(seconds=self.duration_s) if self.duration_s else None
