"""Verifying finds nothing in a trail that nobody touched, and names each record that is not as it was sealed."""

from datetime import datetime, timedelta

import pytest

from guildhall.clock import epoch_s, new_id
from guildhall.execution.seals import chain
from guildhall.execution.seals.verifying import verify
from guildhall.store import keys
from guildhall.store.table import Key
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.guild import GUILD
from tests.fakes.seals import Seals
from tests.fakes.table import MemoryTable
from tests.unit.execution.seals.sealed_trail import (
    BATCHES,
    KEPT_DAYS,
    OF_EACH,
    put,
    records,
    remove,
    told,
    trail,
    where,
    write,
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def seals(clock: FakeClock) -> Seals:
    return trail(clock)


def test_a_trail_that_nobody_touched_is_intact(seals: Seals) -> None:
    report = verify(seals.evidence, GUILD)
    assert told(report) == set()
    assert (report.is_intact, report.is_complete) == (True, True)
    assert (report.segments, report.records, report.unsealed) == (BATCHES, BATCHES * OF_EACH, 0)
    assert report.sealed_until == NOON + timedelta(seconds=2 * BATCHES)


def test_a_trail_of_which_nothing_was_sealed_yet_is_intact_too(clock: FakeClock) -> None:
    seals = Seals(MemoryTable(clock), clock)
    assert verify(seals.evidence, GUILD).is_intact
    write(seals)
    report = verify(seals.evidence, GUILD)
    assert (report.is_intact, report.segments, report.unsealed) == (True, 0, 1)


def test_calls_that_belong_to_no_guild_have_a_chain_too(seals: Seals) -> None:
    audit_id = write(seals, None)
    seals.arrive(None)
    assert verify(seals.evidence, None).records == 1
    remove(seals, next(item for item in records(seals) if str(item["sk"]).startswith(audit_id)))
    assert told(verify(seals.evidence, None)) == {("record_missing", f"record {audit_id}#1-intent")}


def test_the_unsealed_tail_is_counted_with_its_age(seals: Seals, clock: FakeClock) -> None:
    first = clock()
    write(seals)
    clock.advance(30)
    write(seals)
    report = verify(seals.evidence, GUILD)
    assert (report.is_intact, report.unsealed, report.oldest_unsealed) == (True, 2, first)


@pytest.mark.parametrize("place", [0, 7, BATCHES * OF_EACH - 1])
@pytest.mark.parametrize("how", ["another text", "another end", "no end"])
def test_a_changed_record_is_named(seals: Seals, place: int, how: str) -> None:
    item = records(seals)[place]
    if how == "another text":
        put(seals, item, record=str(item["record"]).replace("member.ban", "member.get"))
    elif how == "another end":
        put(seals, item, expires_at=epoch_s(NOON + timedelta(days=300)))
    else:
        remove(seals, item)
        put(seals, {name: value for name, value in item.items() if name != "expires_at"})
    assert told(verify(seals.evidence, GUILD)) == {("record_changed", where(item))}


@pytest.mark.parametrize("place", [0, 7, BATCHES * OF_EACH - 1])
def test_a_removed_record_is_named(seals: Seals, place: int) -> None:
    item = records(seals)[place]
    remove(seals, item)
    assert told(verify(seals.evidence, GUILD)) == {("record_missing", where(item))}


def test_a_record_whose_end_was_brought_forward_is_missing(seals: Seals) -> None:
    item = records(seals)[3]
    put(seals, item, expires_at=epoch_s(NOON) - 1)
    assert told(verify(seals.evidence, GUILD)) == {("record_missing", where(item))}


def test_two_records_under_each_others_keys_are_both_named(seals: Seals) -> None:
    one, other = records(seals)[1:3]
    put(seals, one, record=other["record"])
    put(seals, other, record=one["record"])
    assert told(verify(seals.evidence, GUILD)) == {("record_changed", where(one)), ("record_changed", where(other))}


def test_a_record_that_no_segment_knows_is_named_once_the_sealer_had_time(seals: Seals, clock: FakeClock) -> None:
    audit_id = write(seals)
    clock.advance(chain.GRACE.total_seconds())
    assert told(verify(seals.evidence, GUILD)) == {("record_unsealed", f"record {audit_id}#1-intent")}


@pytest.mark.parametrize("at", [NOON - timedelta(days=3), NOON + timedelta(days=3)])
def test_an_inserted_record_of_another_time_is_named_when_it_was_not_sealed(seals: Seals, at: datetime) -> None:
    audit_id = write(seals, at=at)
    assert told(verify(seals.evidence, GUILD)) == {("record_unsealed", f"record {audit_id}#1-intent")}


@pytest.mark.parametrize("at", [NOON - timedelta(days=3), NOON + timedelta(days=3)])
def test_an_inserted_record_of_another_time_is_named_when_it_was_sealed(seals: Seals, at: datetime) -> None:
    audit_id = write(seals, at=at)
    seals.arrive(GUILD)
    assert told(verify(seals.evidence, GUILD)) == {("record_backdated", f"record {audit_id}#1-intent")}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"at": 7}', '{"at": "noon"}', '{"at": "2026-11-20T12:00:00"}'])
def test_an_inserted_record_that_tells_no_time_is_named(seals: Seals, text: str) -> None:
    key = Key(keys.audit_month(GUILD, "2026-11"), f"{new_id(NOON)}#1-intent")
    seals.table.put_if(key.item(record=text))
    assert told(verify(seals.evidence, GUILD)) == {("record_unsealed", f"record {key.sk}")}
    seals.arrive(GUILD)
    assert told(verify(seals.evidence, GUILD)) == {("record_backdated", f"record {key.sk}")}


def test_a_record_that_stands_in_a_month_not_its_own_is_named(seals: Seals) -> None:
    item = records(seals)[0]
    seals.table.put_if({**item, "pk": keys.audit_month(GUILD, "2026-10")})
    seals.table.put_if(keys.audit_month_marker(GUILD, "2026-10").item())
    assert told(verify(seals.evidence, GUILD)) == {("record_unsealed", where(item))}


def test_a_month_that_is_left_out_of_the_list_is_named(seals: Seals) -> None:
    seals.table.delete_if(keys.audit_month_marker(GUILD, "2026-11"))
    assert told(verify(seals.evidence, GUILD)) == {("month_unlisted", "month 2026-11")}


def test_what_expired_may_be_gone_and_the_chain_still_holds(seals: Seals, clock: FakeClock) -> None:
    late = write(seals, expires=NOON + timedelta(days=2 * KEPT_DAYS))
    seals.arrive(GUILD)
    clock.advance((KEPT_DAYS + 1) * 86_400)
    for item in records(seals):
        if not str(item["sk"]).startswith(late):
            remove(seals, item)
    report = verify(seals.evidence, GUILD)
    assert (report.is_intact, report.expired, report.records) == (True, BATCHES * OF_EACH, 1)
