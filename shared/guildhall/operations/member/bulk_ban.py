"""member.bulk_ban."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.discord.limits import BAN_DELETE_MESSAGES_S, BULK_BAN_COUNT
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts
from guildhall.operations.batch import BatchOutcome, NamedBatch
from guildhall.operations.member._banning import People
from guildhall.operations.member._bans import bulk_banned
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import counted


class MembersBulkBanned(BatchOutcome):
    """What became of each; those who are `done` or `already` are banned now."""


class BulkBanMembers(NamedBatch[MembersBulkBanned]):
    """Ban up to 200 people below you and the bot, members or not; delete what they wrote in up to 7 days."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="members:moderate",
        permission=Permission.BAN_MEMBERS | Permission.MANAGE_GUILD,
        route=Route("POST /guilds/{guild_id}/bulk-ban"),
        source="resources/guild#bulk-guild-ban",
        idempotent=True,
    )
    user_ids: Annotated[frozenset[UserId], Field(min_length=1, max_length=BULK_BAN_COUNT)]
    delete_message_seconds: Annotated[int, Field(ge=0, le=BAN_DELETE_MESSAGES_S, description="As for one ban.")] = 0

    def acts_on(self) -> Acts:
        """Return everybody; nobody has to stand above somebody who is no member."""
        return Acts(member_ids=tuple(self.ordered), outsiders=True)

    def preview(self, ports: Ports) -> Preview:
        """Show who is banned, and how much of what they wrote goes."""
        people, hours = People.read(ports, self.guild_id, self.ordered), self.delete_message_seconds / 3600
        gone = f" and delete their messages of the last {hours:.3g} h" if hours else ""
        return Preview(
            summary=f"Ban {counted(len(people.open), 'person', 'people')}{gone}; banned already: {len(people.banned)}",
            targets=tuple(people.target(user_id) for user_id in people.open),
            changes=(Change(field="banned", before=len(people.banned), after=len(self.user_ids)),),
            irreversible="Deleted messages cannot be brought back, and all must be invited again after an unban.",
            requests=1 if people.open else 0,
            **seen(**people.state),
        )

    def execute(self, ports: Ports) -> MembersBulkBanned:
        """Ban all who are not banned yet, in one request."""
        people = People.read(ports, self.guild_id, self.ordered)
        answer = bulk_banned(people.open, self.delete_message_seconds, lambda body: self.send(ports, body=body))
        return MembersBulkBanned.of(people.outcomes(answer))
