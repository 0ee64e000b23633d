r"""A segment: what was sealed of a guild's trail at one moment, bound by hashes to everything that was sealed before.

A record cannot name the one before it: two functions that write at once would have to wait for each other. So records
are written unbound and fast, and a single later step binds what is there. For each record an entry keeps its key, the
hash of its text, when it expires and when it came; a segment is some entries with a number and the link to the segment
before it:

    segment 7   text 7 = {"number": 7, "previous": link 6, "entries": [["01k…#1-intent", "9f86…", null, 1794000000]]}
                digest 7 = sha256(text 7)                    signature 7 = sign("guildhall segment " + digest 7)
                link 7 = sha256(text 7 + "\n" + signature 7)
    segment 8   text 8 = {"number": 8, "previous": link 7, "entries": …}

Whoever changes a record changes its hash, so it no longer fits its entry. Whoever changes the entry as well changes
text 7 and link 7, so segment 8 no longer fits. Whoever rewrites 8, 9, … to the head needs the signature of a head that
was never signed, and the key for that is in nobody's reach but the sealer's. Whoever cuts the chain short leaves a head
that is truly signed, but not the newest one of which a copy lies elsewhere. What a text says is therefore as good as
the head's signature, and one signature proves them all.

Texts are JSON with sorted names, without spaces, in ASCII: the same segment has the same bytes everywhere.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from guildhall.discord.ids import GuildId
from guildhall.store.conditions import Item, Value
from guildhall.store.moments import micros, moment

FORMAT = 1
FIRST_LINK = "0" * 64
"""What the first segment names as its predecessor's link."""
MOST_ENTRIES = 1_000
"""Of one segment: about 140 KB, well below DynamoDB's 400."""

_TEXT, _SIGNATURE = "segment", "signature"
_PURPOSE = "guildhall segment "
"""What is signed begins so, so that no signature of this key can be taken for one about something else."""


class Entry(NamedTuple):
    """One sealed record.

    Attributes:
        key: `<audit id>#<part>`, its sort key; the partition follows from the guild and the id's month.
        digest: SHA-256 of its text, in hexadecimal.
        expires_at: When it may be gone, in epoch seconds; None for one that is kept for good.
        written_at: When it came into the table, in epoch seconds: by DynamoDB's clock, whatever the record says.
    """

    key: str
    digest: str
    expires_at: int | None
    written_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What a segment says.

    Attributes:
        previous: The link of the segment before it.
    """

    guild_id: GuildId | None
    number: int
    previous: str
    sealed_at: datetime
    entries: tuple[Entry, ...]

    def text(self) -> str:
        """Return it as it is stored, hashed and signed."""
        told = {
            "format": FORMAT,
            "guild_id": self.guild_id,
            "number": self.number,
            "previous": self.previous,
            "sealed_at_us": micros(self.sealed_at),
            "entries": self.entries,
        }
        return canonical(told)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A segment as it lies in the table, whoever wrote it there.

    Attributes:
        number: By its key.
        text: Not yet believed.
        signature: In base64, not yet believed.
    """

    number: int
    text: str
    signature: str

    @property
    def digest(self) -> str:
        """The hash of what it says."""
        return digest_of(self.text)

    @property
    def link(self) -> str:
        """What the next segment names as its predecessor."""
        return digest_of(f"{self.text}\n{self.signature}")

    def segment(self) -> Segment | None:
        """Return what it says; None when it is no segment's text."""
        try:
            told = json.loads(self.text)
            read = _segment(told)
        except (ValueError, TypeError, KeyError, OverflowError):
            return None
        return read if read.text() == self.text else None

    def attributes(self) -> dict[str, Value]:
        """Return it as an item's attributes."""
        return {_TEXT: self.text, _SIGNATURE: self.signature}

    @classmethod
    def of(cls, item: Item) -> "Sealed":
        """Return the segment of an item."""
        sk = str(item["sk"])
        number = int(sk) if sk.isascii() and sk.isdigit() else 0
        return cls(number, str(item.get(_TEXT, "")), str(item.get(_SIGNATURE, "")))


def draft(guild_id: GuildId | None, head: Sealed | None, entries: Sequence[Entry], now: datetime) -> Segment:
    """Return the segment that comes after the head, with at most `MOST_ENTRIES` of the entries.

    A head that somebody made unreadable is followed like any other: sealing goes on, and what was done to it shows.
    """
    last = head.segment() if head else None
    return Segment(
        guild_id=guild_id,
        number=head.number + 1 if head else 1,
        previous=head.link if head else FIRST_LINK,
        # Clocks of two processes differ; along the chain time never goes back.
        sealed_at=max(now, last.sealed_at) if last else now,
        entries=tuple(entries[:MOST_ENTRIES]),
    )


def statement(digest: str) -> bytes:
    """Return what is signed of a segment whose text has that hash."""
    return f"{_PURPOSE}{digest}".encode()


def copy_of(sealed: Sealed, guild_id: GuildId | None) -> str:
    """Return what is kept of a segment outside the table: enough to tell whether it is still the same one."""
    told = {"guild_id": guild_id, "number": sealed.number, "digest": sealed.digest, "link": sealed.link}
    return canonical({"format": FORMAT, **told, "signature": sealed.signature})


def canonical(document: object) -> str:
    """Return JSON that has the same bytes wherever it is made."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _segment(told: dict[str, object]) -> Segment:
    guild_id, number, entries = told["guild_id"], told["number"], told["entries"]
    sealed_at = moment(told["sealed_at_us"] if isinstance(told["sealed_at_us"], int) else None)
    if not isinstance(number, int) or not isinstance(entries, list) or not sealed_at:
        raise TypeError("a number is no number, or the entries are no list")
    return Segment(
        guild_id=None if guild_id is None else GuildId.parse(str(guild_id)),
        number=number,
        previous=str(told["previous"]),
        sealed_at=sealed_at,
        entries=tuple(_entry(*entry) for entry in entries),
    )


def _entry(key: object, digest: object, expires_at: object, written_at: object) -> Entry:
    texts, moments = isinstance(key, str) and isinstance(digest, str), isinstance(written_at, int)
    if not texts or not moments or not isinstance(expires_at, int | None):
        raise TypeError("an entry is a key, a digest, perhaps a moment, and a moment")
    return Entry(str(key), str(digest), expires_at, int(str(written_at)))
