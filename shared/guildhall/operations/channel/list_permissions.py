"""channel.list_permissions."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import GET_CHANNEL
from guildhall.discord.types.channel import OverwriteType
from guildhall.errors import InvalidArguments
from guildhall.operations.base import ChannelOperation
from guildhall.operations.channel_complete import OverwriteShown
from guildhall.operations.channel_standings import MemberStanding, RoleStanding, counting_in
from guildhall.operations.fields import PermissionNames
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class ChannelPermissions(Model):
    """Roles of whom the channel says something, and @everyone; members likewise; the member who was asked about."""

    channel_id: ChannelId
    roles: list[RoleStanding]
    members: list[OverwriteShown]
    member: MemberStanding | None


class ListChannelPermissions(ChannelOperation[ChannelPermissions]):
    """Read who may do what in a channel, and where a member gets or loses each right."""

    spec = Spec(
        risk=Risk.READ,
        scope="channels:read",
        permission=Permission.VIEW_CHANNEL,
        route=GET_CHANNEL,
        source="resources/channel#get-channel",
    )
    of_user_id: Annotated[UserId | None, Field(description="The member whose rights are explained.")] = None
    permissions: PermissionNames = Field(default=NO_PERMISSIONS, json_schema_extra={"default": []})
    every_role: Annotated[bool, Field(description="Roles too of whom the channel says nothing.")] = False

    def execute(self, ports: Ports) -> ChannelPermissions:
        """Work it out."""
        locus = self.locate(ports.discord)
        guild, place = locus.guild, locus.place
        if guild is None or place is None or place.ruling is None:
            raise InvalidArguments("That channel belongs to no server.", "Name a server's channel or thread.")
        said = place.ruling.permission_overwrites
        named = {guild.id, *(each.id for each in said)}
        roles = sorted((each for each in guild.roles if self.every_role or each.id in named), key=lambda r: -r.position)
        asked = self.permissions or counting_in(place)
        member = ports.discord.member(guild.id, self.of_user_id) if self.of_user_id else None
        return ChannelPermissions(
            channel_id=self.channel_id,
            roles=[RoleStanding.of(guild, place, role, ports.now) for role in roles],
            members=OverwriteShown.all_of(ports, guild, [each for each in said if each.type is OverwriteType.MEMBER]),
            member=MemberStanding.of(guild, place, member, asked, ports.now) if member else None,
        )
