"""AuditTable's repository."""

from datetime import UTC, datetime, timedelta

import pytest

from guildhall.clock import new_id
from guildhall.discord.ids import GuildId, UserId
from guildhall.errors import InvalidArguments, StoreUnavailable
from guildhall.execution.ports import AuditLog
from guildhall.identity import Door
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.store import audit
from guildhall.store.audit import AuditRepository
from guildhall.store.records import AuditRecord
from tests.fakes.clock import NOON
from tests.fakes.table import MemoryTable

GUILD, OTHER_GUILD = GuildId("41771983423143937"), GuildId("900000000000000001")


def record(
    audit_id: str,
    kind: AuditKind = AuditKind.INTENT,
    status: AuditStatus = AuditStatus.PENDING,
    *,
    guild_id: GuildId | None = GUILD,
    summary: str = "",
) -> AuditRecord:
    return AuditRecord(
        audit_id=audit_id,
        kind=kind,
        status=status,
        at=NOON,
        guild_id=guild_id,
        user_id=UserId("80351110224678912"),
        door=Door.MCP,
        credential="key:k1",
        operation="message.send",
        risk="write",
        arguments={"content": {"length": 5}},
        summary=summary,
    )


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.fixture
def log(table: MemoryTable) -> AuditRepository:
    return AuditRepository(table)


def ids(records: list[AuditRecord]) -> list[str]:
    return [found.audit_id for found in records]


def test_the_repository_is_what_execution_asks_for(log: AuditRepository) -> None:
    port: AuditLog = log
    assert port is log


def test_a_record_is_written_once_and_never_changed(log: AuditRepository) -> None:
    audit_id = new_id(NOON)
    assert log.put(record(audit_id, summary="first"))
    assert not log.put(record(audit_id, summary="second"))
    assert log.records(GUILD, audit_id) == [record(audit_id, summary="first")]


def test_an_id_has_one_outcome_whatever_its_status(log: AuditRepository) -> None:
    audit_id = new_id(NOON)
    assert log.put(record(audit_id, AuditKind.OUTCOME, AuditStatus.UNKNOWN))
    assert not log.put(record(audit_id, AuditKind.OUTCOME, AuditStatus.DONE))
    assert [found.status for found in log.records(GUILD, audit_id)] == [AuditStatus.UNKNOWN]


def test_the_records_of_an_id_come_intent_first(log: AuditRepository) -> None:
    audit_id = new_id(NOON)
    told = [
        (AuditKind.DENIAL, AuditStatus.DENIED),
        (AuditKind.OUTCOME, AuditStatus.DONE),
        (AuditKind.CONFIRMATION, AuditStatus.APPROVED),
        (AuditKind.CONFIRMATION, AuditStatus.REQUESTED),
        (AuditKind.INTENT, AuditStatus.PENDING),
    ]
    assert all(log.put(record(audit_id, kind, status)) for kind, status in told)
    log.put(record(new_id(NOON)))
    assert [(found.kind, found.status) for found in log.records(GUILD, audit_id)] == list(reversed(told))


def test_a_confirmation_is_told_once_for_each_status(log: AuditRepository) -> None:
    audit_id = new_id(NOON)
    assert log.put(record(audit_id, AuditKind.CONFIRMATION, AuditStatus.REQUESTED))
    assert log.put(record(audit_id, AuditKind.CONFIRMATION, AuditStatus.REFUSED))
    assert not log.put(record(audit_id, AuditKind.CONFIRMATION, AuditStatus.REFUSED))


def test_an_outcome_after_midnight_of_the_last_day_lies_beside_its_intent(log: AuditRepository) -> None:
    audit_id = new_id(datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC))
    log.put(record(audit_id))
    log.put(record(audit_id, AuditKind.OUTCOME, AuditStatus.DONE).model_copy(update={"at": NOON + timedelta(days=30)}))
    assert [found.kind for found in log.records(GUILD, audit_id)] == [AuditKind.INTENT, AuditKind.OUTCOME]


def test_records_of_another_guild_are_not_found(log: AuditRepository) -> None:
    audit_id = new_id(NOON)
    log.put(record(audit_id))
    assert log.records(OTHER_GUILD, audit_id) == []
    assert log.records(None, audit_id) == []
    assert log.page(OTHER_GUILD, before=None, limit=10) == []


def test_a_call_that_belongs_to_no_guild_is_kept_and_found_by_its_id(log: AuditRepository) -> None:
    audit_id = new_id(NOON)
    assert log.put(record(audit_id, guild_id=None))
    assert not log.put(record(audit_id, guild_id=None))
    assert ids(log.records(None, audit_id)) == [audit_id]
    assert log.page(GUILD, before=None, limit=10) == []


