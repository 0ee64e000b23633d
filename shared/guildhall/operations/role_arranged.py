"""What moving roles returns, how it is shown, and how it is turned back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import GuildId, RoleId
from guildhall.discord.limits import GUILD_ROLES_COUNT
from guildhall.operations.fields import GivenName
from guildhall.operations.model import Model
from guildhall.operations.preview import Change, Preview, Target, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.role_order import numbered, span

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Role


class RolesMoved(Model):
    """Adds which roles move where; stands before the operation."""

    role_ids: Annotated[list[RoleId], Field(min_length=1, max_length=GUILD_ROLES_COUNT, description="Highest first.")]
    above_role_id: Annotated[RoleId | None, Field(description="They end right above it; the guild's = lowest.")] = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({*self.role_ids, self.above_role_id}) <= len(self.role_ids):
            raise ValueError("name each role once")
        return self


class RolePlaced(Model):
    """A role and its place, counted from the highest down."""

    role_id: RoleId
    name: GivenName
    place: int


class RolesReordered(Model):
    """The guild's roles from the highest down, without @everyone."""

    roles: list[RolePlaced]


def placed(order: Sequence["Role"]) -> RolesReordered:
    """Return an order as a result."""
    shown = [RolePlaced(role_id=role.id, name=role.name, place=place) for place, role in enumerate(order, 1)]
    return RolesReordered(roles=shown)


def arranged(now: Sequence["Role"], then: Sequence["Role"], moving: Sequence["Role"]) -> Preview:
    """Return the preview of a new order: the part of it that changes, before and after."""
    part = span(now, then)
    before, after = ([role.name for role in order[part]] for order in (now, then))
    change = (Change(field="roles, from the highest down", before=[*before], after=[*after]),) if before else ()
    names = ", ".join(role.name for role in moving)
    state = seen(order=[f"{role.id} {role.position}" for role in now], moved=moving, names=[role.name for role in now])
    targets = tuple(Target(id=role.id, label=f"@{role.name}") for role in moving)
    summary = f"Move {names}" if numbered(now, then) else f"{names} stand there already"
    requests = 1 if numbered(now, then) else 0
    return Preview(summary=summary, targets=targets, changes=change, requests=requests, **state)


def returning(guild_id: GuildId, before: JsonValue, after: RolesReordered) -> Reversal | None:
    """Return the move that brings back an order, of which `before` lists the ids; None where it is the same."""
    was = [str(role_id) for role_id in before] if isinstance(before, list) else []
    now = [str(role.role_id) for role in after.roles]
    places = [place for place, (old, new) in enumerate(zip(was, now, strict=False)) if old != new]
    if not places:
        return None
    ids = was[places[0] : places[-1] + 1]
    return Reversal.model_validate(
        {"operation": "role.reorder", "arguments": {"guild_id": str(guild_id), "role_ids": ids}}
    )
