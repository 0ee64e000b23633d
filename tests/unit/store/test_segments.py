"""Segments: one text for one segment, and nothing that is none is taken for one."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord.ids import GuildId
from guildhall.store.segments import (
    FIRST_LINK,
    MOST_ENTRIES,
    Entry,
    Sealed,
    Segment,
    copy_of,
    digest_of,
    draft,
    statement,
)
from tests.fakes.clock import NOON

GUILD = GuildId("41771983423143937")
ENTRY = Entry("01m7wd7tg0khfe92arj3q2bz03#1-intent", digest_of("a"), 1_800_000_000, 1_794_000_000)


def sealed(number: int = 1, previous: str = FIRST_LINK, **changed: object) -> Sealed:
    fields: dict[str, object] = {
        "guild_id": GUILD,
        "number": number,
        "previous": previous,
        "sealed_at": NOON,
        "entries": (ENTRY,),
        **changed,
    }
    segment = Segment(**fields)  # type: ignore[arg-type]  # the fields that a test changes
    return Sealed(number, segment.text(), "c2ln")


def test_a_segment_comes_back_as_it_was_sealed() -> None:
    read = sealed(7, "ab").segment()
    assert read == Segment(guild_id=GUILD, number=7, previous="ab", sealed_at=NOON, entries=(ENTRY,))


def test_a_segment_of_no_guild_comes_back_too() -> None:
    read = sealed(guild_id=None).segment()
    assert read is not None
    assert read.guild_id is None


@given(st.sampled_from(["key", "digest"]), st.text())
def test_any_other_text_in_an_entry_is_another_digest_and_another_link(field: str, text: str) -> None:
    changed = ENTRY._replace(key=text) if field == "key" else ENTRY._replace(digest=text)
    other = sealed(entries=(changed,))
    same = text == getattr(ENTRY, field)
    assert (other.digest == sealed().digest) is same
    assert (other.link == sealed().link) is same


def test_another_signature_is_another_link_of_the_same_digest() -> None:
    one, other = sealed(), Sealed(1, sealed().text, "c2lo")
    assert one.digest == other.digest
    assert one.link != other.link


def test_what_is_signed_names_its_purpose_so_that_it_serves_no_other() -> None:
    assert statement("ab") == b"guildhall segment ab"


def document(**changed: object) -> str:
    told = json.loads(sealed().text) | changed
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        document() + " ",
        document(more=1),
        document(format=2),
        document(number="1"),
        document(entries={}),
        document(entries=[["key", "digest", None]]),
        document(entries=[[1, "digest", None, 2]]),
        document(entries=[["key", "digest", "never", 2]]),
        document(entries=[["key", "digest", None, None]]),
        document(sealed_at_us=None),
        document(sealed_at_us=10**30),
        document(guild_id="not an id"),
    ],
)
def test_what_is_not_exactly_a_segments_text_is_none(text: str) -> None:
    assert Sealed(1, text, "").segment() is None


def test_an_item_whose_key_is_no_number_is_segment_0_which_no_chain_has() -> None:
    assert Sealed.of({"pk": "chain#no-guild", "sk": "seven", "segment": "{}", "signature": "c2ln"}).number == 0


def test_the_first_segment_has_number_1_and_no_predecessor() -> None:
    first = draft(GUILD, None, [ENTRY], NOON)
    assert (first.number, first.previous) == (1, FIRST_LINK)


def test_the_next_segment_names_the_link_of_the_head() -> None:
    head = sealed(7)
    made = draft(GUILD, head, [ENTRY], NOON + timedelta(seconds=1))
    assert (made.number, made.previous, made.sealed_at) == (8, head.link, NOON + timedelta(seconds=1))


def test_time_never_goes_back_along_a_chain() -> None:
    assert draft(GUILD, sealed(7), [ENTRY], NOON - timedelta(seconds=1)).sealed_at == NOON


def test_an_unreadable_head_is_followed_too_so_that_sealing_goes_on() -> None:
    head = Sealed(7, "nothing that anybody could read", "c2ln")
    assert draft(GUILD, head, [ENTRY], NOON).previous == head.link


def test_a_segment_stays_within_an_item() -> None:
    many = [ENTRY._replace(key=f"{ENTRY.key}{number}") for number in range(MOST_ENTRIES + 1)]
    made = draft(GUILD, None, many, NOON)
    assert len(made.entries) == MOST_ENTRIES
    assert len(made.text()) < 250_000


def test_a_copy_tells_which_segment_it_is_of_and_not_what_was_sealed() -> None:
    copy = json.loads(copy_of(sealed(7), GUILD))
    assert (copy["number"], copy["guild_id"], copy["digest"]) == (7, GUILD, sealed(7).digest)
    assert "entries" not in copy
