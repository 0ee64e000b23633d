"""Lengths of time, as people say them."""

import pytest

from guildhall.operations.spans import span


@pytest.mark.parametrize(
    ("duration_s", "told"),
    [(1, "1 second"), (600, "10 minutes"), (5_401, "1 hour 30 minutes 1 second"), (2_419_200, "28 days")],
)
def test_a_length_is_told_in_the_units_that_it_has(duration_s: int, told: str) -> None:
    assert span(duration_s) == told
