"""Holding a turn while it is worked on: a lease on its head, and its queue message kept hidden, renewed side by side.

A lease lasts 30 s and is renewed every 10 s by a thread, together with the message's visibility. So a worker that dies
is noticed within 30 s, whatever the queue's own visibility timeout, and one that lives keeps both for as long as it
needs. A turn that is not ours any more ends the attempt by `Lost`, before anything else is saved or said.

The thread lives within `with`: it is joined before the invocation ends, because what is frozen in the middle of a
renewal wakes up much later and renews what is no longer its own.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from guildhall.clock import Clock
from guildhall.errors import GuildhallError
from guildhall.store.turn_records import TurnRecord, TurnStatus
from guildhall.surfaces.agent.keeping import Turns

HOLD_S = 30
BEAT_S = 10.0
HOLD = timedelta(seconds=HOLD_S)


class Lost(Exception):
    """The turn is another attempt's by now; whatever this one still wants to do is not its to do."""


class Hold:
    """A turn's head, as long as one attempt holds it.

    Attributes:
        head: The head as it was saved last.
    """

    def __init__(self, turns: Turns, head: TurnRecord, clock: Clock, hide: Callable[[float], None]) -> None:
        """Hold a head whose owner is this attempt.

        Args:
            turns: Where heads are kept.
            head: As `begin` or `resume` returned it.
            clock: The clock.
            hide: Keeps the queue's message hidden for so many seconds; never raises.
        """
        self.head = head
        self.beat_s = BEAT_S
        self._turns, self._clock, self._hide = turns, clock, hide
        self._until = head.lease_until
        self._lost, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"hold-{head.turn_id}", daemon=True)

    def __enter__(self) -> Self:
        """Begin to renew."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Renew no more; the lease runs out by itself."""
        self._stop()

    def check(self) -> None:
        """Make sure that the turn is still ours.

        Raises:
            Lost: It is not.
            StoreError: It could not be asked.
        """
        if not self._lost.is_set() and self._clock() >= self._until:
            self._renew()
        if self._lost.is_set():
            raise Lost

    def save(self, **changed: Any) -> None:
        """Change fields of the head and store it; nothing is stored for nothing.

        Raises:
            Lost: The turn is not ours any more.
            StoreError: It could not be stored, or perhaps it was; saving again is safe.
        """
        self.check()
        if all(getattr(self.head, name) == value for name, value in changed.items()):
            return
        self._store(self._clock() + HOLD, changed)

    def cancelled(self) -> bool:
        """Read anew whether somebody has cancelled the turn.

        Raises:
            Lost: The turn is not ours any more.
        """
        self.check()
        stands = self._turns.get(self.head.turn_id)
        if stands is None or stands.owner != self.head.owner:
            self._lost.set()
            raise Lost
        self.head = self.head.model_copy(update={"cancelled_by": stands.cancelled_by})
        return stands.cancelled_by is not None

    def leave(self, status: TurnStatus, **changed: Any) -> None:
        """Store what became of the turn and hold it no more; one that is still RUNNING may be taken over at once.

        Raises:
            Lost: The turn is not ours any more.
        """
        self.check()
        self._stop()
        self._store(self._clock(), {"status": status, **changed})

    def _store(self, until: Any, changed: dict[str, Any]) -> None:
        record = self.head.model_copy(update={**changed, "lease_until": until})
        if not self._turns.save(record):
            self._lost.set()
            raise Lost
        self.head, self._until = record, until

    def _renew(self) -> None:
        until = self._clock() + HOLD
        if self._turns.renew(self.head.turn_id, self.head.owner, until):
            self._until = until
        else:
            self._lost.set()

    def _beat(self) -> None:
        while not self._stopped.wait(self.beat_s) and not self._lost.is_set():
            try:
                self._renew()
            except GuildhallError:
                continue
            if not self._lost.is_set():
                self._hide(HOLD_S)

    def _stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
