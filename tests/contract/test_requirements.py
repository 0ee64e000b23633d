"""The manifest and the tests agree in both directions."""

from tests.requirements import OWED, ROWS, claims


def test_every_claim_names_a_row_of_the_manifest() -> None:
    assert set(claims()) <= set(ROWS)


def test_every_row_is_claimed_by_a_test_from_outside_or_owed() -> None:
    assert set(ROWS) - set(claims()) - OWED == set()


def test_no_row_is_both_claimed_and_owed() -> None:
    assert set(claims()) & OWED == set()


def test_nothing_unknown_is_owed() -> None:
    assert set(ROWS) >= OWED
