"""What of a role can be set."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, JsonValue, model_validator

from guildhall.discord.permissions import ALL_PERMISSIONS, describe
from guildhall.discord.types import Role
from guildhall.operations.fields import PermissionNames, names
from guildhall.operations.role._giving import Colour, RoleName, number


class RoleLook(BaseModel):
    """Adds what of a role is changed; stands before the operation."""

    name: RoleName | None = None
    permissions: PermissionNames | None = None
    colour: Colour | None = None
    hoist: bool | None = None
    mentionable: bool | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.given():
            raise ValueError("give at least one of name, permissions, colour, hoist, mentionable")
        return self

    def given(self) -> list[str]:
        """Return the fields that are changed."""
        return [name for name in RoleLook.model_fields if getattr(self, name) is not None]

    def then(self, now: Role) -> Role:
        """Return the role as it will be; permissions that Discord added since, without a name here, stay."""
        changed: dict[str, object] = {name: getattr(self, name) for name in self.given()}
        if self.permissions is not None:
            changed["permissions"] = self.permissions | now.permissions.without(ALL_PERMISSIONS)
        if self.colour:
            changed["color"] = number(self.colour)
        return now.model_copy(update=changed)


def look(role: Role) -> dict[str, JsonValue]:
    """Return a role's look as a request gives it."""
    text: dict[str, JsonValue] = {"name": role.name, "colour": f"#{role.color:06x}"}
    return {**text, "permissions": names(role.permissions), "hoist": role.hoist, "mentionable": role.mentionable}


def wire(role: Role, fields: Iterable[str]) -> dict[str, JsonValue]:
    """Return those parts of it as Discord takes them."""
    parts = {**look(role), "colour": role.color, "permissions": role.permissions.wire}
    return {"color" if name == "colour" else name: parts[name] for name in fields}


def settings(role: Role) -> dict[str, JsonValue]:
    """Return a role's look for people: the same names, its permissions as the client names them."""
    return {**look(role), "permissions": ", ".join(describe(role.permissions)) or "nothing"}
