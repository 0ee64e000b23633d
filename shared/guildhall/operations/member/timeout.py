"""member.timeout."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import MemberOperation, Reasoned
from guildhall.operations.fields import TimeoutSeconds
from guildhall.operations.member._moderated import MemberTimedOut
from guildhall.operations.member._reversing import remaining_s, retiming, until_of
from guildhall.operations.member._shown import target_of
from guildhall.operations.member._timing import change_of, require_within_reach
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spans import span
from guildhall.operations.spec import Risk, Spec


class TimeoutMember(MemberOperation[MemberTimedOut], Reasoned):
    """Keep a member from writing and speaking for up to 28 days; 0 ends it. Administrators are exempt."""

    spec = Spec(
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
        ends, summary = until_of(ports.now, self.duration_s), f"End the timeout of {member.display}"
        if ends:
            require_within_reach(ports.discord.guild(self.guild_id), member)
            summary = f"Time out {member.display} for {span(self.duration_s)}"
        changes, until = (change_of(member, ports.now, ends),), str(member.communication_disabled_until)
        state = seen(name=member.display, timeout=until, roles=sorted(member.roles))
        return Preview(summary=summary, targets=(target_of(member),), changes=changes, **state)

    def execute(self, ports: Ports) -> MemberTimedOut:
        """Set or end it."""
        until = until_of(ports.now, self.duration_s)
        self.send(ports, body={"communication_disabled_until": until.isoformat() if until else None})
        return MemberTimedOut(user_id=self.user_id, until=until)

    def prior(self, ports: Ports) -> int:
        """Read how many seconds a timeout still runs."""
        return remaining_s(ports.discord.member(self.guild_id, self.user_id), ports.now)

    def reversal(self, prior: JsonValue, result: MemberTimedOut) -> Reversal | None:
        """Return the timeout as it was."""
        return retiming(self.guild_id, self.user_id, prior, result.until)
