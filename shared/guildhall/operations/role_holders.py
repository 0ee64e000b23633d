"""Who of many members has a role, and who is to get it."""

from typing import TYPE_CHECKING, NamedTuple

from guildhall.discord.ids import GuildId, RoleId, UserId
from guildhall.errors import DiscordNotFound
from guildhall.operations.batch import BatchOutcome, ItemOutcome, ItemStatus, outcome
from guildhall.operations.member._shown import target_of
from guildhall.operations.preview import Target
from guildhall.operations.reversal import Reversal

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Member

_ABSENT = DiscordNotFound("They are no member of this server.", status=404, discord_code=10007)


class Holders(NamedTuple):
    """Some people and how they stand to a role.

    Attributes:
        user_ids: Who is meant, by id.
        members: Those of them who are members.
        wanted: Whether they are to have it, or not to have it.
    """

    role_id: RoleId
    user_ids: list[UserId]
    members: dict[UserId, "Member"]
    wanted: bool = True

    def members_who(self, *, have: bool) -> list[UserId]:
        """Return the members who have it, or those who do not."""
        return [user_id for user_id, each in self.members.items() if (self.role_id in each.roles) is have]

    @property
    def targets(self) -> tuple[Target, ...]:
        """Those for whom something changes."""
        return tuple(target_of(self.members[user_id]) for user_id in self.members_who(have=not self.wanted))

    @property
    def absent(self) -> list[UserId]:
        """Those who are no members."""
        return [user_id for user_id in self.user_ids if user_id not in self.members]

    @property
    def state(self) -> dict[str, str]:
        """How each of them stands, by name for a plan."""
        known = {user_id: f"{self.role_id in each.roles} {each.display}" for user_id, each in self.members.items()}
        return {f"member {user_id}": known.get(user_id, "absent") for user_id in self.user_ids}

    def settled(self) -> list[ItemOutcome]:
        """Return the outcomes of those for whom there is nothing to do."""
        already = [outcome(ItemStatus.ALREADY, user_id) for user_id in self.members_who(have=self.wanted)]
        return already + [outcome(ItemStatus.FAILED, user_id, _ABSENT) for user_id in self.absent]


def undoing(operation: str, guild_id: GuildId, role_id: RoleId, result: BatchOutcome) -> Reversal | None:
    """Return the bulk call the other way, for those whom this one changed; None where it changed nobody."""
    done = [str(item.user_id) for item in result.items if item.status is ItemStatus.DONE]
    if not done:
        return None
    arguments = {"guild_id": str(guild_id), "role_id": str(role_id), "user_ids": done}
    return Reversal.model_validate({"operation": operation, "arguments": arguments})
