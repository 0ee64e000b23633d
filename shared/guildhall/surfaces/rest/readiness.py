"""Whether everything that a request needs is there: each part is asked at once, briefly, and told by name.

Anybody may ask, so an answer holds no address, no name of a resource and no secret; and it is remembered for some
seconds, so that asking often costs nobody anything.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock

from guildhall.clock import monotonic_s

TIMEOUT_S = 4.0
REMEMBERED_S = 5.0


class NotReady(Exception):
    """A part is not ready, for a reason that may be told to anybody."""


@dataclass(frozen=True, slots=True)
class Check:
    """One part.

    Attributes:
        name: What it is called in the answer.
        probe: Returns when the part is ready; raises otherwise. `NotReady` says why, anything else is told by its type.
        hint: What the operator does about it.
    """

    name: str
    probe: Callable[[], object]
    hint: str


@dataclass(frozen=True, slots=True)
class Finding:
    """How a part was found."""

    name: str
    reason: str = ""
    hint: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is ready."""
        return not self.reason

    def to_dict(self) -> dict[str, str | bool]:
        """Return it as JSON: `{"ok": true}` or `{"ok": false, "reason": …, "hint": …}`."""
        return {"ok": True} if self.ok else {"ok": False, "reason": self.reason, "hint": self.hint}


class Readiness:
    """Asks all parts at the same time."""

    def __init__(
        self, checks: Sequence[Check], *, timeout_s: float = TIMEOUT_S, clock: Callable[[], float] = monotonic_s
    ) -> None:
        self._checks = tuple(checks)
        self._timeout_s = timeout_s
        self._clock = clock
        self._lock = Lock()
        self._found: tuple[float, list[Finding]] | None = None

    def findings(self) -> list[Finding]:
        """Return how each part was found, at most a few seconds ago."""
        with self._lock:
            if self._found is None or self._clock() - self._found[0] >= REMEMBERED_S:
                self._found = (self._clock(), self._ask())
            return self._found[1]

    def _ask(self) -> list[Finding]:
        workers = ThreadPoolExecutor(max_workers=max(1, len(self._checks)), thread_name_prefix="readiness")
        try:
            asked = [(check, workers.submit(check.probe)) for check in self._checks]
            wait([future for _, future in asked], timeout=self._timeout_s)
            return [_finding(check, future) for check, future in asked]
        finally:
            workers.shutdown(wait=False, cancel_futures=True)


def _finding(check: Check, future: Future[object]) -> Finding:
    if not future.done():
        return Finding(check.name, "no answer in time", check.hint)
    error = future.exception()
    if error is None:
        return Finding(check.name)
    return Finding(check.name, str(error) if isinstance(error, NotReady) else _kind(error), check.hint)


def _kind(error: BaseException) -> str:
    """Return an error by AWS's code or by its type; its text may name resources."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        return str(response.get("Error", {}).get("Code") or type(error).__name__)
    return type(error).__name__
