"""Sealing: records that arrived on AuditTable's stream become the next segments of their guilds' chains.

    stream batch   A1 A2 B1 A3        A and B are guilds
    sealed         A: segment 18 of A1 A2 A3        B: segment 5 of B1

Lambda delivers a batch again when an attempt failed, died or timed out, also in parts, so a record arrives once or more
and must be sealed exactly once. A segment that holds a record was sealed after the record was written, and the stream
says when that was: so it is enough to look through the segments since then, with room for clocks that differ; the
process still knows most of them. What is found there is not sealed again; only the segment's copy is put once more, in
case the attempt died before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import NamedTuple, Protocol

from guildhall.checkpoints import checkpoint
from guildhall.clock import Clock
from guildhall.discord.ids import GuildId
from guildhall.store.chains import ChainRepository
from guildhall.store.segments import MOST_ENTRIES, Entry, Sealed, Segment, copy_of, draft, statement

CLOCKS_DIFFER = timedelta(seconds=30)
"""Between the stream's clock, which also counts whole seconds, and any sealer's."""
REMEMBERED = timedelta(minutes=2)
MOST_GUILDS = 500
"""How much of each chain's end, and of how many chains, a process remembers."""
ATTEMPTS = 20
"""At appending to a chain to which others append at the same time: one shard of the stream each, so there are few."""


class Signer(Protocol):
    """Who holds the key."""

    def sign(self, message: bytes) -> str:
        """Return a signature in base64."""
        ...


class CopyKeeper(Protocol):
    """Where copies lie that nobody who writes to the table can reach."""

    def keep(self, guild_id: GuildId | None, number: int, text: str) -> None:
        """Keep a copy of a segment, unless there is one of that number."""
        ...


class Contended(Exception):
    """Others appended to the chain again and again; the batch comes again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One record as the stream delivers it; `sequence` is its place there."""

    guild_id: GuildId | None
    entry: Entry
    sequence: str


class Known(NamedTuple):
    """What is remembered of a segment."""

    number: int
    sealed_at: datetime
    keys: frozenset[str]
    copy: str


@dataclass(slots=True)
class Recent:
    """The end of a guild's chain as one process knows it: segments never change, so none is read twice.

    Attributes:
        since: All segments that were sealed then or later, up to the head, are in `known`.
    """

    guild_id: GuildId | None
    head: Sealed | None
    since: datetime
    known: list[Known] = field(default_factory=list)

    def take(self, segments: Iterable[Sealed], earliest: datetime) -> None:
        """Note the next segments; forget what is older than is asked for now and than most batches ask for."""
        for sealed in segments:
            read = sealed.segment()
            if read:
                entries = frozenset(entry.key for entry in read.entries)
                self.known.append(Known(sealed.number, read.sealed_at, entries, copy_of(sealed, self.guild_id)))
            self.head = sealed
        if self.known:
            self.since = max(self.since, min(earliest, self.known[-1].sealed_at - REMEMBERED))
            self.known = [each for each in self.known if each.sealed_at >= self.since]


@dataclass(frozen=True, slots=True)
class Sealer:
    """The only writer of segments."""

    chain: ChainRepository
    signer: Signer
    copies: CopyKeeper
    clock: Clock
    _recent: dict[GuildId | None, Recent] = field(default_factory=dict)

    def seal(self, guild_id: GuildId | None, arrivals: Sequence[Arrival]) -> int:
        """Seal a guild's records that are not sealed yet; return how many those were.

        Raises:
            Contended: The chain was never still.
            GuildhallError: The table, the key or the place of the copies failed; the batch comes again.
        """
        count = 0
        earliest = datetime.fromtimestamp(min(each.entry.written_at for each in arrivals), UTC) - CLOCKS_DIFFER
        for _ in range(ATTEMPTS):
            recent = self._catch_up(guild_id, earliest)
            fresh = self._fresh(recent, arrivals)
            if not fresh:
                return count
            made = self._sign(draft(guild_id, recent.head, fresh, self.clock()))
            if self.chain.append(guild_id, made):
                checkpoint("sealing.appended")
                recent.take([made], earliest)
                self.copies.keep(guild_id, made.number, copy_of(made, guild_id))
                count += min(len(fresh), MOST_ENTRIES)
                if len(fresh) <= MOST_ENTRIES:
                    return count
        raise Contended

    def _catch_up(self, guild_id: GuildId | None, earliest: datetime) -> Recent:
        """Return the end of the chain from a moment on, reading what is not known of it."""
        recent = self._recent.get(guild_id)
        if recent is None or earliest < recent.since:
            head = self.chain.head(guild_id)  # first: what others append from now on is found, or fails our own append
            recent = Recent(guild_id, head, earliest)
            found = list(self.chain.since(guild_id, earliest))[::-1]
        else:
            found = list(self.chain.segments(guild_id, after=recent.head.number if recent.head else 0))
        if len(self._recent) >= MOST_GUILDS:
            self._recent.clear()
        recent.take(found, earliest)
        self._recent[guild_id] = recent
        return recent

    def _fresh(self, recent: Recent, arrivals: Sequence[Arrival]) -> list[Entry]:
        """Return the entries that no segment holds, each once, in order; renew the copies of segments that do."""
        wanted = {each.entry.key: each.entry for each in arrivals}
        for segment in recent.known:
            found = segment.keys & wanted.keys()
            if found:
                self.copies.keep(recent.guild_id, segment.number, segment.copy)
            for key in found:
                del wanted[key]
        return sorted(wanted.values())

    def _sign(self, segment: Segment) -> Sealed:
        unsigned = Sealed(segment.number, segment.text(), "")
        return Sealed(segment.number, unsigned.text, self.signer.sign(statement(unsigned.digest)))


def by_guild(arrivals: Iterable[Arrival]) -> list[tuple[GuildId | None, list[Arrival]]]:
    """Return arrivals guild by guild, each guild's in the order of the stream."""
    ordered = sorted(arrivals, key=lambda each: each.guild_id or "")
    return [(guild_id, list(some)) for guild_id, some in groupby(ordered, key=lambda each: each.guild_id)]
