"""The catalogue as the model sees it: `Toolbox` over the same platform that every other door uses.

Reads of one round run side by side, for they wait for Discord most of the time; each has a session of its own, and
what they share (connections, limits, the short memory of what was read) is made for threads. Writes run one after
another, in the order in which the model made them, and after the reads: if a read fails in a way that may pass, nothing
was done.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

from guildhall.discord.ids import UserId
from guildhall.errors import ConfirmationInvalid
from guildhall.store.turn_records import Block, Wait
from guildhall.surfaces.agent.ports import Asked, ToolCall, ToolTold
from guildhall.surfaces.agent.tools import table as tool_table
from guildhall.surfaces.agent.tools.calling import Bench, Calling
from guildhall.surfaces.agent.tools.settling import settled
from guildhall.surfaces.tools.table import Entry

SIDE_BY_SIDE = 4
_UNKNOWN_TITLE = "Look for a tool"


class Questions(Protocol):
    """Ends questions to humans without a press; `execution.approvals.Approvals` is it."""

    def expire(self, confirmation_id: str) -> None:
        """Let an overdue question be over."""
        ...

    def withdraw(self, confirmation_id: str, by: UserId) -> None:
        """Take an open question back."""
        ...


class CatalogueToolbox:
    """Implements `ports.Toolbox`; keeps nothing of any turn."""

    def __init__(self, bench: Bench, questions: Questions) -> None:
        self._bench, self._questions = bench, questions

    def definitions(self) -> Sequence[Block]:
        """Return the tools of every request, always the same and in the same order."""
        return tool_table.definitions()

    def title(self, call: ToolCall) -> str:
        """Return what a call does, in a few words of ours; of a finder's call, what it leads to."""
        entry = _meant(call)
        return entry.title if entry else _UNKNOWN_TITLE

    def run(self, asked: Asked, calls: Sequence[ToolCall], *, tainted: bool, private: bool = False) -> list[ToolTold]:
        """Run one round's calls; see `ports.Toolbox`.

        Args:
            asked: The turn.
            calls: As the model made them.
            tainted: The turn had read words of others before this round.
            private: Likewise what not everybody may who reads its channel: then every write waits for a human.
        """

        def tell(call: ToolCall) -> ToolTold:
            return self._as_it_stands(asked, Calling(self._bench, asked, call, tainted, private).told())

        reads = [call for call in calls if _reads_only(call)]
        told = [*_side_by_side(tell, reads), *(tell(call) for call in calls if call not in reads)]
        by_id = {each.call.id: each for each in told}
        return [by_id[call.id] for call in calls]

    def _as_it_stands(self, asked: Asked, told: ToolTold) -> ToolTold:
        """Return what a call's question came to, if an earlier attempt asked it and somebody answered meanwhile."""
        now = None if told.wait is None else self.settled(asked, told.call, told.wait)
        if now is None:
            return told
        return replace(now, tainted=now.tainted or told.tainted, private=now.private or told.private)

    def settled(self, asked: Asked, call: ToolCall, wait: Wait) -> ToolTold | None:
        """Return what became of a question; None while it is open. One that is overdue expires here."""
        record = self._bench.confirmations.get(wait.confirmation_id)
        if record is not None and record.status == "pending" and record.expires_at < self._bench.clock():
            self._questions.expire(wait.confirmation_id)
            record = self._bench.confirmations.get(wait.confirmation_id)
        return settled(self._bench, asked, call, record)

    def withdraw(self, asked: Asked, wait: Wait) -> None:
        """Take an open question back: its card loses its buttons. One that is gone needs nothing."""
        try:
            self._questions.withdraw(wait.confirmation_id, asked.principal.user_id)
        except ConfirmationInvalid:
            return


def _side_by_side(tell: Callable[[ToolCall], ToolTold], calls: Sequence[ToolCall]) -> list[ToolTold]:
    if len(calls) < 2:  # noqa: PLR2004 - one call needs no company
        return [tell(call) for call in calls]
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(calls)), "tool") as threads:
        return list(threads.map(tell, calls))


def _meant(call: ToolCall) -> Entry | None:
    """Return the tool that a call comes down to, through a finder too."""
    known = tool_table.tools()
    entry = known.find(call.name)
    named = call.input.get("name")
    if entry is None or not entry.name.startswith("operations_run_") or not isinstance(named, str):
        return entry
    return known.of_operation(named) or entry


def _reads_only(call: ToolCall) -> bool:
    """Return whether a call changes nothing; one of a tool that does not exist does not."""
    entry = tool_table.tools().find(call.name)
    return entry is None or entry.reads_only
