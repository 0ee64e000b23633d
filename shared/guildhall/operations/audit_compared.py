"""What comparing our trail with Discord's audit log came to."""

from datetime import datetime
from typing import NamedTuple

from guildhall.operations.audit_comparing import Entry, Sides, happened, is_explained, lag_s, why_no_entry
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model

_ALIEN = "The bot did it and our trail knows nothing: somebody else uses the bot's token, or another program of yours."
_FORGED = "The bot did it and names an audit id that our trail does not have: a record was removed, or it is forged."


class Matched(Model):
    """An act that both have; `lag_s` is by how much Discord's last entry is later than our outcome."""

    audit_id: OurText
    operation: OurText
    status: OurText
    entries: list[OurText]
    lag_s: float


class OnlyOurs(Model):
    """An act without an entry; `expected` = it is known why."""

    audit_id: OurText
    operation: OurText
    status: OurText
    at: datetime
    expected: bool
    why: OurText


class OnlyTheirs(Model):
    """An entry of the bot's without an act; `action_type` is Discord's number for what was done."""

    entry_id: OurText
    action_type: int
    at: datetime
    audit_id: OurText | None
    why: OurText


class Compared(NamedTuple):
    """The three lists, newest first."""

    matched: list[Matched]
    unmatched_acts: list[OnlyOurs]
    strange_entries: list[OnlyTheirs]


def compared(both: Sides, now: datetime) -> Compared:
    """Match acts and entries."""
    matched, unmatched_acts = list[Matched](), list[OnlyOurs]()
    for act in both.acts:
        entries, status = both.entries.get(act.audit_id), act.status(now)
        told = {"audit_id": act.audit_id, "operation": str(act.last["operation"]), "status": status}
        if entries:
            ids = [entry.id for entry in entries]
            matched.append(Matched(**told, entries=ids, lag_s=lag_s(act, entries[0])))
        elif happened(act, now):
            at = datetime.fromisoformat(str(act.last["at"]))
            explained = is_explained(act, now) or status == "unknown"
            unmatched_acts.append(OnlyOurs(**told, at=at, expected=explained, why=why_no_entry(act, now)))
    return Compared(matched, unmatched_acts, _strange_entries(both))


def _strange_entries(both: Sides) -> list[OnlyTheirs]:
    ours = {act.audit_id for act in both.acts}
    strange = [
        _strange(entry, audit_id)
        for audit_id, entries in both.entries.items()
        if audit_id not in ours
        for entry in entries
    ]
    return sorted(strange, key=lambda each: each.at, reverse=True)


def _strange(entry: Entry, audit_id: str | None) -> OnlyTheirs:
    why = _FORGED if audit_id else _ALIEN
    return OnlyTheirs(entry_id=entry.id, action_type=entry.action_type, at=entry.at, audit_id=audit_id, why=why)
