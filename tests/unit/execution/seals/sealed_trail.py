"""A guild's sealed trail over a table in memory, for tests that turn it: five segments of four records."""

from datetime import datetime, timedelta

from guildhall.clock import new_id
from guildhall.discord.ids import GuildId, UserId
from guildhall.execution.seals.findings import Report
from guildhall.identity import Door
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.store import keys
from guildhall.store.audit import AuditRepository
from guildhall.store.conditions import Item
from guildhall.store.records import AuditRecord
from guildhall.store.segments import Sealed, Segment, digest_of, statement
from guildhall.store.table import Key, key_of
from tests.fakes.clock import FakeClock
from tests.fakes.guild import GUILD
from tests.fakes.seals import FakeKey, Seals
from tests.fakes.table import MemoryTable

KEPT_DAYS = 30
BATCHES, OF_EACH = 5, 4


def trail(clock: FakeClock) -> Seals:
    """Return a guild's trail."""
    made = Seals(MemoryTable(clock), clock)
    for _ in range(BATCHES):
        for _ in range(OF_EACH):
            write(made)
        clock.advance(2)
        made.arrive(GUILD)
    clock.advance(60)
    return made


def write(
    seals: Seals, guild_id: GuildId | None = GUILD, at: datetime | None = None, expires: datetime | None = None
) -> str:
    now = at or seals.clock()
    record = AuditRecord(
        audit_id=new_id(now),
        kind=AuditKind.INTENT,
        status=AuditStatus.PENDING,
        at=now,
        guild_id=guild_id,
        user_id=UserId("80351110224678912"),
        door=Door.MCP,
        credential="key:k1",
        operation="member.ban",
        risk="destructive",
        expires_at=expires or now + timedelta(days=KEPT_DAYS),
    )
    assert AuditRepository(seals.table).put(record)
    return record.audit_id


def records(seals: Seals) -> list[Item]:
    return [item for item in seals.table.items() if "record" in item]


def segment_item(seals: Seals, number: int) -> Item:
    found = seals.table.get(keys.segment(GUILD, number))
    assert found is not None
    return found


def put(seals: Seals, item: Item, **changed: object) -> None:
    seals.table.put_if({**item, **changed})  # type: ignore[dict-item]  # what a test writes over it


def remove(seals: Seals, item: Item) -> None:
    seals.table.delete_if(Key(str(item["pk"]), str(item["sk"])))


def told(report: Report) -> set[tuple[str, str]]:
    return {(finding.fault.value, finding.where) for finding in report.findings}


def where(item: Item) -> str:
    return f"record {key_of(item).sk}"


def forge(seals: Seals, first: int, key: FakeKey) -> None:
    """Write segments anew without their first entry, linked and signed with some key."""
    former = seals.chain.get(GUILD, first - 1)
    for number in range(first, BATCHES + 1):
        item = segment_item(seals, number)
        read = Sealed.of(item).segment()
        assert read is not None
        assert former is not None
        changed = Segment(
            guild_id=GUILD, number=number, previous=former.link, sealed_at=read.sealed_at, entries=read.entries[1:]
        )
        text = changed.text()
        former = Sealed(number, text, key.sign(statement(digest_of(text))))
        put(seals, item, **former.attributes())
