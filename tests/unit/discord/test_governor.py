import pytest

from guildhall.discord.governor import Governor
from guildhall.errors import DiscordForbidden, DiscordUnavailable

ROUTE = "GET /channels/{channel_id}"
TOKEN = "canary-token"


class Ticking:
    def __init__(self) -> None:
        self.now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


def governor(refusals: int = 3) -> tuple[Governor, Ticking]:
    clock = Ticking()
    return Governor(refusals=refusals, clock=clock), clock


def refuse(fuse: Governor, status: int = 403, *, times: int = 1, shared: bool = False) -> None:
    for _ in range(times):
        fuse.observe(status, shared=shared, token=TOKEN)


@pytest.mark.parametrize("status", [403, 429])
def test_too_many_refusals_pause_everything_but_interactions(status: int) -> None:
    fuse, clock = governor()
    refuse(fuse, status, times=3)
    with pytest.raises(DiscordUnavailable, match="paused") as paused:
        fuse.check(ROUTE, TOKEN)
    assert paused.value.route == ROUTE
    fuse.check(ROUTE, None)
    clock.now_s += 600
    fuse.check(ROUTE, TOKEN)


def test_refusals_spread_over_more_than_ten_minutes_do_not_pause() -> None:
    fuse, clock = governor()
    for _ in range(9):
        refuse(fuse)
        clock.now_s += 301
        fuse.check(ROUTE, TOKEN)


def test_successes_missing_things_and_shared_limits_are_not_held_against_us() -> None:
    fuse, _ = governor()
    for status in (200, 204, 404, 400, 500):
        refuse(fuse, status, times=5)
    refuse(fuse, 429, times=5, shared=True)
    fuse.check(ROUTE, TOKEN)


def test_a_token_refused_three_times_in_a_row_is_not_sent_for_a_minute() -> None:
    fuse, clock = governor(refusals=100)
    refuse(fuse, 401, times=2)
    fuse.check(ROUTE, TOKEN)
    refuse(fuse, 401)
    with pytest.raises(DiscordForbidden, match="refuses the bot token") as refused:
        fuse.check(ROUTE, TOKEN)
    assert TOKEN not in repr(refused.value.to_dict())
    fuse.check(ROUTE, "a new token")
    fuse.check(ROUTE, None)
    clock.now_s += 60
    fuse.check(ROUTE, TOKEN)


def test_a_token_that_works_in_between_starts_anew() -> None:
    fuse, _ = governor(refusals=100)
    refuse(fuse, 401, times=2)
    refuse(fuse, 200)
    refuse(fuse, 401, times=2)
    fuse.check(ROUTE, TOKEN)


def test_a_refused_answer_to_an_interaction_says_nothing_about_the_token() -> None:
    fuse, _ = governor(refusals=100)
    for _ in range(5):
        fuse.observe(401, shared=False, token=None)
    fuse.check(ROUTE, TOKEN)


@pytest.mark.parametrize(("told", "pause_s"), [(None, 60.0), (30.0, 30.0), (82_800.0, 600.0), (0.0, 1.0)])
def test_a_ban_stops_everything_for_a_while(told: float | None, pause_s: float) -> None:
    fuse, clock = governor()
    assert fuse.ban(told) == pause_s
    for token in (TOKEN, None):
        with pytest.raises(DiscordUnavailable, match="network protection") as banned:
            fuse.check(ROUTE, token)
        assert banned.value.details["retry_after_s"] == pause_s
    clock.now_s += pause_s
    fuse.check(ROUTE, TOKEN)


def test_the_default_fuse_is_far_below_discords_limit() -> None:
    fuse = Governor(clock=lambda: 50.0)
    refuse(fuse, times=499)
    fuse.check(ROUTE, TOKEN)
    refuse(fuse)
    with pytest.raises(DiscordUnavailable):
        fuse.check(ROUTE, TOKEN)
