"""What the trail's records say of one act: its question, intent and outcome share an audit id.

intent pending · outcome done                       → done
confirmation requested · outcome refused            → refused
intent pending, and nothing after a minute          → unknown: nobody can say whether it happened
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from pydantic import JsonValue


class AuditKind(StrEnum):
    """What a record tells; `denial` = what was refused. A preview shows words of others: it is told like a read."""

    PREVIEW = "preview"
    INTENT = "intent"
    OUTCOME = "outcome"
    DENIAL = "denial"
    CONFIRMATION = "confirmation"


class AuditStatus(StrEnum):
    """How it ended, as far as anybody knows; `pending` is what an intent says by itself."""

    PENDING = "pending"
    PREVIEWED = "previewed"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DENIED = "denied"
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"


type Told = Mapping[str, JsonValue]
"""A record of the trail, as JSON."""

LONGEST_CALL = timedelta(minutes=1)
"""An intent that is older has no outcome to come: no call lasts so long."""
_FINAL = ("preview", "confirmation", "intent", "denial", "outcome")


class Act(NamedTuple):
    """One call, with all that the trail has of it, oldest record first."""

    records: tuple[Told, ...]

    @property
    def audit_id(self) -> str:
        """The id that its records share."""
        return str(self.records[0]["audit_id"])

    @property
    def last(self) -> Told:
        """The record that says most of how it ended."""
        return max(self.records, key=lambda record: (_FINAL.index(str(record["kind"])), _order(record)))

    def status(self, now: datetime) -> str:
        """Return how it ended, as far as anybody knows."""
        last = self.last
        if last["kind"] == "intent" and now - datetime.fromisoformat(str(last["at"])) > LONGEST_CALL:
            return "unknown"
        return str(last["status"])

    def value(self, name: str) -> JsonValue:
        """Return a field from the last record that has it."""
        return next((record[name] for record in reversed(self.records) if record.get(name)), None)


def acts_of(records: Iterable[Told]) -> list[Act]:
    """Return the acts that records tell of; those of one act lie together."""
    return [Act(tuple(sorted(own, key=_order))) for _, own in groupby(records, key=lambda record: record["audit_id"])]


def _order(record: Told) -> tuple[datetime, int]:
    """Return what records of one act are sorted by: their moment, then which of them makes the others old."""
    return datetime.fromisoformat(str(record["at"])), _FINAL.index(str(record["kind"]))


def found(acts: Sequence[Act]) -> list[dict[str, JsonValue]]:
    """Return the acts' records as an answer holds them."""
    return [dict(record) for act in acts for record in act.records]
