"""The sealer: every record exactly once, whatever comes again, whoever else appends."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from guildhall.clock import epoch_s
from guildhall.discord.ids import GuildId
from guildhall.execution.seals import sealing
from guildhall.execution.seals.sealing import Arrival, Contended, Sealer, by_guild
from guildhall.execution.seals.verifying import verify
from guildhall.store.segments import MOST_ENTRIES, Entry, Sealed, digest_of
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.guild import GUILD
from tests.fakes.seals import FakeCopies, FakeKey, Seals
from tests.fakes.table import MemoryTable

OTHER = GuildId("900000000000000001")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def seals(clock: FakeClock) -> Seals:
    return Seals(MemoryTable(clock), clock)


def arrival(number: int, guild_id: GuildId | None = GUILD, written_at: int = epoch_s(NOON)) -> Arrival:
    return Arrival(guild_id, Entry(f"key-{number}", digest_of(str(number)), None, written_at), str(number))


def sealed_keys(seals: Seals, guild_id: GuildId | None = GUILD) -> list[str]:
    segments = [each.segment() for each in seals.chain.segments(guild_id)]
    return [entry.key for segment in segments if segment for entry in segment.entries]


def test_a_batch_becomes_one_signed_segment_with_a_copy(seals: Seals) -> None:
    assert seals.sealer.seal(GUILD, [arrival(2), arrival(1)]) == 2
    assert sealed_keys(seals) == ["key-1", "key-2"]
    assert verify(seals.evidence, GUILD).counts.keys() == {"record_missing", "month_unlisted"} - {"month_unlisted"}
    assert seals.key.signed_count == 1
    assert list(seals.copies.versions) == [(GUILD, 1)]


def test_a_batch_that_comes_again_is_not_sealed_again(seals: Seals) -> None:
    seals.sealer.seal(GUILD, [arrival(1), arrival(2)])
    assert seals.sealer.seal(GUILD, [arrival(1), arrival(2)]) == 0
    assert sealed_keys(seals) == ["key-1", "key-2"]


def test_a_batch_that_comes_again_with_more_seals_what_is_new(seals: Seals) -> None:
    seals.sealer.seal(GUILD, [arrival(1), arrival(2)])
    assert seals.sealer.seal(GUILD, [arrival(2), arrival(3), arrival(3)]) == 1
    assert sealed_keys(seals) == ["key-1", "key-2", "key-3"]


def test_a_batch_that_comes_again_hours_later_is_still_known(seals: Seals, clock: FakeClock) -> None:
    seals.sealer.seal(GUILD, [arrival(1)])
    clock.advance(3600)
    for number in range(2, 60):
        clock.advance(1)
        seals.sealer.seal(GUILD, [arrival(number, written_at=epoch_s(clock()))])
    assert seals.sealer.seal(GUILD, [arrival(1)]) == 0


def test_only_segments_since_the_oldest_record_are_looked_through(seals: Seals, clock: FakeClock) -> None:
    for number in range(100):
        clock.advance(60)
        seals.sealer.seal(GUILD, [arrival(number, written_at=epoch_s(clock()))])
    before = seals.table.reads
    Sealer(seals.chain, seals.key, seals.copies, clock).seal(GUILD, [arrival(100, written_at=epoch_s(clock()))])
    assert seals.table.reads - before == 2, "the head, and one page"


def test_a_process_reads_no_segment_twice_and_sees_what_others_appended(seals: Seals, clock: FakeClock) -> None:
    rival = Sealer(seals.chain, seals.key, seals.copies, clock)
    seals.sealer.seal(GUILD, [arrival(1)])
    rival.seal(GUILD, [arrival(2)])
    before = seals.table.reads
    assert seals.sealer.seal(GUILD, [arrival(1), arrival(2), arrival(3)]) == 1
    assert seals.table.reads - before == 1, "what comes after the last known"
    assert sealed_keys(seals) == ["key-1", "key-2", "key-3"]


def test_a_process_remembers_a_bounded_part_of_a_bounded_number_of_chains(
    seals: Seals, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MOST_GUILDS", 3)
    for number in range(300):
        clock.advance(1)
        seals.sealer.seal(GUILD, [arrival(number, written_at=epoch_s(clock()))])
    assert len(seals.sealer._recent[GUILD].known) <= sealing.REMEMBERED.total_seconds() + 1
    for number in range(10):
        seals.sealer.seal(GuildId(str(number + 1)), [arrival(1, written_at=epoch_s(clock()))])
    assert len(seals.sealer._recent) <= 3


def test_a_segment_that_somebody_made_unreadable_is_followed(seals: Seals) -> None:
    seals.chain.append(GUILD, Sealed(1, "?", ""))
    assert seals.sealer.seal(GUILD, [arrival(1)]) == 1
    assert sealed_keys(seals) == ["key-1"]


class DyingCopies(FakeCopies):
    def __init__(self) -> None:
        super().__init__()
        self.dies = True

    def keep(self, guild_id: GuildId | None, number: int, text: str) -> None:
        if self.dies:
            self.dies = False
            raise OSError("killed here")
        super().keep(guild_id, number, text)


def test_an_attempt_that_died_before_its_copy_has_it_made_by_the_next(seals: Seals, clock: FakeClock) -> None:
    copies = DyingCopies()
    sealer = Sealer(seals.chain, FakeKey(), copies, clock)
    with pytest.raises(OSError, match="killed"):
        sealer.seal(GUILD, [arrival(1)])
    assert sealer.seal(GUILD, [arrival(1)]) == 0
    assert list(copies.versions) == [(GUILD, 1)]
    assert sealed_keys(seals) == ["key-1"]


def test_more_than_a_segment_holds_becomes_several(seals: Seals) -> None:
    count = 2 * MOST_ENTRIES + 1
    assert seals.sealer.seal(GUILD, [arrival(number) for number in range(count)]) == count
    assert len(list(seals.chain.segments(GUILD))) == 3
    assert len(set(sealed_keys(seals))) == len(sealed_keys(seals)) == count


def test_sealers_that_append_at_once_make_one_chain_of_everything(seals: Seals, clock: FakeClock) -> None:
    sealers = [Sealer(seals.chain, seals.key, seals.copies, clock) for _ in range(4)]

    def run(place: int) -> int:
        return sum(sealers[place].seal(GUILD, [arrival(place * 100 + number)]) for number in range(5))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 20
    assert len(set(sealed_keys(seals))) == len(sealed_keys(seals)) == 20
    assert not {"segment_changed", "segment_missing", "signature_bad"} & verify(seals.evidence, GUILD).counts.keys()


def test_two_sealers_with_the_same_batch_seal_it_once(seals: Seals, clock: FakeClock) -> None:
    rival = Sealer(seals.chain, seals.key, seals.copies, clock)
    turns: Iterator[object] = iter([lambda: rival.seal(GUILD, [arrival(1), arrival(2)])])

    def in_between(_: object) -> None:
        act = next(turns, None)
        if callable(act):
            act()

    seals.table.before_write = in_between
    assert seals.sealer.seal(GUILD, [arrival(1), arrival(2)]) == 0
    assert sealed_keys(seals) == ["key-1", "key-2"]


def test_a_chain_that_is_never_still_gives_the_batch_back(seals: Seals) -> None:
    numbers = iter(range(1, 1000))

    def rival(_: object) -> None:
        seals.table.before_write = lambda _: None
        number = next(numbers)
        seals.chain.append(GUILD, Sealed(number, f"{number}", ""))
        seals.table.before_write = rival

    seals.table.before_write = rival
    with pytest.raises(Contended):
        seals.sealer.seal(GUILD, [arrival(10_000)])


def test_clocks_that_differ_a_little_do_not_seal_twice(seals: Seals) -> None:
    seals.sealer.seal(GUILD, [arrival(1, written_at=epoch_s(NOON + timedelta(seconds=5)))])
    assert seals.sealer.seal(GUILD, [arrival(1, written_at=epoch_s(NOON + timedelta(seconds=5)))]) == 0


def test_arrivals_are_taken_guild_by_guild_in_their_order() -> None:
    mixed = [arrival(1), arrival(2, OTHER), arrival(3, None), arrival(4), arrival(5, OTHER)]
    told = {guild_id: [each.sequence for each in some] for guild_id, some in by_guild(mixed)}
    assert told == {GUILD: ["1", "4"], OTHER: ["2", "5"], None: ["3"]}
