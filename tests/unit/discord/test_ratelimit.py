from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord.ratelimit import LimitKey, RateLimiter, Reservation
from guildhall.discord.routes import CREATE_MESSAGE, EXECUTE_WEBHOOK, GET_CHANNEL, LIST_MESSAGES, Route

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DELETE_MESSAGE = Route("DELETE /channels/{channel_id}/messages/{message_id}")
POST = LimitKey.of(CREATE_MESSAGE, {"channel_id": "7"})
POST_ELSEWHERE = LimitKey.of(CREATE_MESSAGE, {"channel_id": "8"})


class Ticking:
    def __init__(self) -> None:
        self.now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


def headers(name: str = "abc", *, limit: float = 5, remaining: float = 0, reset_after_s: float = 2.5) -> dict[str, str]:
    return {
        "x-ratelimit-bucket": name,
        "x-ratelimit-limit": str(limit),
        "x-ratelimit-remaining": str(remaining),
        "x-ratelimit-reset-after": str(reset_after_s),
    }


def limiter_and_clock(requests_per_s: float = 1000) -> tuple[RateLimiter, Ticking]:
    clock = Ticking()
    return RateLimiter(requests_per_s=requests_per_s, clock=clock), clock


def spend(limiter: RateLimiter, key: LimitKey, told: Mapping[str, str]) -> None:
    place = limiter.reserve(key)
    assert place.wait_s == 0
    limiter.observe(place, told)


def test_the_worked_example_of_the_documentation() -> None:
    limiter, clock = limiter_and_clock()
    spend(limiter, POST, headers())
    assert limiter.reserve(POST).wait_s == 2.5
    clock.now_s += 2.5
    assert limiter.reserve(POST).wait_s == 0


def test_an_unknown_route_goes_at_once_and_side_by_side() -> None:
    limiter, _ = limiter_and_clock()
    assert [limiter.reserve(POST).wait_s for _ in range(20)] == [0.0] * 20


def test_channels_are_counted_apart() -> None:
    limiter, _ = limiter_and_clock()
    spend(limiter, POST, headers())
    assert limiter.reserve(POST_ELSEWHERE).wait_s == 0


def test_routes_of_one_bucket_are_counted_together() -> None:
    limiter, _ = limiter_and_clock()
    reading = LimitKey.of(LIST_MESSAGES, {"channel_id": "7"})
    spend(limiter, reading, headers(remaining=3))
    spend(limiter, POST, headers(remaining=0))
    assert limiter.reserve(reading).wait_s == 2.5


def test_what_is_under_way_counts() -> None:
    limiter, _ = limiter_and_clock()
    spend(limiter, POST, headers(remaining=2))
    first, second, third = (limiter.reserve(POST) for _ in range(3))
    assert (first.wait_s, second.wait_s, third.wait_s) == (0, 0, 2.5)
    limiter.forget(first)
    assert limiter.reserve(POST).wait_s == 0


def test_giving_back_a_place_that_was_not_taken_changes_nothing() -> None:
    limiter, _ = limiter_and_clock()
    spend(limiter, POST, headers())
    limiter.forget(limiter.reserve(POST))
    assert limiter.reserve(POST).wait_s == 2.5


def test_after_the_reset_the_whole_limit_is_back() -> None:
    limiter, clock = limiter_and_clock()
    spend(limiter, POST, headers(limit=2))
    clock.now_s += 3
    assert [limiter.reserve(POST).wait_s for _ in range(2)] == [0, 0]


def test_answers_that_are_late_count_in_the_next_window_too() -> None:
    limiter, clock = limiter_and_clock()
    spend(limiter, POST, headers(limit=2, remaining=2))
    places = [limiter.reserve(POST) for _ in range(2)]
    clock.now_s += 3
    assert 0 < limiter.reserve(POST).wait_s < 1
    limiter.forget(places[0])
    assert limiter.reserve(POST).wait_s == 0


def test_a_bucket_whose_reset_moves_slides_and_gives_one_request_at_a_time() -> None:
    limiter, clock = limiter_and_clock()
    for remaining in (4, 3, 2, 1, 0):
        spend(limiter, POST, headers(remaining=remaining, reset_after_s=5.0 - remaining))
    assert limiter.reserve(POST).wait_s == pytest.approx(1.0)
    clock.now_s += 2.0
    places = [limiter.reserve(POST) for _ in range(3)]
    assert [place.wait_s for place in places] == [0, 0, pytest.approx(1.0)]


