"""Verifying names each segment, and each copy of one, that is not as it was sealed."""

import pytest

from guildhall.discord.ids import GuildId
from guildhall.execution.seals import chain
from guildhall.execution.seals.findings import Fault
from guildhall.execution.seals.verifying import verify
from guildhall.store import keys
from guildhall.store.segments import Sealed, Segment, copy_of
from tests.fakes.clock import FakeClock
from tests.fakes.guild import ELSEWHERE, GUILD
from tests.fakes.seals import FakeKey, Seals
from tests.unit.execution.seals.sealed_trail import BATCHES, forge, put, remove, segment_item, told, trail, write


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def seals(clock: FakeClock) -> Seals:
    return trail(clock)


@pytest.mark.parametrize("number", range(1, BATCHES + 1))
@pytest.mark.parametrize("what", ["text", "signature", "unreadable"])
def test_an_overwritten_segment_is_named(seals: Seals, number: int, what: str) -> None:
    item = segment_item(seals, number)
    if what == "text":
        read = Sealed.of(item).segment()
        assert read is not None
        less = Segment(
            guild_id=GUILD, number=number, previous=read.previous, sealed_at=read.sealed_at, entries=read.entries[1:]
        )
        put(seals, item, segment=less.text())
    elif what == "signature":
        put(seals, item, signature="AAAA")
    else:
        put(seals, item, segment="?")
    found = told(verify(seals.evidence, GUILD))
    assert ("segment_changed", f"segment {number}") in found
    assert not {each for each in found if each[0].startswith("segment")} - {("segment_changed", f"segment {number}")}
    if number == BATCHES:
        assert ("signature_bad", f"segment {number}") in found


@pytest.mark.parametrize("number", range(1, BATCHES + 1))
def test_a_removed_segment_is_named_the_newest_one_too(seals: Seals, number: int) -> None:
    remove(seals, segment_item(seals, number))
    found = told(verify(seals.evidence, GUILD))
    assert {each for each in found if not each[0].startswith("record")} == {("segment_missing", f"segment {number}")}


def test_a_chain_cut_short_is_named_segment_by_segment(seals: Seals) -> None:
    for number in (4, 5):
        remove(seals, segment_item(seals, number))
    found = {each for each in told(verify(seals.evidence, GUILD)) if each[0].startswith("segment")}
    assert found == {("segment_missing", "segment 4"), ("segment_missing", "segment 5")}


def test_a_whole_chain_that_is_gone_is_named(seals: Seals) -> None:
    for number in range(1, BATCHES + 1):
        remove(seals, segment_item(seals, number))
    assert verify(seals.evidence, GUILD).counts[Fault.SEGMENT_MISSING] == BATCHES


def test_two_segments_in_each_others_place_are_both_named(seals: Seals) -> None:
    one, other = segment_item(seals, 2), segment_item(seals, 3)
    put(seals, one, segment=other["segment"], signature=other["signature"])
    put(seals, other, segment=one["segment"], signature=one["signature"])
    found = told(verify(seals.evidence, GUILD))
    assert {("segment_moved", "segment 2"), ("segment_moved", "segment 3")} <= found


def test_another_guilds_segment_is_named(seals: Seals) -> None:
    write(seals, ELSEWHERE)
    seals.arrive(ELSEWHERE)
    theirs = seals.chain.head(ELSEWHERE)
    assert theirs is not None
    put(seals, segment_item(seals, 1), **theirs.attributes())
    report = verify(seals.evidence, GUILD)
    assert ("segment_moved", "segment 1") in told(report)
    assert any("another chain" in finding.told for finding in report.findings)


def test_a_segment_far_beyond_the_head_names_a_gap_but_not_every_number_in_it(seals: Seals) -> None:
    head = segment_item(seals, BATCHES)
    put(seals, {**head, "sk": keys.segment(GUILD, 10**9).sk})
    assert verify(seals.evidence, GUILD).counts[Fault.SEGMENT_MISSING] == chain.MOST_NAMED


