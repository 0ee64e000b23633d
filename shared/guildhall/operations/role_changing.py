"""What the operations on one role share, and how a role is shown once it was changed."""

from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import RoleId
from guildhall.operations.addresses import picture
from guildhall.operations.base import Acts, GuildOperation, Reasoned
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.role._danger import named
from guildhall.operations.role_look import look, settings

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Role

LOST = (
    "It comes back as a new role just above @everyone, with another id and no icon: nobody has it, no channel says "
    "anything of it, and mentions of the old one lead nowhere."
)
"""What an undone deletion does not bring back."""


class RoleDeleted(Model):
    """The role that is gone."""

    role_id: RoleId


class RoleChanged(Model):
    """A role as it now is; `permissions` as the client names them."""

    role_id: RoleId
    name: GivenName
    colour: OurText
    second_colour: OurText
    holographic: bool
    unicode_emoji: GivenName
    icon_url: OurText
    hoist: bool
    mentionable: bool
    permissions: OurText

    @classmethod
    def of(cls, role: "Role") -> Self:
        """Return the role as it is shown."""
        icon = picture("role-icons", role.id, role.icon)
        return cls.model_validate({"role_id": role.id, "icon_url": icon, **settings(role)})


class RoleOperation[R: BaseModel](GuildOperation[R], Reasoned):
    """An operation on one role of a guild."""

    role_id: RoleId

    def acts_on(self) -> Acts:
        """Return the role: caller and bot have to stand above it."""
        return Acts(role_ids=(self.role_id,))

    def now(self, ports: Ports) -> "Role":
        """Return the role as it is."""
        return named(ports.discord.guild(self.guild_id), self.role_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read the role's look, and which icon it has."""
        role = self.now(ports)
        return {**look(role), "icon": role.icon or ""}
