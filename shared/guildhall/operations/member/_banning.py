"""Some people, and what came of banning them together."""

from typing import TYPE_CHECKING, NamedTuple, Self

from guildhall.discord.ids import GuildId, UserId
from guildhall.errors import DiscordRejected
from guildhall.operations.batch import ItemOutcome, ItemStatus, outcome
from guildhall.operations.member._bans import BulkBanned, banned_of
from guildhall.operations.member._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Member

_REFUSED = DiscordRejected("Discord did not ban them: no such account, or above the bot.", status=400)


class People(NamedTuple):
    """People by id; `members` are those of them who are members, `banned` those who are banned."""

    user_ids: list[UserId]
    members: dict[UserId, "Member"]
    banned: frozenset[UserId]

    @classmethod
    def read(cls, ports: Ports, guild_id: GuildId, user_ids: list[UserId]) -> Self:
        """Return how they stand now."""
        banned = banned_of(ports, guild_id, user_ids)
        return cls(user_ids, ports.discord.members(guild_id, user_ids), banned)

    @property
    def open(self) -> list[UserId]:
        """Those who are not banned yet."""
        return [user_id for user_id in self.user_ids if user_id not in self.banned]

    def target(self, user_id: UserId) -> Target:
        """Return one of them as a write's target."""
        member = self.members.get(user_id)
        return target_of(member) if member else Target(id=user_id, label=str(user_id), detail="not a member")

    @property
    def state(self) -> dict[str, str]:
        """How each of them stands, by name for a plan."""
        known = {user_id: f"{each.display} {sorted(each.roles)}" for user_id, each in self.members.items()}
        return {f"user {each}": f"{each in self.banned} {known.get(each, 'absent')}" for each in self.user_ids}

    def outcomes(self, answer: BulkBanned) -> list[ItemOutcome]:
        """Return what became of each; of whom Discord says nothing, nobody knows."""
        told = {user_id: outcome(ItemStatus.UNKNOWN, user_id) for user_id in self.open}
        told |= {user_id: outcome(ItemStatus.ALREADY, user_id) for user_id in self.banned}
        told |= {user_id: outcome(ItemStatus.FAILED, user_id, _REFUSED) for user_id in answer.failed_users}
        return list((told | {each: outcome(ItemStatus.DONE, each) for each in answer.banned_users}).values())
