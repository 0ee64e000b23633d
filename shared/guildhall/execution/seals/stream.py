"""AuditTable's stream, a batch at a time: what is to be sealed, what must never happen, and from where to go on.

Records are written once and never changed, and DynamoDB alone removes them when they expire. The stream shows every
change, so anything else that happens to a record or a segment is told at once, and not only when somebody verifies.

Source: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger

from guildhall.discord.ids import GuildId
from guildhall.execution.seals.sealing import Arrival, by_guild
from guildhall.observability import fault
from guildhall.store import keys
from guildhall.store.chains import RECORD, StoredRecord
from guildhall.store.conditions import Item
from guildhall.store.table import EXPIRES_AT
from guildhall.store.values import item_from_wire

GUILDS_AT_ONCE = 8
"""Each waits for the table, the key and the bucket in turn; a batch of many guilds would take minutes one by one."""

_EXPIRY = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
"""Who removes what has expired. Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html"""


@dataclass(frozen=True, slots=True)
class SealingStream:
    """Works on what Lambda delivers.

    Attributes:
        seal: Seals one guild's records, see `Sealer.seal`.
    """

    seal: Callable[[GuildId | None, Sequence[Arrival]], int]
    log: Logger

    def handle(self, records: Sequence[Mapping[str, Any]]) -> list[str]:
        """Seal a batch, guild by guild; return the sequence numbers from which Lambda must deliver again.

        A guild whose records cannot be sealed now keeps none of the others from being sealed.
        """
        arrivals = [found for record in records if (found := self._arrival(record))]
        with ThreadPoolExecutor(GUILDS_AT_ONCE) as pool:
            return [sequence for failed in pool.map(self._sealed, by_guild(arrivals)) for sequence in failed]

    def _sealed(self, of_guild: tuple[GuildId | None, list[Arrival]]) -> list[str]:
        guild_id, arrivals = of_guild
        try:
            count = self.seal(guild_id, arrivals)
        except Exception as error:  # noqa: BLE001 - whatever it is, the records come again and nothing is lost
            told = {"guild_id": guild_id, "records": len(arrivals)}
            self.log.error(  # noqa: TRY400 - a traceback's last line is what the error says, which may be anybody's words
                "records could not be sealed; they come again", extra={**told, **fault(error)}
            )
            return [arrivals[0].sequence]
        self.log.info("sealed", extra={"guild_id": guild_id, "records": count, "again": len(arrivals) - count})
        return []

    def _arrival(self, record: Mapping[str, Any]) -> Arrival | None:
        """Return the record that a change brought; None for what is none, such as a segment or a month's marker."""
        change = record["dynamodb"]
        key = item_from_wire(change["Keys"])
        owner = keys.guild_of_month(str(key["pk"]))
        if record["eventName"] != "INSERT":
            self._tell(record, str(key["pk"]), str(key["sk"]))
            return None
        stored = _stored(key, change["NewImage"])
        if owner is None or stored is None:
            return None
        written_at = int(change["ApproximateCreationDateTime"])
        return Arrival(owner[0], stored.entry(written_at), str(change["SequenceNumber"]))

    def _tell(self, record: Mapping[str, Any], pk: str, sk: str) -> None:
        if (record.get("userIdentity") or {}) != _EXPIRY:
            happened = "changed" if record["eventName"] == "MODIFY" else "removed"
            told = {"happened": happened, "pk": pk, "sk": sk}
            self.log.critical("what must stand for good was changed or removed", extra=told)


def _stored(key: Item, image: Mapping[str, Any]) -> StoredRecord | None:
    """Return the record of an image; None for what no door of ours has written: it stays unsealed, which shows."""
    try:
        item = item_from_wire({name: image[name] for name in (RECORD, EXPIRES_AT) if name in image})
    except ValueError:
        return None
    return StoredRecord.of({**key, **item})
