"""Verifying keeps within the memory and the time that it is given, and says what it did not look at."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from guildhall.execution.seals import findings, matching
from guildhall.execution.seals.findings import Fault
from guildhall.execution.seals.matching import Part, parts
from guildhall.execution.seals.verifying import verify
from guildhall.store.segments import Entry, Segment
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.guild import GUILD
from tests.fakes.seals import Seals
from tests.unit.execution.seals.sealed_trail import (
    BATCHES,
    OF_EACH,
    put,
    records,
    remove,
    segment_item,
    told,
    trail,
    write,
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def seals(clock: FakeClock) -> Seals:
    return trail(clock)


def ends_after(looks: int) -> Callable[[], bool]:
    left = iter([True] * looks)
    return lambda: next(left, False)


def test_memory_is_bounded_by_looking_at_some_at_a_time(seals: Seals, monkeypatch: pytest.MonkeyPatch) -> None:
    write(seals, at=NOON - timedelta(days=21))
    seals.arrive(GUILD)
    held = []
    entries = matching.Comparison._entries

    def counted(self: matching.Comparison, part: Part) -> dict[str, Entry]:
        found = entries(self, part)
        held.append(len(found))
        return found

    monkeypatch.setattr(matching.Comparison, "_entries", counted)
    monkeypatch.setattr(parts, "__defaults__", (8,))
    report = verify(seals.evidence, GUILD)
    assert report.records == BATCHES * OF_EACH + 1 == sum(held)
    assert len(held) == 4
    assert report.counts == {Fault.RECORD_BACKDATED: 1}


def test_months_go_together_as_long_as_they_fit_and_large_ones_are_shared() -> None:
    sizes = Counter({"2026-11": 5, "2026-10": 4, "2026-09": 25, "2026-08": 1})
    found = list(parts(sizes, [*sizes, "2026-07"], 10))
    assert found == [
        Part(("2026-11", "2026-10")),
        *(Part(("2026-09",), share, 3) for share in range(3)),
        Part(("2026-08", "2026-07")),
    ]


def test_only_one_months_records_are_compared_when_asked(seals: Seals) -> None:
    remove(seals, records(seals)[0])
    assert verify(seals.evidence, GUILD, month="2026-10").is_intact
    assert not verify(seals.evidence, GUILD, month="2026-11").is_intact


def test_without_time_for_the_chain_nothing_is_said_of_what_was_not_looked_at(seals: Seals) -> None:
    remove(seals, records(seals)[0])
    report = verify(seals.evidence, GUILD, has_time=ends_after(2))
    assert (report.is_intact, report.is_complete, report.segments) == (True, False, 3)


@pytest.mark.parametrize("looks", [BATCHES, BATCHES + 2, 2 * BATCHES])
def test_without_time_for_the_records_their_months_are_named_as_unchecked(seals: Seals, looks: int) -> None:
    remove(seals, records(seals)[0])
    report = verify(seals.evidence, GUILD, has_time=ends_after(looks))
    assert (report.is_intact, report.is_chain_whole, report.unchecked_months) == (True, True, ["2026-11"])


def test_time_may_end_in_the_middle_of_a_month(seals: Seals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "LOOKS_EVERY", 2)
    report = verify(seals.evidence, GUILD, has_time=ends_after(2 * BATCHES + 2))
    assert 0 < report.records < BATCHES * OF_EACH
    assert report.unchecked_months == ["2026-11"]
    monkeypatch.setattr(parts, "__defaults__", (8,))
    assert verify(seals.evidence, GUILD, has_time=ends_after(BATCHES)).unchecked_months == ["2026-11"]


def test_findings_beyond_the_most_that_are_kept_are_counted(seals: Seals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "MOST_KEPT", 3)
    for item in records(seals):
        remove(seals, item)
    report = verify(seals.evidence, GUILD)
    assert (len(report.findings), report.counts[Fault.RECORD_MISSING]) == (3, BATCHES * OF_EACH)


def test_an_entry_of_a_forged_segment_that_is_no_audit_id_breaks_nothing(seals: Seals) -> None:
    forged = Segment(guild_id=GUILD, number=1, previous="", sealed_at=NOON, entries=(Entry("nothing", "", None, 0),))
    put(seals, segment_item(seals, 1), segment=forged.text())
    assert ("segment_changed", "segment 1") in told(verify(seals.evidence, GUILD))
