"""Pauses between attempts."""

import pytest

from guildhall.discord.gateway.backoff import Backoff


def longest(attempts: int) -> float:
    return Backoff(attempts, draw=lambda: 1.0).pause_s()


def test_the_first_attempt_does_not_wait_and_later_ones_wait_up_to_a_minute() -> None:
    assert [longest(attempts) for attempts in range(10)] == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert longest(10_000) == 60


@pytest.mark.parametrize("drawn", [0.0, 0.25, 0.999])
def test_of_the_pause_a_random_part_is_taken(drawn: float) -> None:
    assert Backoff(4, draw=lambda: drawn).pause_s() == 8 * drawn


def test_attempts_count_until_it_is_healthy() -> None:
    backoff = Backoff(2)
    backoff.attempt()
    assert backoff.attempts == 3
    backoff.healthy()
    assert (backoff.attempts, backoff.pause_s()) == (0, 0.0)


def test_two_processes_do_not_wait_alike() -> None:
    assert len({Backoff(7).pause_s() for _ in range(20)}) > 15
