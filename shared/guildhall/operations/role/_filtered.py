"""How giving a role by a filter is shown, and what came of it."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from guildhall.discord.ids import RoleId
from guildhall.operations.batch import BatchOutcome, ItemOutcome
from guildhall.operations.member._shown import target_of
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.role_filter import Matched, MemberFilter
from guildhall.operations.wording import counted

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Role

FEW = 25
"""Members to whom a harmless role may be given at once without that being as grave as what cannot be undone."""


class RoleForSome(MemberFilter):
    """Adds which role it is, and how many get it at once."""

    role_id: RoleId
    at_most: Annotated[int, Field(ge=1, le=100, description="No more members; the budget is taken for all.")] = FEW


class RoleAssignedByFilter(BatchOutcome):
    """What became of each member who lacked the role; `matched_count` also counts who had it, and who comes later."""

    matched_count: int


def shown(role: "Role", meant: Matched, at_most: int) -> Preview:
    """Return the preview: counts, and each member who gets the role."""
    now, had = meant.lacking[:at_most], meant.having
    parts = [f"Give {counted(len(now), 'member')} the role {role.name}", f"had already: {had}"]
    if len(meant.lacking) > len(now):
        parts.append(f"left for another call: {len(meant.lacking) - len(now)}")
    if meant.spared:
        parts.append(f"protected and left out: {meant.spared}")
    if not meant.whole:
        parts.append("there was no time to look at all members")
    return Preview(
        summary="; ".join(parts),
        targets=tuple(target_of(member) for member in now),
        changes=(Change(field=f"of those meant with {role.name}", before=had, after=had + len(now)),),
        requests=len(now),
        **seen(role=role, **{f"member {member.id}": member.display for member in now}),
    )


def given(meant: Matched, items: list[ItemOutcome]) -> RoleAssignedByFilter:
    """Return the result; members beyond the call's number are left for another one."""
    told, later = BatchOutcome.of(items).model_dump(), len(meant.lacking) - len(items)
    if later > 0 or not meant.whole:
        told["go_on"] = f"{later or 'More'} may be left: ask again with the same arguments; nobody gets it twice."
        told["left_count"] += later
    told["matched_count"] = len(meant.lacking) + meant.having + meant.spared
    return RoleAssignedByFilter.model_validate(told)
