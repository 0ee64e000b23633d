"""A role that is to be made."""

from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.discord.types.guild import Role, RoleColours
from guildhall.operations import role_colours
from guildhall.operations.fields import PermissionNames
from guildhall.operations.files import ImageGiven
from guildhall.operations.model import Model
from guildhall.operations.role._giving import Colour, RoleEmoji, RoleName
from guildhall.operations.role_colours import SecondColour, number
from guildhall.operations.role_look import settings, wire

_ALWAYS = ("name", "permissions", "colour", "hoist", "mentionable")


class RoleWanted(Model):
    """Adds what a new role is to be; stands before the operation."""

    name: RoleName
    permissions: PermissionNames = Field(default=NO_PERMISSIONS, json_schema_extra={"default": []})
    colour: Colour = "#000000"
    second_colour: SecondColour = ""
    holographic: bool = False
    hoist: bool = Field(default=False, description="Whether its holders are listed apart.")
    mentionable: bool = False
    unicode_emoji: RoleEmoji = ""
    icon: Annotated[ImageGiven | None, Field(description="A picture beside its name. Takes server boosts.")] = None

    @model_validator(mode="after")
    def _one_style(self) -> Self:
        if self.holographic and (self.second_colour or number(self.colour)):
            raise ValueError("the holographic style has colours of its own: give no others")
        return self

    @property
    def special(self) -> list[str]:
        """What of it takes a feature of the guild."""
        return [name for name in ("second_colour", "holographic", "unicode_emoji", "icon") if getattr(self, name)]

    def body(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it."""
        return wire(self._role(), [*_ALWAYS, *self.special])

    def told(self) -> dict[str, JsonValue]:
        """Return it for people: what is always said of a role, and what else was given."""
        return {name: value for name, value in settings(self._role()).items() if name in (*_ALWAYS, *self.special)}

    def _role(self) -> Role:
        colours = role_colours.painted(RoleColours(), self.colour, self.second_colour, self.holographic)
        return Role(
            id=RoleId("1"),
            name=self.name,
            permissions=self.permissions,
            color=colours.primary_color,
            colors=colours,
            hoist=self.hoist,
            mentionable=self.mentionable,
            unicode_emoji=self.unicode_emoji or None,
        )
