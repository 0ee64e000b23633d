"""Segments in AuditTable: the number is the lock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from guildhall.clock import new_id
from guildhall.discord.ids import GuildId
from guildhall.store import keys
from guildhall.store.chains import ChainRepository, StoredRecord
from guildhall.store.segments import Sealed
from tests.fakes.clock import NOON
from tests.fakes.table import MemoryTable
from tests.unit.store.test_segments import sealed

GUILD, OTHER = GuildId("41771983423143937"), GuildId("900000000000000001")


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.fixture
def chain(table: MemoryTable) -> ChainRepository:
    return ChainRepository(table)


def test_a_chain_begins_empty(chain: ChainRepository) -> None:
    assert chain.head(GUILD) is None
    assert chain.get(GUILD, 1) is None
    assert list(chain.segments(GUILD)) == []


def test_a_segment_is_written_once(chain: ChainRepository) -> None:
    assert chain.append(GUILD, sealed(1))
    assert not chain.append(GUILD, Sealed(1, "another", ""))
    assert chain.get(GUILD, 1) == chain.head(GUILD) == sealed(1)


def test_of_many_that_append_under_one_number_one_wins(chain: ChainRepository) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: chain.append(GUILD, Sealed(1, f"{n}", "")), range(8)))
    assert sorted(won) == [False] * 7 + [True]


def test_segments_come_in_the_order_of_their_numbers_over_pages(chain: ChainRepository) -> None:
    for number in range(1, 103):
        chain.append(GUILD, sealed(number))
    assert [each.number for each in chain.segments(GUILD)] == list(range(1, 103))
    assert [each.number for each in chain.segments(GUILD, after=99)] == [100, 101, 102]


def test_chains_of_guilds_and_of_none_are_apart(chain: ChainRepository) -> None:
    chain.append(GUILD, sealed(1))
    chain.append(None, sealed(1, guild_id=None))
    assert chain.head(OTHER) is None
    head = chain.head(None)
    assert head == sealed(1, guild_id=None)


def test_the_newest_segments_are_read_back_to_a_moment(chain: ChainRepository) -> None:
    for number in range(1, 50):
        chain.append(GUILD, sealed(number, sealed_at=NOON + timedelta(seconds=number)))
    found = chain.since(GUILD, NOON + timedelta(seconds=47))
    assert [each.number for each in found] == [49, 48, 47]


def test_reading_back_passes_over_what_cannot_be_read(chain: ChainRepository) -> None:
    chain.append(GUILD, sealed(1))
    chain.append(GUILD, Sealed(2, "?", ""))
    assert [each.number for each in chain.since(GUILD, NOON)] == [2, 1]


def test_records_are_what_lies_there_and_markers_are_none(chain: ChainRepository, table: MemoryTable) -> None:
    audit_id = new_id(NOON)
    month = keys.audit_month(GUILD, "2026-11")
    table.put_if({"pk": month, "sk": f"{audit_id}#1-intent", "record": "{}", "expires_at": 9_999_999_999})
    table.put_if({"pk": month, "sk": f"{audit_id}#2-marker"})
    table.put_if(keys.audit_month_marker(GUILD, "2026-11").item())
    assert list(chain.records(GUILD, "2026-11")) == [StoredRecord(f"{audit_id}#1-intent", "{}", 9_999_999_999)]
    assert chain.months(GUILD) == ["2026-11"]
    assert chain.months(OTHER) == []


@pytest.mark.parametrize(
    ("pk", "owner"),
    [
        (keys.audit_month(GUILD, "2026-11"), (GUILD,)),
        (keys.audit_month(None, "2026-11"), (None,)),
        (keys.chain(GUILD), None),
        (keys.guild(GUILD), None),
        ("guild#1#2026-11", None),
    ],
)
def test_a_partition_tells_whose_records_it_holds(pk: str, owner: tuple[GuildId | None] | None) -> None:
    assert keys.guild_of_month(pk) == owner
