"""role.assign."""

from typing import ClassVar

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts, MemberOperation, Reasoned
from guildhall.operations.member._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, fingerprint
from guildhall.operations.role._danger import named, risk_of_granting
from guildhall.operations.role._shown import RoleAssigned
from guildhall.operations.spec import Risk, Spec


class AssignRole(MemberOperation[RoleAssigned], Reasoned):
    """Give a member a role below your own and the bot's highest one."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"),
        source="resources/guild#add-guild-member-role",
        listed=True,
        idempotent=True,
    )
    role_id: RoleId

    def acts_on(self) -> Acts:
        """Return role and member; Discord does not ask for rank over the member."""
        return Acts(role_ids=(self.role_id,), peer_ids=(self.user_id,))

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE for a role with which much harm can be done."""
        return risk_of_granting(named(ports.discord.guild(self.guild_id), self.role_id))

    def preview(self, ports: Ports) -> Preview:
        """Show the member, the role and what it lets its holders do."""
        member = ports.discord.member(self.guild_id, self.user_id)
        role = named(ports.discord.guild(self.guild_id), self.role_id)
        return Preview(
            summary=f"Give {member.display} the role {role.name}",
            targets=(target_of(member),),
            changes=(Change(field=f"role {role.name}", before=role.id in member.roles, after=True),),
            fingerprint=fingerprint(member.id, sorted(member.roles), role),
        )

    def execute(self, ports: Ports) -> RoleAssigned:
        """Give it."""
        self.send(ports)
        return RoleAssigned(user_id=self.user_id, role_id=self.role_id)