def test_a_chain_written_anew_with_another_key_is_named_from_its_first_forged_segment_on(seals: Seals) -> None:
    forge(seals, 3, FakeKey(b"somebody else's"))
    found = told(verify(seals.evidence, GUILD))
    assert ("signature_bad", "segment 3") in found
    assert {("segment_changed", f"segment {number}") for number in (3, 4, 5)} <= found


def test_a_chain_written_anew_with_the_very_key_does_not_fit_its_copies(seals: Seals) -> None:
    forge(seals, 3, seals.key)
    found = {each for each in told(verify(seals.evidence, GUILD)) if not each[0].startswith("record")}
    assert found == {("segment_changed", f"segment {number}") for number in (3, 4, 5)}


def test_a_head_that_was_changed_before_the_next_was_appended_is_named_still(seals: Seals) -> None:
    item = segment_item(seals, BATCHES)
    put(seals, item, segment=str(item["segment"]).replace("1-intent", "3-outcome"))
    write(seals)
    seals.arrive(GUILD)
    assert ("segment_changed", f"segment {BATCHES}") in told(verify(seals.evidence, GUILD))


@pytest.mark.parametrize(
    ("is_new_process", "fault"), [(True, "segment_changed"), (False, "segment_missing")], ids=["new", "same"]
)
def test_a_chain_that_was_cut_and_grew_again_is_named(seals: Seals, is_new_process: bool, fault: str) -> None:
    for number in (4, 5):
        remove(seals, segment_item(seals, number))
    if is_new_process:
        seals.sealer._recent.clear()
    for _ in range(3):
        write(seals)
        seals.arrive(GUILD)
    found = told(verify(seals.evidence, GUILD))
    assert {(fault, "segment 4"), (fault, "segment 5")} <= found


def test_a_copy_that_was_removed_or_overwritten_is_named(seals: Seals) -> None:
    seals.copies.removed.add((GUILD, 2))
    seals.copies.overwrite(GUILD, 4, "forged")
    assert told(verify(seals.evidence, GUILD)) == {("copy_changed", "segment 2"), ("copy_changed", "segment 4")}


@pytest.mark.parametrize("number", range(1, BATCHES))
def test_a_segment_that_was_exchanged_together_with_its_copy_does_not_fit_the_next_one(
    seals: Seals, number: int
) -> None:
    put(seals, segment_item(seals, number), signature="AAAA")
    forged = seals.chain.get(GUILD, number)
    assert forged is not None
    seals.copies.versions[GUILD, number] = [copy_of(forged, GUILD)]
    assert told(verify(seals.evidence, GUILD)) == {("segment_changed", f"segment {number}")}


def test_a_forged_segment_does_not_hide_behind_a_forged_copy(seals: Seals) -> None:
    forge(seals, 5, seals.key)
    head = seals.chain.head(GUILD)
    assert head is not None
    seals.copies.overwrite(GUILD, 5, copy_of(head, GUILD))
    assert {("copy_changed", "segment 5"), ("segment_changed", "segment 5")} <= told(verify(seals.evidence, GUILD))


@pytest.mark.parametrize("number", [1, 3, BATCHES])
def test_a_missing_copy_is_named_once_it_had_time(seals: Seals, number: int, clock: FakeClock) -> None:
    del seals.copies.versions[GUILD, number]
    assert verify(seals.evidence, GUILD).is_intact
    clock.advance(chain.GRACE.total_seconds() + 1)
    assert told(verify(seals.evidence, GUILD)) == {("copy_missing", f"segment {number}")}


def test_a_segment_that_is_appended_while_it_is_verified_is_no_finding(seals: Seals) -> None:
    every, late = seals.copies.every, list(seals.copies.versions)

    def later(guild_id: GuildId | None) -> object:
        write(seals)
        seals.arrive(GUILD)
        return every(guild_id)

    assert late
    walked = list(seals.chain.segments(GUILD))
    seals.chain.segments = lambda guild_id, after=0: iter(walked)  # type: ignore[method-assign]
    seals.copies.every = later  # type: ignore[method-assign,assignment]
    assert told(verify(seals.evidence, GUILD)) == set()
