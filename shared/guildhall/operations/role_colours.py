"""A role's colours: one, two that make a gradient, or the holographic style, which Discord fixes to three.

Source: https://docs.discord.com/developers/topics/permissions#role-object-role-colors-object
"""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, JsonValue

from guildhall.discord.types.guild import RoleColours
from guildhall.operations.fields import Keep, Redaction

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Role

SecondColour = Annotated[
    str,
    Field(
        pattern=r"^(#[0-9a-fA-F]{6})?$",
        description="Makes a gradient from the colour to this one, as #rrggbb; empty for none. Takes server boosts.",
        examples=["#0055ff"],
    ),
    Redaction(Keep.AS_IS),
]
HOLOGRAPHIC = (11_127_295, 16_759_788, 16_761_760)
"""The three colours of that style."""
PARTS = frozenset({"colour", "second_colour", "holographic"})
"""The arguments that together say which colours a role has."""


def number(colour: str) -> int:
    """Return a colour as Discord takes it."""
    return int(colour.removeprefix("#"), 16)


def painted(now: RoleColours, colour: str | None, second: str | None, holographic: bool | None) -> RoleColours:
    """Return the colours after a change; what is None stays, but a single new colour ends the holographic style."""
    if holographic:
        first, middle, last = HOLOGRAPHIC
        return RoleColours(primary_color=first, secondary_color=middle, tertiary_color=last)
    plain = now.tertiary_color is not None and (colour is not None or second is not None or holographic is False)
    secondary = None if plain else now.secondary_color
    if second is not None:
        secondary = number(second) if second else None
    primary = number(colour) if colour else now.primary_color
    return RoleColours(
        primary_color=primary, secondary_color=secondary, tertiary_color=None if plain else now.tertiary_color
    )


def of(role: "Role") -> RoleColours:
    """Return a role's colours; an older answer has only the single one."""
    return role.colors if role.colors.primary_color or not role.color else RoleColours(primary_color=role.color)


def told(role: "Role") -> dict[str, JsonValue]:
    """Return a role's colours for people, by the names of the arguments."""
    colours = of(role)
    second = "" if colours.secondary_color is None else f"#{colours.secondary_color:06x}"
    holographic = colours.tertiary_color is not None
    return {"colour": f"#{colours.primary_color:06x}", "second_colour": second, "holographic": holographic}


def asked(role: "Role") -> dict[str, JsonValue]:
    """Return the arguments that give a role these colours."""
    return {"holographic": True} if of(role).tertiary_color is not None else told(role)
