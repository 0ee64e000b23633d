"""HistoryTable's repository."""

import math
from datetime import timedelta

import pytest
from pydantic import JsonValue

from guildhall.discord.ids import UserId
from guildhall.errors import StoreError, TooLarge
from guildhall.execution.ports import Results
from guildhall.store import keys
from guildhall.store.history import HistoryRepository
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.table import MemoryTable

USER, OTHER = UserId("80351110224678912"), UserId("80351110224678913")
LATER = NOON + timedelta(days=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(clock: FakeClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def results(table: MemoryTable) -> HistoryRepository:
    return HistoryRepository(table)


def test_the_repository_is_what_execution_asks_for(results: HistoryRepository) -> None:
    port: Results = results
    assert port is results


@pytest.mark.parametrize(
    "result",
    [{}, {"a": [1, 1.5, -0.0, 10**50, None, True, "", "Grüße 🎉\u0000", {"": []}]}, {"half": "\ud83d"}],
    ids=["empty", "everything", "half a surrogate pair"],
)
def test_a_result_comes_back_as_it_was(results: HistoryRepository, result: dict[str, JsonValue]) -> None:
    results.put(USER, "r1", result, LATER)
    assert results.get(USER, "r1") == result


def test_a_number_that_is_none_is_kept_rather_than_lost_after_the_execution(results: HistoryRepository) -> None:
    results.put(USER, "r1", {"ratio": math.nan}, LATER)
    found = results.get(USER, "r1")
    assert found is not None
    assert math.isnan(found["ratio"])  # type: ignore[arg-type]  # a float, as it was put


def test_nobody_reads_the_result_of_another_persons_request(results: HistoryRepository) -> None:
    results.put(USER, "r1", {"a": 1}, LATER)
    assert results.get(OTHER, "r1") is None
    results.put(OTHER, "r1", {"a": 2}, LATER)
    assert results.get(USER, "r1") == {"a": 1}


def test_an_unknown_or_expired_result_is_none(results: HistoryRepository, clock: FakeClock) -> None:
    assert results.get(USER, "r1") is None
    assert results.get(USER, "x" * 3000) is None
    results.put(USER, "r1", {"a": 1}, LATER)
    clock.advance(timedelta(days=1).total_seconds())
    assert results.get(USER, "r1") is None


def test_a_result_beyond_350_kb_is_refused_with_advice(results: HistoryRepository) -> None:
    results.put(USER, "r1", {"text": "x" * 349_000}, LATER)
    with pytest.raises(TooLarge) as caught:
        results.put(USER, "r1", {"text": "ä" * 175_000}, LATER)
    assert caught.value.details == {"size": 350_011, "limit": 350_000}
    assert "fewer messages" in caught.value.hint
    assert results.get(USER, "r1") == {"text": "x" * 349_000}


@pytest.mark.parametrize("kept", ["", "[]", "null", 5, None])
def test_a_result_that_cannot_be_read_is_an_error(results: HistoryRepository, table: MemoryTable, kept: object) -> None:
    table.put_if(keys.result(USER, "r1").item(result=kept))  # type: ignore[arg-type]  # that is the test
    with pytest.raises(StoreError):
        results.get(USER, "r1")
