"""The order of a guild's roles, and what of it changes when some are moved.

Places are counted from the highest role down, @everyone left out. Discord takes numbers that grow upwards: a role that
keeps its place keeps its number wherever that leaves each number above the one below it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.ids import RoleId
from guildhall.errors import InvalidArguments
from guildhall.operations.role._danger import named
from guildhall.operations.role_listed import from_highest

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild, Role


def order_of(guild: "Guild") -> list["Role"]:
    """Return the guild's roles from the highest down, without @everyone."""
    return from_highest([role for role in guild.roles if str(role.id) != guild.id], guild.id)


def moved(guild: "Guild", role_ids: Sequence[RoleId], above: RoleId | None) -> list["Role"]:
    """Return the order with some roles moved: right above another one, or among the places that they hold.

    Args:
        guild: The guild with its roles.
        role_ids: The roles that move, from the highest down.
        above: The role right above which they end, the guild's id for @everyone; None = they share their own places.

    Raises:
        DiscordNotFound: The guild has no such role.
        InvalidArguments: @everyone cannot be moved.
    """
    if guild.id in {str(role_id) for role_id in role_ids}:
        raise InvalidArguments("@everyone stays the lowest role.", "Leave it out.")
    moving, now = [named(guild, role_id) for role_id in role_ids], order_of(guild)
    if above is None:
        turn = iter(moving)
        return [next(turn) if role in moving else role for role in now]
    resting = [role for role in now if role not in moving]
    place = len(resting) if str(above) == guild.id else resting.index(named(guild, above))
    return [*resting[:place], *moving, *resting[place:]]


def passed(now: Sequence["Role"], then: Sequence["Role"], moving: Sequence[RoleId]) -> list["Role"]:
    """Return the resting roles above or below which a moved one comes to stand: whose holders outrank whom changes."""
    was, will = ({role.id: place for place, role in enumerate(order)} for order in (now, then))
    return [
        role
        for role in now
        if role.id not in moving and any((was[role.id] < was[each]) != (will[role.id] < will[each]) for each in moving)
    ]


def numbered(now: Sequence["Role"], then: Sequence["Role"]) -> dict[RoleId, int]:
    """Return the new number of each role whose number changes; none where the order stays."""
    if [role.id for role in now] == [role.id for role in then]:
        return {}
    numbers, below = {}, 0
    held = [role.position for role in now]
    for place in reversed(range(len(then))):
        below = max(held[place], below + 1)
        numbers[then[place].id] = below
    return {role.id: numbers[role.id] for role in then if numbers[role.id] != role.position}


def body(numbers: dict[RoleId, int]) -> list[JsonValue]:
    """Return the numbers as Discord takes them, the lowest role first."""
    return [{"id": str(role_id), "position": number} for role_id, number in sorted(numbers.items(), key=lambda n: n[1])]


def span(now: Sequence["Role"], then: Sequence["Role"]) -> slice:
    """Return the places between the first and the last role whose place changes; none where nothing does."""
    places = [place for place, (was, will) in enumerate(zip(now, then, strict=True)) if was.id != will.id]
    return slice(places[0], places[-1] + 1) if places else slice(0, 0)