def test_a_bucket_whose_reset_stays_gives_all_back_at_once() -> None:
    limiter, clock = limiter_and_clock()
    for remaining in (4, 3, 2, 1, 0):
        spend(limiter, POST, headers(remaining=remaining, reset_after_s=5.0))
    clock.now_s += 2.0
    assert limiter.reserve(POST).wait_s == pytest.approx(3.0)


def test_a_sliding_bucket_that_refused_us_is_taken_for_a_standing_one() -> None:
    limiter, clock = limiter_and_clock()
    for remaining in (1, 0):
        spend(limiter, POST, headers(limit=2, remaining=remaining, reset_after_s=2.0 - remaining))
    assert limiter.reserve(POST).wait_s == pytest.approx(1.0)
    limiter.block(POST, 1.0, everywhere=False)
    assert limiter.reserve(POST).wait_s == pytest.approx(2.0)
    clock.now_s += 2.0
    assert limiter.reserve(POST).wait_s == 0


@given(st.integers(1, 10), st.floats(0.1, 30), st.lists(st.floats(0, 3), max_size=40))
def test_a_sliding_bucket_never_refuses_who_waits_as_told(limit: int, window_s: float, pauses_s: list[float]) -> None:
    limiter, clock = limiter_and_clock()
    slide_s, full_at_s = window_s / limit, 0.0
    for pause_s in pauses_s:
        clock.now_s += pause_s
        for _ in range(100):
            place = limiter.reserve(POST)
            if place.wait_s == 0:
                break
            clock.now_s += place.wait_s
        full_at_s = max(full_at_s, clock.now_s) + slide_s
        spent = (full_at_s - clock.now_s) / slide_s
        assert spent <= limit + 1e-6
        left = max(0, limit - ceil(spent - 1e-9))
        limiter.observe(place, headers(limit=limit, remaining=left, reset_after_s=full_at_s - clock.now_s))


def test_a_bucket_that_changes_its_name_is_learned_again() -> None:
    limiter, _ = limiter_and_clock()
    early = limiter.reserve(POST)
    spend(limiter, POST, headers("abc", remaining=1))
    spend(limiter, POST, headers("xyz", remaining=0))
    limiter.observe(early, headers("xyz", remaining=0))
    assert limiter.reserve(POST).wait_s == 2.5


@pytest.mark.parametrize("broken", [{}, {"x-ratelimit-bucket": "abc"}, headers() | {"x-ratelimit-remaining": "many"}])
def test_answers_without_whole_headers_teach_nothing(broken: dict[str, str]) -> None:
    limiter, _ = limiter_and_clock()
    spend(limiter, POST, broken)
    assert limiter.reserve(POST).wait_s == 0


@pytest.mark.parametrize("odd", ["nan", "inf", "-1"])
def test_odd_numbers_teach_nothing(odd: str) -> None:
    limiter, _ = limiter_and_clock()
    spend(limiter, POST, headers() | {"x-ratelimit-reset-after": odd})
    assert limiter.reserve(POST).wait_s == 0


def test_a_refusal_of_an_exhausted_bucket_blocks_it_for_as_long_as_its_body_says() -> None:
    limiter, _ = limiter_and_clock()
    spend(limiter, POST, headers(remaining=0, reset_after_s=1))
    limiter.block(POST, 7.0, everywhere=False)
    assert limiter.reserve(POST).wait_s == 7.0
    limiter.block(POST, 1.0, everywhere=False)
    assert limiter.reserve(POST).wait_s == 7.0


def test_a_refusal_with_requests_remaining_says_nothing_about_the_bucket() -> None:
    limiter, _ = limiter_and_clock()
    spend(limiter, POST, headers(remaining=3))
    limiter.block(POST, 600.0, everywhere=False)
    assert limiter.reserve(POST).wait_s == 0


