"""What counters are asked for and answer; by itself, because the gateway's counters load nothing else of policy."""

from collections.abc import Mapping
from typing import NamedTuple

from guildhall.discord.ids import GuildId

DAY_S = 86_400


class Share(NamedTuple):
    """What a call takes of a budget, and how much that budget is."""

    cost: int
    limit: int


class Short(NamedTuple):
    """The budget that was too small: its name, what is counted of it, and in how many seconds it renews."""

    what: str
    counted: int
    wait_s: float


class Counted(NamedTuple):
    """What is counted in a window, by name, and in how many seconds it ends."""

    counts: Mapping[str, int]
    wait_s: float


def day_of(guild_id: GuildId) -> str:
    """Return the name under which a guild's budgets of the day are counted."""
    return f"day#guild:{guild_id}"
