"""A seeded world without sockets, for unit tests of the simulated Discord."""

from local.discord import identity
from local.discord.clock import SimClock
from local.discord.identity import Identity
from local.discord.seed import seed
from local.discord.spec import Spec
from local.discord.state import World

SPEC = Spec()


class StillClock(SimClock):
    """A clock that moves only when it is told to."""

    def now(self) -> float:
        return 1_790_000_000.0 + self.offset_s

    def monotonic(self) -> float:
        return 1_000.0 + self.offset_s


def world() -> tuple[World, Identity]:
    clock = StillClock()
    who = identity.create(clock)
    return seed(who, clock), who