def test_a_global_refusal_stops_everything_but_interactions() -> None:
    limiter, clock = limiter_and_clock()
    limiter.block(POST, 4.0, everywhere=True)
    limiter.block(POST, 1.0, everywhere=True)
    followup = LimitKey.of(EXECUTE_WEBHOOK, {"webhook_id": "5", "webhook_token": "t"})
    assert limiter.reserve(POST_ELSEWHERE).wait_s == 4.0
    assert limiter.reserve(followup).wait_s == 0
    clock.now_s += 4
    assert limiter.reserve(POST_ELSEWHERE).wait_s == 0


def test_followups_are_counted_by_interaction() -> None:
    limiter, _ = limiter_and_clock()
    one, other = (LimitKey.of(EXECUTE_WEBHOOK, {"webhook_id": "5", "webhook_token": token}) for token in "ab")
    spend(limiter, one, headers(remaining=0))
    assert limiter.reserve(one).wait_s == 2.5
    assert limiter.reserve(other).wait_s == 0
    assert limiter.reserve(POST).wait_s == 0


def test_the_global_share_is_kept() -> None:
    limiter, clock = limiter_and_clock(requests_per_s=5)
    keys = [LimitKey.of(GET_CHANNEL, {"channel_id": str(n)}) for n in range(1, 8)]
    assert [limiter.reserve(key).wait_s for key in keys[:5]] == [0.0] * 5
    assert limiter.reserve(keys[5]).wait_s == pytest.approx(0.2)
    clock.now_s += 0.2
    assert limiter.reserve(keys[5]).wait_s == 0
    clock.now_s += 60
    assert [limiter.reserve(key).wait_s for key in keys[:5]] == [0.0] * 5
    assert limiter.reserve(keys[5]).wait_s > 0


def test_a_share_below_one_still_lets_something_through() -> None:
    limiter, clock = limiter_and_clock(requests_per_s=0.5)
    assert limiter.reserve(POST).wait_s == 0
    assert limiter.reserve(POST).wait_s == pytest.approx(2.0)
    clock.now_s += 2.0
    assert limiter.reserve(POST).wait_s == 0


@pytest.mark.parametrize(
    ("age", "expected"),
    [(timedelta(days=15), " old"), (timedelta(hours=1), ""), (timedelta(seconds=5), " fresh")],
)
def test_messages_of_different_age_are_deleted_in_different_buckets(age: timedelta, expected: str) -> None:
    message_id = int((NOW - age).timestamp() * 1000 - 1_420_070_400_000) << 22
    key = LimitKey.of(DELETE_MESSAGE, {"channel_id": "7", "message_id": str(message_id)}, clock=lambda: NOW)
    assert key.route == DELETE_MESSAGE.text + expected


def test_what_is_remembered_stays_bounded() -> None:
    limiter, clock = limiter_and_clock(requests_per_s=1e6)
    busy = limiter.reserve(POST)
    for number in range(1, 3000):
        clock.now_s += 1
        spend(limiter, LimitKey.of(CREATE_MESSAGE, {"channel_id": str(number)}), headers(reset_after_s=0.5))
    assert len(limiter._buckets) <= 1000
    assert busy.bucket in limiter._buckets.values()


@given(st.lists(st.tuples(st.sampled_from(["reserve", "answer", "fail", "wait"]), st.integers(0, 4)), max_size=60))
def test_never_more_requests_go_than_remain(moves: list[tuple[str, int]]) -> None:
    limit, window_s = 3, 10.0
    limiter, clock = limiter_and_clock()
    spend(limiter, POST, headers(limit=limit, remaining=limit - 1, reset_after_s=window_s))
    used, resets_at_s = 1, clock.now_s + window_s
    open_places: list[Reservation] = []
    for move, number in moves:
        if clock.now_s >= resets_at_s:
            used, resets_at_s = len(open_places), clock.now_s + window_s
        if move == "wait":
            clock.now_s += number
        elif move == "reserve":
            place = limiter.reserve(POST)
            if place.wait_s == 0:
                open_places.append(place)
                used += 1
                assert used <= limit
        elif open_places and move == "answer":
            left = limit - used + len(open_places) - 1
            told = headers(limit=limit, remaining=left, reset_after_s=resets_at_s - clock.now_s)
            limiter.observe(open_places.pop(), told)
        elif open_places:
            limiter.forget(open_places.pop())
            used -= 1
