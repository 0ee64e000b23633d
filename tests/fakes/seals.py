"""A sealed trail over a table in memory: a key, a place for copies, and a sealer that a test feeds by hand.

seals = Seals(table, clock)
seals.arrive(GUILD)                                # seal what lies in the table and is not sealed, as the stream would
verify(seals.evidence, GUILD)
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator

from guildhall.clock import Clock, epoch_s
from guildhall.discord.ids import GuildId
from guildhall.execution.seals.findings import Copy, Evidence
from guildhall.execution.seals.sealing import Arrival, Sealer
from guildhall.store import keys
from guildhall.store.chains import ChainRepository, StoredRecord
from tests.fakes.table import MemoryTable


class FakeKey:
    """Signs like a key that nobody else has."""

    def __init__(self, secret: bytes = b"the sealer's") -> None:
        self._secret = secret
        self.signed_count = 0

    def sign(self, message: bytes) -> str:
        self.signed_count += 1
        return base64.b64encode(hmac.digest(self._secret, message, "sha256")).decode()

    def signed(self, message: bytes, signature: str) -> bool:
        expected = base64.b64encode(hmac.digest(self._secret, message, "sha256"))
        return hmac.compare_digest(expected, signature.encode())


class FakeCopies:
    """A bucket with versions."""

    def __init__(self) -> None:
        self.versions: dict[tuple[GuildId | None, int], list[str]] = {}
        self.removed: set[tuple[GuildId | None, int]] = set()
        self.kept_count = 0

    def keep(self, guild_id: GuildId | None, number: int, text: str) -> None:
        self.kept_count += 1
        self.versions.setdefault((guild_id, number), [text])

    def overwrite(self, guild_id: GuildId | None, number: int, text: str) -> None:
        self.versions[guild_id, number].append(text)

    def every(self, guild_id: GuildId | None) -> Iterator[Copy]:
        for (owner, number), texts in sorted(self.versions.items(), key=lambda each: each[0][1]):
            if owner == guild_id:
                md5 = hashlib.md5(texts[0].encode(), usedforsecurity=False).hexdigest()
                yield Copy(number, md5, len(texts), (owner, number) in self.removed)


class Seals:
    """Table, key, copies and sealer of one trail."""

    def __init__(self, table: MemoryTable, clock: Clock) -> None:
        self.table, self.clock = table, clock
        self.key, self.copies = FakeKey(), FakeCopies()
        self.chain = ChainRepository(table)
        self.sealer = Sealer(self.chain, self.key, self.copies, clock)
        self.evidence = Evidence(chain=self.chain, signed=self.key.signed, copies=self.copies, clock=clock)
        self._arrived: set[tuple[str, str]] = set()

    def arrivals(self, guild_id: GuildId | None) -> list[Arrival]:
        """What was written for a guild since the last time, as the stream brings it now."""
        found = []
        for item in self.table.items():
            key, stored = (str(item["pk"]), str(item["sk"])), StoredRecord.of(item)
            if keys.guild_of_month(key[0]) == (guild_id,) and stored and key not in self._arrived:
                self._arrived.add(key)
                found.append(Arrival(guild_id, stored.entry(epoch_s(self.clock())), str(len(self._arrived))))
        return found

    def arrive(self, guild_id: GuildId | None) -> int:
        """Seal what was written since the last time; return how many records that were."""
        found = self.arrivals(guild_id)
        return self.sealer.seal(guild_id, found) if found else 0
