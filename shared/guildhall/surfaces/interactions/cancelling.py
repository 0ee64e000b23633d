"""The Cancel button of a turn: who may press it, and what they hear.

A press leaves a mark on the turn's head. The turn reads it between two steps; one that waits for a human or for a limit
is woken so that it ends (`waking`).
"""

from dataclasses import dataclass

from guildhall.clock import Clock
from guildhall.discord.budget import Budget
from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission, describe
from guildhall.discord.rights import channel_permissions
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.execution.ports import DiscordAccess
from guildhall.identity import Principal
from guildhall.policy.client import admit
from guildhall.policy.ports import Counters
from guildhall.store.turn_records import TurnRecord, TurnStatus
from guildhall.surfaces.agent.keeping import Turns
from guildhall.surfaces.interactions import markup
from guildhall.surfaces.interactions.messages import Paper, Tone

NEEDED = Permission.MANAGE_MESSAGES
"""Whoever may delete the answer may also stop it from being written."""
_BUDGET_S = 10.0
_GONE = (
    "Nothing was cancelled: this question is so old that nothing is known of it any more.",
    "If its message still says that it is being worked on, nobody works on it; ask again.",
)
_ENDED = {
    TurnStatus.DONE: "It was already answered.",
    TurnStatus.CANCELLED: "It was already cancelled.",
    TurnStatus.FAILED: "It had already been given up.",
    TurnStatus.SILENT: "It was not being answered at all.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelling:
    """Cancels turns for those who may."""

    turns: Turns
    discord: DiscordAccess
    counters: Counters
    clock: Clock

    def cancel(self, turn_id: str, presser: Principal) -> Paper:
        """Mark a turn as cancelled, if the presser may and it has not ended; return what the presser hears.

        Raises:
            RateLimited: The presser pressed too often.
            DiscordError: Discord could not be asked what the presser may do.
            StoreError: The table did not answer.
        """
        admit(presser, self.counters)
        head = self.turns.get(turn_id)
        if head is None:
            return Paper(Tone.FAILED, "Not cancelled", _GONE)
        if head.ended:
            return _ended(head)
        if presser.user_id != head.asker_id and not self._moderates(head, presser.user_id):
            return _refused(head)
        marked = self.turns.cancel(turn_id, presser.user_id) or head
        return _ended(marked) if marked.ended else _cancelling(marked)

    def known(self, turn_id: str) -> Paper | None:
        """Return what a press has come to without pressing anew; None when it came to nothing, or nobody knows.

        Raises:
            StoreError: The table did not answer.
        """
        head = self.turns.get(turn_id)
        if head is None or (head.cancelled_by is None and not head.ended):
            return None
        return _ended(head) if head.ended else _cancelling(head)

    def _moderates(self, head: TurnRecord, user_id: UserId) -> bool:
        """Return whether somebody may delete messages where the turn was asked for, as Discord has it now."""
        if head.guild_id is None:
            return False
        discord = self.discord.fresh().within(Budget.of(_BUDGET_S))
        try:
            guild, member = discord.guild(head.guild_id), discord.member(head.guild_id, user_id)
            channel = discord.channel(head.channel_id)
            parent = discord.channel(channel.parent_id) if channel.is_thread and channel.parent_id else None
        except (DiscordNotFound, DiscordForbidden):
            return False
        return channel_permissions(guild, member, channel, parent, now=self.clock()).has(NEEDED)


def _refused(head: TurnRecord) -> Paper:
    needed, where = " and ".join(describe(NEEDED)), markup.mention(head.channel_id)
    told = f"Only {markup.mention(head.asker_id)}, who asked, may cancel it, or somebody with {needed} in {where}."
    return Paper(Tone.FAILED, "Not cancelled", (told, "It goes on."))


def _ended(head: TurnRecord) -> Paper:
    return Paper(Tone.READ, "Nothing to cancel", (_ENDED[head.status],))


def _cancelling(head: TurnRecord) -> Paper:
    told = ["It stops before its next step. What was done by then stays done."]
    if head.waits:
        told.append("What it waits for approval of is taken back.")
    return Paper(Tone.DONE, "Cancelling …", tuple(told))
