"""Named points at which a crash would be worst, for tests to interrupt; stdlib only, so that any process can have them.

execution     `execution.claimed`, `execution.intent_recorded`, `execution.called`, `execution.outcome_recorded`
              `plan.taken`, `budget.spent`, `undo.taken`, `undo.kept`, `alarm.paused`
confirmation  `confirmation.created`, `confirmation.carded`, `confirmation.half_approved`, `confirmation.approved`,
              `confirmation.settled`, `confirmation.denied`, `confirmation.expired`, `confirmation.notified`
interactions  `worker.acted`, `worker.answered`
agent turns   `turn.claimed`, `turn.opened`, `turn.answered`, `turn.asked`, `turn.acted`, `turn.told`, `turn.waiting`,
              `turn.shown`, `turn.replied`, `turn.ended`
audit sealer  `sealing.appended`
gateway task  `gateway.received`, `gateway.enqueued`, `gateway.saved`
"""

from collections.abc import Callable

_hooks: list[Callable[[str], None]] = []


def checkpoint(name: str) -> None:
    """Pass a point; does nothing unless a test registered a hook."""
    for hook in tuple(_hooks):
        hook(name)


def on_checkpoint(hook: Callable[[str], None]) -> Callable[[], None]:
    """Register a hook that is called with each checkpoint's name, and return what removes it; no deployment does."""
    _hooks.append(hook)
    return lambda: _hooks.remove(hook)
