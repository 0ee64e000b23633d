"""member.edit."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord import limits
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts, MemberOperation, Reasoned
from guildhall.operations.member._shown import MemberEdited, target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditMember(MemberOperation[MemberEdited], Reasoned):
    """Change a member's nickname, of somebody below you or your own; an empty one takes it away."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="members:write",
        permission=Permission.MANAGE_NICKNAMES,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
        idempotent=True,
    )
    nickname: Annotated[str, Field(max_length=limits.NICKNAME)]

    def acts_on(self) -> Acts:
        """Return the member; one's own nickname takes another permission, and no rank."""
        return Acts(member_ids=(self.user_id,), own=Permission.CHANGE_NICKNAME)

    def preview(self, ports: Ports) -> Preview:
        """Show both nicknames."""
        member = ports.discord.member(self.guild_id, self.user_id)
        change = Change(field="nickname", before=member.nick or "", after=self.nickname)
        summary = f"Change the nickname of {member.user.display}"
        return Preview(summary=summary, targets=(target_of(member),), changes=(change,), **seen(name=member.display))

    def execute(self, ports: Ports) -> MemberEdited:
        """Change it."""
        asked: dict[str, JsonValue] = {"nick": self.nickname}
        told = fields(self.send(ports, body=asked)) or asked
        return MemberEdited(user_id=self.user_id, nickname=str(told.get("nick") or ""))

    def prior(self, ports: Ports) -> str:
        """Read the nickname."""
        return ports.discord.member(self.guild_id, self.user_id).nick or ""

    def reversal(self, prior: JsonValue, result: MemberEdited) -> Reversal:
        """Return the change back."""
        who: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "user_id": str(self.user_id)}
        left: dict[str, JsonValue] = {"nickname": result.nickname}
        return Reversal(operation="member.edit", arguments={**who, "nickname": prior}, left=left)
