"""Comparing records with their entries, so many at a time that memory does not grow with the trail."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zlib import crc32

from guildhall.clock import epoch_s
from guildhall.discord.ids import GuildId
from guildhall.execution.seals.chain import GRACE, month_of_key
from guildhall.execution.seals.findings import Evidence, Fault, Report
from guildhall.store.chains import StoredRecord
from guildhall.store.segments import Entry

MOST_AT_ONCE = 50_000
"""Entries held in memory, some 25 MB."""
LOOKS_EVERY = 200
"""Records between two looks at the time."""
SAYS_SO_WITHIN = timedelta(minutes=2)
"""Between a record's own time and the one at which DynamoDB took it."""


class Part(NamedTuple):
    """Some months' records, or one share of a month that is too large."""

    months: tuple[str, ...]
    share: int = 0
    shares: int = 1

    def holds(self, key: str) -> bool:
        """Whether a key of one of the months is in this share."""
        return self.shares == 1 or crc32(key.encode("utf-8", "surrogatepass")) % self.shares == self.share


def parts(entries: Counter[str], months: Iterable[str], most: int = MOST_AT_ONCE) -> Iterator[Part]:
    """Yield months, newest first, in groups that have at most so many entries, and shares of those that have more."""
    group, size = list[str](), 0
    for month in sorted(months, reverse=True):
        if group and size + entries[month] > most:
            yield Part(tuple(group))
            group, size = [], 0
        if entries[month] > most:
            shares = -(-entries[month] // most)
            yield from (Part((month,), share, shares) for share in range(shares))
        else:
            group.append(month)
            size += entries[month]
    if group:
        yield Part(tuple(group))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One part's records against its entries; what it finds goes into the report."""

    evidence: Evidence
    guild_id: GuildId | None
    report: Report
    has_time: Callable[[], bool]

    def run(self, part: Part) -> None:
        """Compare; months that there is no time for are noted and not judged."""
        sealed = self._entries(part)
        done = set[str]()
        for month in part.months:
            if not self._month(part, month, sealed):
                rest = part.months[part.months.index(month) :]
                self.report.unchecked_months += [each for each in rest if each not in self.report.unchecked_months]
                break
            done.add(month)
        for entry in sealed.values():
            if month_of_key(entry.key) in done:
                self._absent(entry)

    def _entries(self, part: Part) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for sealed in self.evidence.chain.segments(self.guild_id):
            if not self.has_time():
                return found
            segment = sealed.segment()
            for entry in segment.entries if segment else ():
                if month_of_key(entry.key) in part.months and part.holds(entry.key):
                    found.setdefault(entry.key, entry)
        return found

    def _month(self, part: Part, month: str, sealed: dict[str, Entry]) -> bool:
        """Compare a month's records, taking their entries away; return False when there was no time for all."""
        if not self.has_time():
            return False
        for count, record in enumerate(self.evidence.chain.records(self.guild_id, month), start=1):
            if count % LOOKS_EVERY == 0 and not self.has_time():
                return False
            if month_of_key(record.key) != month:
                self._unsealed(record, f"it stands among those of {month}, which its id is not of")
            elif part.holds(record.key):
                self.report.records += 1
                self._judge(record, sealed.pop(record.key, None))
        return True

    def _judge(self, record: StoredRecord, entry: Entry | None) -> None:
        said, now = _written_at(record), self.evidence.clock()
        where = f"record {record.key}"
        if entry is None:
            if said is not None and abs(now - said) < GRACE:
                self.report.wait_for(said)
            else:
                self._unsealed(record, "no segment knows it")
        elif record.entry(entry.written_at) != entry:
            self.report.add(Fault.RECORD_CHANGED, where, "it is not what was sealed")
        elif said is None or abs(datetime.fromtimestamp(entry.written_at, UTC) - said) > SAYS_SO_WITHIN:
            came = datetime.fromtimestamp(entry.written_at, UTC).isoformat()
            self.report.add(Fault.RECORD_BACKDATED, where, f"it came in at {came}, and says otherwise")

    def _unsealed(self, record: StoredRecord, told: str) -> None:
        self.report.add(Fault.RECORD_UNSEALED, f"record {record.key}", told)

    def _absent(self, entry: Entry) -> None:
        if entry.expires_at is not None and entry.expires_at <= epoch_s(self.evidence.clock()):
            self.report.expired += 1
        else:
            self.report.add(Fault.RECORD_MISSING, f"record {entry.key}", "it was sealed, and is not there")


def _written_at(record: StoredRecord) -> datetime | None:
    """Return when a record says that it was written; None when it does not."""
    try:
        said = datetime.fromisoformat(json.loads(record.text)["at"])
    except (ValueError, TypeError, KeyError):
        return None
    return said if said.tzinfo else None
