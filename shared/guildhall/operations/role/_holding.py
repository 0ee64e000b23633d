"""What giving one member a role and taking it from them share."""

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import RoleId
from guildhall.operations.base import Acts, MemberOperation, Reasoned
from guildhall.operations.member._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.role._danger import named


class HoldingOperation[R: BaseModel](MemberOperation[R], Reasoned):
    """An operation on one role of one member."""

    role_id: RoleId

    def acts_on(self) -> Acts:
        """Return role and member; Discord does not ask for rank over the member."""
        return Acts(role_ids=(self.role_id,), peer_ids=(self.user_id,))

    def prior(self, ports: Ports) -> JsonValue:
        """Read whether they have it."""
        return self.role_id in ports.discord.member(self.guild_id, self.user_id).roles

    def shown(self, ports: Ports, *, after: bool) -> Preview:
        """Return the preview: the member, the role and what it lets its holders do."""
        member = ports.discord.member(self.guild_id, self.user_id)
        role = named(ports.discord.guild(self.guild_id), self.role_id)
        name = f"the role {role.name}"
        return Preview(
            summary=f"Give {member.display} {name}" if after else f"Take {name} from {member.display}",
            targets=(target_of(member),),
            changes=(Change(field=f"role {role.name}", before=role.id in member.roles, after=after),),
            **seen(name=member.display, roles=sorted(member.roles), role=role),
        )
