"""HistoryTable's transcripts of turns."""

from datetime import timedelta

import pytest

from guildhall.errors import StoreThrottled, TooLarge
from guildhall.store.conditions import Condition, Item
from guildhall.store.table import ConditionFailed
from guildhall.store.transcripts import TranscriptRepository
from guildhall.store.turn_records import Message
from guildhall.surfaces.agent.keeping import Transcripts
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

UNTIL = NOON + timedelta(days=2)


def said(text: str) -> Message:
    return {"role": "user", "content": [{"type": "text", "text": text}]}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def transcripts(clock: FakeClock) -> TranscriptRepository:
    return TranscriptRepository(MemoryTable(clock))


def test_the_repository_is_what_a_turn_asks_for(transcripts: TranscriptRepository) -> None:
    port: Transcripts = transcripts
    assert port is transcripts


def test_a_job_comes_back_until_it_expires(transcripts: TranscriptRepository, clock: FakeClock) -> None:
    assert transcripts.job("1") is None
    transcripts.put_job("1", '{"kind":"ask"}', UNTIL)
    transcripts.put_job("1", '{"kind":"ask"}', UNTIL)
    assert transcripts.job("1") == '{"kind":"ask"}'
    assert transcripts.job("2") is None
    clock.advance(2 * 86_400)
    assert transcripts.job("1") is None


def test_messages_come_back_in_order_and_apart_from_the_job(transcripts: TranscriptRepository) -> None:
    transcripts.put_job("1", "job", UNTIL)
    for place in (2, 0, 10, 1):
        transcripts.append("1", place, said(str(place)), UNTIL)
    transcripts.append("10", 0, said("another turn"), UNTIL)
    assert transcripts.read("1") == [said("0"), said("1"), said("2"), said("10")]
    assert transcripts.read("3") == []


def test_a_long_transcript_is_read_to_its_end(transcripts: TranscriptRepository) -> None:
    for place in range(230):
        transcripts.append("1", place, said(str(place)), UNTIL)
    assert transcripts.read("1") == [said(str(place)) for place in range(230)]


def test_what_stands_at_a_place_stays_and_is_what_a_second_attempt_goes_on_with(
    transcripts: TranscriptRepository,
) -> None:
    assert transcripts.append("1", 0, said("first"), UNTIL) == said("first")
    assert transcripts.append("1", 0, said("second"), UNTIL) == said("first")
    assert transcripts.read("1") == [said("first")]


def test_half_a_surrogate_pair_is_kept(transcripts: TranscriptRepository) -> None:
    assert transcripts.append("1", 0, said("\ud83d"), UNTIL) == said("\ud83d")
    assert transcripts.read("1") == [said("\ud83d")]


def test_what_does_not_fit_is_refused_and_nothing_is_kept(transcripts: TranscriptRepository) -> None:
    with pytest.raises(TooLarge):
        transcripts.append("1", 0, said("x" * 350_000), UNTIL)
    with pytest.raises(TooLarge):
        transcripts.put_job("1", "x" * 350_001, UNTIL)
    assert transcripts.read("1") == []
    assert transcripts.job("1") is None


class Vanishing(MemoryTable):
    """Refuses every item, and has nothing to show for it."""

    def put_if(self, item: Item, condition: Condition | None = None) -> None:
        raise ConditionFailed(None)


def test_a_place_that_changes_meanwhile_may_be_appended_again(clock: FakeClock) -> None:
    with pytest.raises(StoreThrottled):
        TranscriptRepository(Vanishing(clock)).append("1", 0, said("first"), UNTIL)
