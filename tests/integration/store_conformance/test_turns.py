"""Heads and transcripts of turns, in memory and over DynamoDB: what is kept comes back, races have one winner."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.store.counters import CounterRepository
from guildhall.store.table import Table
from guildhall.store.transcripts import TranscriptRepository
from guildhall.store.turn_records import Message, Shown, TurnRecord, TurnStatus, Usage, Wait
from guildhall.store.turns import TurnRepository
from tests.fakes.clock import NOON, FakeClock
from tests.integration.store_conformance.helpers import in_parallel

LEASE, KEPT = timedelta(seconds=30), timedelta(days=2)
ASKER = UserId("80351110224678912")


def attempt(owner: str, now: datetime = NOON, **changed: Any) -> TurnRecord:
    record = TurnRecord(
        turn_id="1035",
        guild_id=GuildId("41771983423143937"),
        channel_id=ChannelId("399942396007890945"),
        asker_id=ASKER,
        owner=owner,
        lease_until=now + LEASE,
        started_at=now,
        expires_at=now + KEPT,
    )
    return record.model_copy(update=changed)


def said(text: str) -> Message:
    return {"role": "user", "content": [{"type": "text", "text": text}]}


@pytest.fixture
def turns(table: Table) -> TurnRepository:
    return TurnRepository(table)


def test_a_head_comes_back_as_it_was_saved(turns: TurnRepository) -> None:
    changed: dict[str, Any] = {
        "status": TurnStatus.WAITING,
        "rounds": 3,
        "waits": (Wait(tool_use_id="toolu_1", confirmation_id="c1", expires_at=NOON),),
        "resume_at": NOON,
        "tainted": True,
        "private": True,
        "usage": Usage(rounds=3, input_tokens=7),
        "shown": Shown(progress_id=MessageId("7"), part_ids=(MessageId("7"), MessageId("8"))),
    }
    held = turns.begin(attempt("first"), NOON)
    assert turns.save(held.model_copy(update=changed))
    assert turns.get("1035") == attempt("first", attempts=1, **changed)


def test_of_twenty_attempts_one_begins_and_of_twenty_more_one_takes_over(turns: TurnRepository) -> None:
    first = in_parallel(20, lambda number: turns.begin(attempt(f"a{number}"), NOON))
    assert len({record.owner for record in first}) == 1
    later = NOON + LEASE
    second = in_parallel(20, lambda number: turns.begin(attempt(f"b{number}", later), later))
    (owner,) = {record.owner for record in second}
    assert owner.startswith("b")
    assert {record.started_at for record in second} == {NOON}
    assert not turns.save(first[0])
    assert sum(turns.renew("1035", f"b{number}", later + LEASE) for number in range(20)) == 1


def test_of_twenty_wake_ups_one_resumes(turns: TurnRepository) -> None:
    held = turns.begin(attempt("first"), NOON)
    turns.save(held.model_copy(update={"status": TurnStatus.WAITING}))
    seen = in_parallel(20, lambda number: turns.resume("1035", f"r{number}", NOON + LEASE * 2, NOON))
    owners = [record.owner for record in seen if record is not None]
    assert len(owners) == 20
    assert len(set(owners)) == 1


def test_a_cancel_among_saves_is_never_lost(turns: TurnRepository) -> None:
    held = turns.begin(attempt("first"), NOON)

    def one(number: int) -> object:
        if number == 10:
            return turns.cancel("1035", ASKER)
        return turns.save(held.model_copy(update={"rounds": number}))

    in_parallel(20, one)
    head = turns.get("1035")
    assert head is not None
    assert head.cancelled_by == ASKER


def test_a_head_that_expired_is_begun_anew_with_nothing_carried_on(turns: TurnRepository, clock: FakeClock) -> None:
    held = turns.begin(attempt("first"), NOON)
    turns.save(held.model_copy(update={"status": TurnStatus.DONE, "tainted": True}))
    turns.cancel("1035", ASKER)
    clock.advance(KEPT.total_seconds())
    assert turns.get("1035") is None
    assert turns.resume("1035", "second", clock() + LEASE, clock()) is None
    assert turns.begin(attempt("third", clock()), clock()) == attempt("third", clock(), attempts=1)


def test_of_twenty_who_append_at_a_place_all_go_on_with_the_same(table: Table) -> None:
    transcripts = TranscriptRepository(table)
    until = NOON + KEPT
    for place in range(3):
        stand = in_parallel(20, lambda number, place=place: _text(transcripts, place, number, until))  # type: ignore[misc]
        assert len(set(stand)) == 1
    assert len(transcripts.read("1035")) == 3


def _text(transcripts: TranscriptRepository, place: int, number: int, until: datetime) -> str:
    return str(transcripts.append("1035", place, said(f"{place} by {number}"), until))


def test_a_large_transcript_is_read_to_its_end_in_order(table: Table) -> None:
    transcripts = TranscriptRepository(table)
    for place in range(8):
        transcripts.append("1035", place, said(f"{place}" + "ä" * 150_000), NOON + KEPT)
    transcripts.put_job("1035", "{}", NOON + KEPT)
    read = transcripts.read("1035")
    assert [str(message["content"])[27] for message in read] == [str(place) for place in range(8)]


def test_costs_that_are_added_side_by_side_all_count(table: Table, clock: FakeClock) -> None:
    counters = CounterRepository(table, clock)
    totals = in_parallel(30, lambda number: counters.add("tokens", window_s=86_400, cost=number + 1))
    assert max(totals) == sum(range(1, 31))
    assert counters.blocked_s("tokens", window_s=86_400, limit=465) > 0
    assert counters.blocked_s("tokens", window_s=86_400, limit=466) == 0