def months_back(count: int) -> list[str]:
    """Return audit ids of so many months, newest first; every third month is quiet."""
    moments = [
        datetime(2026 - month // 12, 12 - month % 12, 15, tzinfo=UTC) for month in range(count) if month % 3 != 1
    ]
    return [new_id(moment) for moment in moments]


def test_pages_walk_the_months_newest_first_and_hold_every_record_once(log: AuditRepository) -> None:
    expected = months_back(100)
    for audit_id in sorted(expected, key=lambda audit_id: audit_id[::-1]):
        log.put(record(audit_id))
    found, before = list[str](), None
    while page := log.page(GUILD, before=before, limit=7):
        found += ids(page)
        before = found[-1]
    assert found == expected


def test_one_page_reaches_over_many_years(log: AuditRepository) -> None:
    expected = months_back(100)
    for audit_id in expected:
        log.put(record(audit_id))
    assert ids(log.page(GUILD, before=None, limit=1000)) == expected


def test_a_quiet_month_costs_no_read(log: AuditRepository, table: MemoryTable) -> None:
    old, new = new_id(datetime(2020, 1, 1, tzinfo=UTC)), new_id(NOON)
    log.put(record(old))
    log.put(record(new))
    table.reads = 0
    assert ids(log.page(GUILD, before=None, limit=10)) == [new, old]
    assert table.reads == 3


def test_before_is_left_out_and_need_not_be_a_record(log: AuditRepository) -> None:
    first, second, third = (new_id(NOON + timedelta(seconds=number)) for number in range(3))
    for audit_id in (first, third):
        log.put(record(audit_id))
    assert ids(log.page(GUILD, before=third, limit=10)) == [first]
    assert ids(log.page(GUILD, before=second, limit=10)) == [first]
    assert log.page(GUILD, before=first, limit=10) == []
    assert ids(log.page(GUILD, before=new_id(NOON - timedelta(days=40)), limit=10)) == []


def test_a_page_never_tears_an_ids_records_apart(log: AuditRepository) -> None:
    first, second = new_id(NOON), new_id(NOON + timedelta(seconds=1))
    for audit_id in (first, second):
        log.put(record(audit_id))
        log.put(record(audit_id, AuditKind.OUTCOME, AuditStatus.DONE))
    page = log.page(GUILD, before=None, limit=1)
    assert [(found.audit_id, found.kind) for found in page] == [
        (second, AuditKind.OUTCOME),
        (second, AuditKind.INTENT),
    ]
    assert ids(log.page(GUILD, before=second, limit=2)) == [first, first]
    assert ids(log.page(GUILD, before=None, limit=3)) == [second, second, first, first]
    assert ids(log.page(GUILD, before=None, limit=4)) == [second, second, first, first]


NO_IDS = ["", "x", "audit-1", "8" + "0" * 25, "7" + "z" * 25, "I" * 26, "0" * 27]


@pytest.mark.parametrize("audit_id", NO_IDS)
def test_what_is_no_audit_id_is_refused_when_written_and_unknown_when_read(log: AuditRepository, audit_id: str) -> None:
    with pytest.raises(InvalidArguments):
        log.put(record(audit_id))
    assert log.records(GUILD, audit_id) == []
    assert log.records(None, audit_id) == []


@pytest.mark.parametrize("audit_id", NO_IDS[1:])
def test_a_page_before_what_is_no_audit_id_is_refused(log: AuditRepository, audit_id: str) -> None:
    with pytest.raises(InvalidArguments):
        log.page(GUILD, before=audit_id, limit=10)


def test_the_months_marker_is_written_before_the_record_and_once(log: AuditRepository, table: MemoryTable) -> None:
    written: list[str] = []
    table.before_write = lambda writes: written.extend(write.key.sk for write in writes)
    first, second = new_id(NOON), new_id(NOON)
    log.put(record(first))
    log.put(record(second))
    assert written == ["2026-11", f"{first}#1-intent", f"{second}#1-intent"]


def test_a_record_whose_month_could_not_be_marked_is_not_written(log: AuditRepository, table: MemoryTable) -> None:
    def fail(_: object) -> None:
        raise StoreUnavailable("no answer")

    table.before_write = fail
    with pytest.raises(StoreUnavailable):
        log.put(record(new_id(NOON)))
    table.before_write = lambda _: None
    audit_id = new_id(NOON)
    log.put(record(audit_id))
    assert ids(log.page(GUILD, before=None, limit=10)) == [audit_id]


def test_remembered_months_do_not_grow_for_ever(
    log: AuditRepository, table: MemoryTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_MOST_REMEMBERED_MONTHS", 3)
    guilds = [GuildId(str(number)) for number in range(1, 10)]
    for guild_id in guilds:
        log.put(record(new_id(NOON), guild_id=guild_id))
    assert len(log._marked) <= 3
    assert all(log.page(guild_id, before=None, limit=1) for guild_id in guilds)
