"""Clocks and ids."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall import clock
from guildhall.store.keys import month_of

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive


@given(MOMENTS, MOMENTS)
def test_ids_sort_by_time(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    if later - earlier >= timedelta(milliseconds=1):
        assert clock.new_id(earlier) < clock.new_id(later)


@given(MOMENTS)
def test_an_id_has_26_characters_that_nobody_confuses(moment: datetime) -> None:
    drawn = clock.new_id(moment)
    assert len(drawn) == 26
    assert set(drawn) <= set("0123456789abcdefghjkmnpqrstvwxyz")
    assert month_of(drawn) == f"{moment:%Y-%m}"


def test_the_first_id_of_a_moment_lies_between_what_was_made_before_and_after() -> None:
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert clock.new_id(moment - timedelta(milliseconds=1)) < clock.first_id_at(moment) <= clock.new_id(moment)
    assert clock.first_id_at(datetime(1950, 1, 1, tzinfo=UTC)) == "0" * 26
    assert len(clock.first_id_at(datetime.max.replace(tzinfo=UTC))) == 26


def test_no_two_ids_are_alike() -> None:
    moment = clock.utc_now()
    assert len({clock.new_id(moment) for _ in range(2000)}) == 2000
    assert len({clock.new_id()[10:] for _ in range(100)}) == 100


@pytest.mark.parametrize(("seconds", "epoch"), [(0, 0), (0.000001, 1), (1, 1), (1.5, 2)])
def test_epoch_seconds_are_rounded_up_so_that_nothing_expires_early(seconds: float, epoch: int) -> None:
    assert clock.epoch_s(datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)) == epoch


def test_a_snowflake_knows_when_it_was_made() -> None:
    assert clock.moment_of_snowflake("175928847299117063") == datetime(2016, 4, 30, 11, 18, 25, 796000, tzinfo=UTC)


def test_clocks_go_forward_and_know_their_zone() -> None:
    assert clock.utc_now().tzinfo is UTC
    before = clock.monotonic_s()
    clock.sleep_s(0)
    assert clock.monotonic_s() >= before
