"""Walking a chain from its first segment to its head, beside the copies that lie outside the table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import md5

from guildhall.discord.ids import GuildId
from guildhall.errors import InvalidArguments
from guildhall.execution.seals.findings import Copy, Evidence, Fault, Report
from guildhall.store import keys
from guildhall.store.segments import FIRST_LINK, Sealed, Segment, copy_of, statement

GRACE = timedelta(minutes=5)
"""How long a copy, or a record's sealing, may take before its absence counts; seconds are usual."""

MOST_NAMED = 100
"""Segments of one gap that are named one by one."""


def month_of_key(key: str) -> str:
    """Return the month of a record's key; nothing for what is none."""
    try:
        return keys.month_of(keys.audit_id_of({"sk": key}))
    except InvalidArguments:
        return ""


@dataclass(slots=True)
class Walk:
    """One walk; what it finds goes into the report.

    Attributes:
        entries: How many records of each month are sealed.
    """

    evidence: Evidence
    guild_id: GuildId | None
    report: Report
    entries: Counter[str] = field(default_factory=Counter)
    _expected: int = 1
    _link: str | None = FIRST_LINK
    _head: Sealed | None = None
    _copies: Iterator[Copy] = field(default_factory=lambda: iter(()))
    _copy: Copy | None = None

    def __post_init__(self) -> None:
        """Begin with the first copy."""
        self._copies = self.evidence.copies.every(self.guild_id)
        self._copy = next(self._copies, None)

    def step(self, sealed: Sealed) -> None:
        """Judge the next segment."""
        segment = sealed.segment()
        self._judge_place(sealed, segment)
        if segment:
            self.entries.update(month_of_key(entry.key) for entry in segment.entries)
            self.report.sealed_until = segment.sealed_at
        self._judge_copy(sealed, segment)
        self._expected, self._head = sealed.number + 1, sealed
        self.report.segments += 1

    def end(self) -> None:
        """Judge the head, and what there is beyond it."""
        while self._copy:
            if self.evidence.chain.get(self.guild_id, self._copy.number) is None:
                self._missing(self._copy.number, "a copy of it lies outside the table, beyond the head")
            self._copy = next(self._copies, None)
        if self._head and not self._is_signed(self._head):
            first = self._first_unsigned(self._head.number)
            self.report.add(
                Fault.SIGNATURE_BAD, f"segment {first}", "from here on the key has not signed what is there"
            )
        self.report.is_chain_whole = True

    def _judge_place(self, sealed: Sealed, segment: Segment | None) -> None:
        for number in range(self._expected, min(sealed.number, self._expected + MOST_NAMED)):
            self._missing(number, f"the next one that is there is segment {sealed.number}")
        link = self._link if sealed.number == self._expected else None
        self._link = sealed.link
        if segment is None:
            self._changed(sealed.number, "it cannot be read")
            self._link = None
        elif (segment.number, segment.guild_id) != (sealed.number, self.guild_id):
            whose = "" if segment.guild_id == self.guild_id else " of another chain"
            self.report.add(Fault.SEGMENT_MOVED, f"segment {sealed.number}", f"it is segment {segment.number}{whose}")
            self._link = None
        elif link is not None and segment.previous != link:
            self._changed(sealed.number - 1, f"segment {sealed.number} was appended to something else")

    def _judge_copy(self, sealed: Sealed, segment: Segment | None) -> None:
        while self._copy and self._copy.number < sealed.number:
            self._missing(self._copy.number, "a copy of it lies outside the table")
            self._copy = next(self._copies, None)
        if self._copy is None or self._copy.number > sealed.number:
            if segment is None or segment.sealed_at < self.evidence.clock() - GRACE:
                self.report.add(Fault.COPY_MISSING, f"segment {sealed.number}", "no copy of it lies outside the table")
            return
        copy, self._copy = self._copy, next(self._copies, None)
        where = f"segment {sealed.number}"
        if copy.is_removed or copy.versions > 1:
            how = "removed" if copy.is_removed else "overwritten"
            self.report.add(Fault.COPY_CHANGED, where, f"its copy was {how}; the bucket keeps every version")
        if copy.md5 != md5(copy_of(sealed, self.guild_id).encode(), usedforsecurity=False).hexdigest():
            self._changed(sealed.number, "its copy is of something else")

    def _missing(self, number: int, told: str) -> None:
        self.report.add(Fault.SEGMENT_MISSING, f"segment {number}", told)

    def _changed(self, number: int, told: str) -> None:
        self.report.add(Fault.SEGMENT_CHANGED, f"segment {number}", told)

    def _is_signed(self, sealed: Sealed | None) -> bool:
        return sealed is not None and self.evidence.signed(statement(sealed.digest), sealed.signature)

    def _first_unsigned(self, head: int) -> int:
        """Return where the signed part ends; who forges the head forges all behind the first change."""
        first, last = 1, head
        while first < last:
            middle = (first + last) // 2
            if self._is_signed(self.evidence.chain.get(self.guild_id, middle)):
                first = middle + 1
            else:
                last = middle
        return first
