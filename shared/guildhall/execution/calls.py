"""What makes calls that nobody asked for yet: to explain one, to judge a presser, to see what is left of a budget."""

from collections.abc import Callable, Sequence
from typing import Protocol

from guildhall.discord.ids import GuildId
from guildhall.execution.session import Session
from guildhall.identity import Principal
from guildhall.operations.catalogue import AnyOperation
from guildhall.policy.ports import Counters


class Calls(Protocol):
    """Makes calls that only go through the steps; `Machinery` is one."""

    @property
    def new_id(self) -> Callable[[], str]:
        """Draws an id."""
        ...

    @property
    def counters(self) -> Counters:
        """What was counted for limits."""
        ...

    def session(self, principal: Principal, operation: AnyOperation, audit_id: str, *, charged: bool = True) -> Session:
        """Return a call ready for its first step."""
        ...

    def reach(self, principal: Principal) -> Sequence[tuple[GuildId, str]]:
        """Return the guilds (id, name) that a principal may mean when it names none."""
        ...
