"""The arithmetic of rate-limit windows and the choice of buckets."""

import pytest

from local.discord.ratelimit import RULES, RateLimiter, Rule, Window
from tests.unit.local_discord.support import SPEC, StillClock

SLIDING = Rule("s", 5, 5.0)
FIXED = Rule("f", 5, 5.0, fixed=True)


def test_a_sliding_window_gives_back_one_request_per_slide() -> None:
    window = Window()
    for _ in range(5):
        window.spend(SLIDING, 100.0)
    assert window.remaining(SLIDING, 100.0) == 0
    assert window.retry_after(SLIDING, 100.0) == pytest.approx(1.0)
    assert [window.remaining(SLIDING, 100.0 + s) for s in (0.99, 1.0, 2.5, 4.99, 5.0, 60.0)] == [0, 1, 2, 4, 5, 5]


def test_a_sliding_window_says_when_it_is_full_again() -> None:
    clock = StillClock()
    limiter = RateLimiter(clock)
    operation = SPEC.operations["create_message"]
    headers = [limiter.spend(operation, {"channel_id": "1"}).headers for _ in range(3)]
    assert [h["X-RateLimit-Reset-After"] for h in headers] == ["1.000", "2.000", "3.000"]
    assert [h["X-RateLimit-Remaining"] for h in headers] == ["4", "3", "2"]


def test_a_fixed_window_opens_with_the_first_request_and_gives_all_back_at_its_end() -> None:
    window = Window()
    for at in (100.0, 101.0, 102.0, 103.0, 104.0):
        window.spend(FIXED, at)
    assert window.remaining(FIXED, 104.9) == 0
    assert window.retry_after(FIXED, 104.0) == pytest.approx(1.0)
    assert window.remaining(FIXED, 105.0) == 5


def test_buckets_are_counted_per_major_parameter() -> None:
    limiter = RateLimiter(StillClock())
    operation = SPEC.operations["create_message"]
    first = [limiter.spend(operation, {"channel_id": "1"}) for _ in range(6)]
    other = limiter.spend(operation, {"channel_id": "2"})
    assert [verdict.retry_after_s is None for verdict in first] == [True] * 5 + [False]
    assert other.retry_after_s is None
    assert other.headers["X-RateLimit-Bucket"] == first[0].headers["X-RateLimit-Bucket"]


def test_a_followup_is_counted_per_token_and_not_globally() -> None:
    limiter = RateLimiter(StillClock())
    operation = SPEC.operations["update_original_webhook_message"]
    for token in map(str, range(60)):
        assert limiter.spend(operation, {"webhook_id": "1", "webhook_token": token}).retry_after_s is None
    verdicts = [limiter.spend(operation, {"webhook_id": "1", "webhook_token": "0"}) for _ in range(5)]
    assert verdicts[-1].retry_after_s is not None
    assert not verdicts[-1].is_global


def test_the_global_limit_is_fifty_in_a_second() -> None:
    clock = StillClock()
    limiter = RateLimiter(clock)
    operation = SPEC.operations["get_user"]
    verdicts = [limiter.spend(operation, {"user_id": str(n)}) for n in range(51)]
    limiter.overrides["get_user"] = (1000, 1.0)
    assert verdicts[50].is_global
    assert verdicts[50].headers == {}
    clock.advance(1.0)
    assert not limiter.spend(operation, {"user_id": "1"}).is_global


def test_every_rule_belongs_to_an_operation() -> None:
    assert RULES.keys() <= SPEC.operations.keys()
