"""What giving many members a role and taking it from them share."""

from typing import Annotated, ClassVar

from pydantic import Field

from guildhall.discord.ids import RoleId, UserId
from guildhall.operations.base import Acts
from guildhall.operations.batch import BatchOutcome, NamedBatch, one_by_one
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.role._danger import named
from guildhall.operations.role_holders import Holders
from guildhall.operations.wording import counted


class HoldingBatch[R: BatchOutcome](NamedBatch[R]):
    """An operation on one role of many members."""

    wanted: ClassVar[bool]
    user_ids: Annotated[frozenset[UserId], Field(min_length=1, max_length=100)]
    role_id: RoleId

    def acts_on(self) -> Acts:
        """Return role and members; Discord does not ask for rank over a member."""
        return Acts(role_ids=(self.role_id,), peer_ids=tuple(self.ordered))

    def shown(self, ports: Ports, words: str) -> Preview:
        """Return the preview: who it is about; for whom there is nothing to do, or who is no member, is counted.

        Args:
            ports: Where it is read from.
            words: The summary's, with {members}, {role} and {rest} for how many of the members need nothing.
        """
        role, holders = named(ports.discord.guild(self.guild_id), self.role_id), self.holders(ports)
        count, rest = len(holders.targets), len(holders.members_who(have=self.wanted))
        told = words.format(members=counted(count, "member"), role=role.name, rest=rest)
        held = len(holders.members_who(have=True))
        change = Change(field=f"of them with {role.name}", before=held, after=held + (count if self.wanted else -count))
        state = seen(role=role, **holders.state)
        told = f"{told}, no members: {len(holders.absent)}"
        return Preview(summary=told, targets=holders.targets, changes=(change,), requests=count, **state)

    def outcome(self, ports: Ports) -> BatchOutcome:
        """Take one after the other of those for whom there is something to do."""
        holders = self.holders(ports)
        changed = one_by_one(ports, holders.members_who(have=not self.wanted), lambda each: self.send_for(ports, each))
        return BatchOutcome.of([*changed, *holders.settled()])

    def holders(self, ports: Ports) -> Holders:
        """Return how each of them stands to the role."""
        members = ports.discord.members(self.guild_id, self.ordered)
        return Holders(self.role_id, self.ordered, members, wanted=self.wanted)
