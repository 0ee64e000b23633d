"""What verifying finds: each thing that is not as it was sealed, by name, and how much was looked at."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from guildhall.clock import Clock
from guildhall.discord.ids import GuildId
from guildhall.store.chains import ChainRepository

MOST_KEPT = 200
"""Findings that a report names; more are only counted."""


class Fault(StrEnum):
    """What is wrong; see `execution.verifying` for what each means."""

    RECORD_CHANGED = "record_changed"
    RECORD_MISSING = "record_missing"
    RECORD_UNSEALED = "record_unsealed"
    RECORD_BACKDATED = "record_backdated"
    MONTH_UNLISTED = "month_unlisted"
    SEGMENT_CHANGED = "segment_changed"
    SEGMENT_MISSING = "segment_missing"
    SEGMENT_MOVED = "segment_moved"
    SIGNATURE_BAD = "signature_bad"
    COPY_MISSING = "copy_missing"
    COPY_CHANGED = "copy_changed"


class Finding(NamedTuple):
    """One thing that is wrong.

    Attributes:
        where: `segment 7`, `record <audit id>#<part>` or `month 2026-11`.
        told: How it shows, in words of ours.
    """

    fault: Fault
    where: str
    told: str


@dataclass(slots=True)
class Report:
    """What verifying a guild's trail came to.

    Attributes:
        findings: The first of them, each once.
        counts: How many there are of each kind.
        segments: How many were walked.
        sealed_until: When the newest of them was sealed.
        records: How many were compared with their entries.
        expired: Entries whose records had an end that has come.
        unsealed: Records so young that they may yet be sealed.
        oldest_unsealed: When the oldest of those was written, as it says.
        is_chain_whole: Whether the chain was walked to its head.
        unchecked_months: Whose records there was no time for, newest first.
    """

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[Fault] = field(default_factory=Counter)
    segments: int = 0
    sealed_until: datetime | None = None
    records: int = 0
    expired: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    is_chain_whole: bool = False
    unchecked_months: list[str] = field(default_factory=list)
    _known: set[tuple[Fault, str]] = field(default_factory=set, repr=False)

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found; what was not looked at is not in it."""
        return not self.counts

    @property
    def is_complete(self) -> bool:
        """Whether there was time for everything."""
        return self.is_chain_whole and not self.unchecked_months

    def add(self, fault: Fault, where: str, told: str) -> None:
        """Note what is wrong, once for each place."""
        if (fault, where) in self._known:
            return
        self.counts[fault] += 1
        if len(self.findings) < MOST_KEPT:
            self._known.add((fault, where))
            self.findings.append(Finding(fault, where, told))

    def wait_for(self, written_at: datetime) -> None:
        """Note a record that may yet be sealed."""
        self.unsealed += 1
        self.oldest_unsealed = min(self.oldest_unsealed or written_at, written_at)


class Copy(NamedTuple):
    """What lies outside the table of one segment.

    Attributes:
        md5: Of the first version's text, in hexadecimal.
        versions: How often it was written; once, unless somebody interfered.
        is_removed: Whether it is hidden behind a mark of removal.
    """

    number: int
    md5: str
    versions: int
    is_removed: bool


class Copies(Protocol):
    """Where copies lie."""

    def every(self, guild_id: GuildId | None) -> Iterator[Copy]:
        """Yield what there is of a chain's copies, by number."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a trail is judged by.

    Attributes:
        signed: Whether a message bears a signature (base64) of the sealer's key.
    """

    chain: ChainRepository
    signed: Callable[[bytes, str], bool]
    copies: Copies
    clock: Clock
