"""member.ban."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts, MemberOperation, Reasoned
from guildhall.operations.member._banned import standing_of
from guildhall.operations.member._moderated import DeletedSeconds, MemberBanned
from guildhall.operations.member._person import person
from guildhall.operations.member._reversing import unbanning
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class BanMember(MemberOperation[MemberBanned], Reasoned):
    """Ban somebody below you and the bot, member or not, and delete what they wrote in up to 7 days."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="members:moderate",
        permission=Permission.BAN_MEMBERS,
        route=Route("PUT /guilds/{guild_id}/bans/{user_id}"),
        source="resources/guild#create-guild-ban",
        listed=True,
        idempotent=True,
    )
    delete_message_seconds: DeletedSeconds = 0

    def acts_on(self) -> Acts:
        """Return whoever it is; nobody has to stand above somebody who is no member."""
        return Acts(member_ids=(self.user_id,), outsiders=True)

    def preview(self, ports: Ports) -> Preview:
        """Show who is banned, and how much of what they wrote goes."""
        target, state = person(ports, self.guild_id, self.user_id)
        hours = round(self.delete_message_seconds / 3600, 1)
        gone = f" and delete their messages of the last {hours:g} h" if self.delete_message_seconds else ""
        lost = "Deleted messages cannot be brought back." if gone else "They must be invited again after an unban."
        return Preview(summary=f"Ban {target.label}{gone}", targets=(target,), irreversible=lost, **state)

    def execute(self, ports: Ports) -> MemberBanned:
        """Ban."""
        self.send(ports, body={"delete_message_seconds": self.delete_message_seconds})
        return MemberBanned(user_id=self.user_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read how they stand to the guild."""
        return standing_of(ports, self.guild_id, self.user_id)

    def reversal(self, prior: JsonValue, result: MemberBanned) -> Reversal | None:
        """Return the lifting of the ban."""
        return unbanning(self.guild_id, self.user_id, prior, deleted=self.delete_message_seconds > 0)
