"""Seconds of an attempt, tokens of a guild's day."""

import pytest

from guildhall.errors import BudgetExceeded
from guildhall.policy.model import GuildPolicy
from guildhall.store.counters import CounterRepository
from guildhall.store.turn_records import Usage
from guildhall.surfaces.agent.turn.budget import ATTEMPT_S, LEAST_TOOLS_S, OutOfTime, Seconds, Tokens
from tests.fakes.clock import FakeClock
from tests.fakes.table import MemoryTable
from tests.fakes.turn_world import GUILD

HOUR_S = 3600


def test_time_is_left_until_it_is_not() -> None:
    moments = iter([1000.0, 1100.0, 1200.5])
    seconds = Seconds(monotonic=lambda: next(moments))
    assert seconds.need(LEAST_TOOLS_S) == ATTEMPT_S - 100
    with pytest.raises(OutOfTime):
        seconds.need(LEAST_TOOLS_S)


def test_an_attempt_ends_before_the_function_is_killed() -> None:
    from guildhall.surfaces.agent.stage.stage import ANSWER_S

    assert ATTEMPT_S + ANSWER_S < 300


def test_a_day_of_a_guild_is_used_up_and_begins_anew() -> None:
    clock = FakeClock()
    tokens = Tokens(CounterRepository(MemoryTable(clock), clock))
    policy = GuildPolicy(guild_id=GUILD, model_tokens_per_day=100)
    for _ in range(2):
        tokens.check(GUILD, policy)
        tokens.count(GUILD, Usage(input_tokens=40, output_tokens=10))
    with pytest.raises(BudgetExceeded, match="used up") as told:
        tokens.check(GUILD, policy)
    assert told.value.hint.startswith("Ask again in 12 h 0 min")
    clock.advance(11 * HOUR_S + 30 * 60)
    with pytest.raises(BudgetExceeded) as later:
        tokens.check(GUILD, policy)
    assert later.value.hint.startswith("Ask again in 30 min")
    clock.advance(HOUR_S)
    tokens.check(GUILD, policy)


def test_nothing_is_counted_for_nothing() -> None:
    clock = FakeClock()
    table = MemoryTable(clock)
    Tokens(CounterRepository(table, clock)).count(GUILD, Usage(rounds=1))
    assert table.items() == []


def test_a_cached_token_counts_as_a_tenth() -> None:
    assert Usage(input_tokens=5, output_tokens=3, cache_read_tokens=100, cache_written_tokens=7).tokens == 25
