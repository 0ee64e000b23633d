from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord.limits import AUDIT_REASON
from guildhall.discord.reasons import audit_id_in, audit_reason, encoded

AUDIT_ID = "01jd3x8q5c2m9k7w4t6r0v1y2z"


def test_the_reason_the_person_and_the_id_stand_in_it() -> None:
    assert audit_reason("spam", "ada", AUDIT_ID) == f"spam - by ada - {AUDIT_ID}"
    assert audit_reason(None, "ada", AUDIT_ID) == f"by ada - {AUDIT_ID}"
    assert audit_reason(" \n ", "ada", AUDIT_ID) == f"by ada - {AUDIT_ID}"


def test_the_reason_is_cut_never_the_id() -> None:
    told = audit_reason("é" * 600, "ada", AUDIT_ID)
    assert len(told) == AUDIT_REASON
    assert told.endswith(f"… - by ada - {AUDIT_ID}")


def test_a_name_cannot_push_the_id_out() -> None:
    told = audit_reason("spam", "x" * 600, AUDIT_ID)
    assert len(told) <= AUDIT_REASON
    assert told.startswith("spam - by xxx")
    assert told.endswith(AUDIT_ID)


@given(st.text(max_size=700), st.text(max_size=100))
def test_whatever_people_write_fits_and_is_one_line(reason: str, by: str) -> None:
    told = audit_reason(reason, by, AUDIT_ID)
    assert len(told) <= AUDIT_REASON
    assert told.endswith(f" - {AUDIT_ID}")
    assert told.isprintable()
    assert encoded(told).isascii()
    assert unquote(encoded(told)) == " ".join(told.split())


def test_a_header_holds_neither_line_breaks_nor_umlauts() -> None:
    assert encoded("Straße\r\nX-Evil: 1") == "Stra%C3%9Fe X-Evil%3A 1"
    assert len(unquote(encoded("a" * 600))) == AUDIT_REASON


@given(st.text(max_size=700), st.text(min_size=1, max_size=90).filter(lambda name: name.isprintable() and name.strip()))
def test_the_id_is_found_again_at_the_end_of_whatever_was_written(reason: str, by: str) -> None:
    assert audit_id_in(unquote(encoded(audit_reason(reason, by, AUDIT_ID)))) == AUDIT_ID


def test_a_reason_that_is_not_ours_has_no_id() -> None:
    cut, loud = AUDIT_ID[:-1], AUDIT_ID.upper()
    others = (None, "", AUDIT_ID, f"by x - {AUDIT_ID}.", f"by x - {cut}", f"x - {AUDIT_ID}", f"by x - {loud}")
    assert [audit_id_in(reason) for reason in others] == [None] * len(others)
