"""What of a role can be set."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.permissions import ALL_PERMISSIONS, describe
from guildhall.operations import role_colours
from guildhall.operations.fields import PermissionNames, names
from guildhall.operations.files import ImageGiven
from guildhall.operations.model import Model
from guildhall.operations.role._giving import Colour, RoleEmoji, RoleName
from guildhall.operations.role_colours import PARTS, SecondColour

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild, Role

_TAKE = {
    **dict.fromkeys(("second_colour", "holographic"), "ENHANCED_ROLE_COLORS"),
    **dict.fromkeys(("unicode_emoji", "icon"), "ROLE_ICONS"),
}
"""Features without which Discord refuses an argument."""


ICON_BYTES = 256 * 1024
"""Source: https://support.discord.com/hc/en-us/articles/4409571023639"""


class RolePart(StrEnum):
    """What a role can be without."""

    ICON = "icon"


class RoleLook(Model):
    """Adds what of a role is changed; stands before the operation."""

    name: RoleName | None = None
    permissions: PermissionNames | None = None
    colour: Colour | None = None
    second_colour: SecondColour | None = None
    holographic: bool | None = None
    hoist: bool | None = None
    mentionable: bool | None = None
    unicode_emoji: RoleEmoji | None = None
    icon: Annotated[ImageGiven | None, Field(description="A picture beside its name. Takes server boosts.")] = None
    clear: frozenset[RolePart] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.given() and not self.clear:
            raise ValueError(f"give at least one of {', '.join(RoleLook.model_fields)}")
        if self.icon is not None and self.clear:
            raise ValueError("what is cleared cannot be given, too")
        if self.holographic and (self.colour or self.second_colour):
            raise ValueError("the holographic style has colours of its own: give no others")
        return self

    def given(self) -> list[str]:
        """Return the fields that are changed."""
        return [name for name in RoleLook.model_fields if name != "clear" and getattr(self, name) is not None]

    @property
    def changes_icon(self) -> bool:
        """Whether the role gets another picture, or loses it."""
        return self.icon is not None or RolePart.ICON in self.clear

    def then(self, now: "Role") -> "Role":
        """Return the role as it will be; permissions that Discord added since, without a name here, stay."""
        plain = ("name", "hoist", "mentionable", "unicode_emoji")
        changed: dict[str, object] = {name: getattr(self, name) for name in plain if getattr(self, name) is not None}
        if self.permissions is not None:
            changed["permissions"] = self.permissions | now.permissions.without(ALL_PERMISSIONS)
        if not PARTS.isdisjoint(self.given()):
            colours = role_colours.painted(role_colours.of(now), self.colour, self.second_colour, self.holographic)
            changed |= {"color": colours.primary_color, "colors": colours}
        return now.model_copy(update=changed)


def look(role: "Role") -> dict[str, JsonValue]:
    """Return a role's look as a request gives it."""
    text: dict[str, JsonValue] = {
        "name": role.name,
        **role_colours.asked(role),
        "unicode_emoji": role.unicode_emoji or "",
    }
    return {**text, "permissions": names(role.permissions), "hoist": role.hoist, "mentionable": role.mentionable}


def wire(role: "Role", fields: Iterable[str]) -> dict[str, JsonValue]:
    """Return those parts of it as Discord takes them."""
    parts: dict[str, JsonValue] = {"name": role.name, "permissions": role.permissions.wire, "hoist": role.hoist}
    parts |= {"mentionable": role.mentionable, "unicode_emoji": role.unicode_emoji or None}
    given = set(fields)
    colours: dict[str, JsonValue] = {"colors": role_colours.of(role).model_dump(mode="json")} if given & PARTS else {}
    return {name: value for name, value in parts.items() if name in given} | colours


def settings(role: "Role") -> dict[str, JsonValue]:
    """Return a role's look for people: the same names, its permissions as the client names them."""
    shown = {**look(role), **role_colours.told(role)}
    return {**shown, "permissions": ", ".join(describe(role.permissions)) or "nothing"}


def refused_parts(guild: "Guild", given: Iterable[str]) -> str:
    """Return what Discord will refuse here for want of a feature, as the end of a sentence; empty for nothing."""
    lacking = sorted(name for name in given if (needed := _TAKE.get(name)) and needed not in guild.features)
    return f" (Discord may refuse {' and '.join(lacking)}: this server has not the boosts)" if lacking else ""
