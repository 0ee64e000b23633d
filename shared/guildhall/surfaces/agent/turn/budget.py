"""What one attempt and one guild may spend on a turn: seconds, rounds, tokens."""

from collections.abc import Callable
from dataclasses import dataclass, field

from guildhall.clock import monotonic_s
from guildhall.discord.ids import GuildId
from guildhall.errors import BudgetExceeded
from guildhall.policy.model import GuildPolicy
from guildhall.policy.ports import Counters
from guildhall.store.turn_records import Usage

MOST_ROUNDS = 10
ATTEMPT_S = 240.0
"""The function is killed after 300 s; the answer has to be posted by then too."""
MODEL_S = 120.0
LEAST_MODEL_S, LEAST_TOOLS_S = 60.0, 40.0
"""What is not begun with less time left: it would be cut off, and look as if the other side were slow."""
DAY_S = 86_400


class OutOfTime(Exception):
    """The attempt has used up its time; the next one goes on where it ended."""


@dataclass(slots=True)
class Seconds:
    """The time of one attempt."""

    most_s: float = ATTEMPT_S
    monotonic: Callable[[], float] = monotonic_s
    _started_s: float = field(init=False)

    def __post_init__(self) -> None:
        """Start."""
        self._started_s = self.monotonic()

    def need(self, least_s: float) -> float:
        """Return how many seconds are left.

        Raises:
            OutOfTime: They are fewer than needed.
        """
        left_s = self.most_s - (self.monotonic() - self._started_s)
        if left_s < least_s:
            raise OutOfTime
        return left_s


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a guild's turns have cost today, in tokens, against its policy; a day is one in UTC."""

    counters: Counters

    def check(self, guild_id: GuildId, policy: GuildPolicy) -> None:
        """Make sure that the model may be asked once more.

        Raises:
            BudgetExceeded: The guild has used up its day.
        """
        limit = policy.model_tokens_per_day
        if limit == 0:
            raise BudgetExceeded(
                "The agent is switched off in this server: it may cost nothing.",
                "An admin can raise the tokens per day in the server's policy.",
            )
        wait_s = self.counters.blocked_s(_name(guild_id), window_s=DAY_S, limit=limit)
        if wait_s:
            raise BudgetExceeded(
                "This server has used up what the agent may cost it in a day.",
                f"Ask again in {_hours(wait_s)}, or let an admin raise the tokens per day in the server's policy.",
                retry_after_s=round(wait_s),
            )

    def count(self, guild_id: GuildId, usage: Usage) -> None:
        """Count what an answer has cost."""
        if usage.tokens > 0:
            self.counters.add(_name(guild_id), window_s=DAY_S, cost=usage.tokens)


def _name(guild_id: GuildId) -> str:
    return f"tokens#{guild_id}"


def _hours(seconds: float) -> str:
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
