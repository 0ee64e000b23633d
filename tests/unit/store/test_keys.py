"""Keys: none meets another, and none is beyond what DynamoDB takes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.clock import new_id
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import InvalidArguments
from guildhall.store import keys
from guildhall.store.table import Key

any_text = st.text(max_size=1200) | st.text(st.characters(categories=["Cs", "Cc"]))
snowflakes = st.integers(1, 2**64 - 1).map(str)


def keys_of(text: str) -> list[Key]:
    user_id = UserId("80351110224678912")
    return [
        keys.api_key(text),
        keys.result(user_id, text),
        keys.confirmation(text),
        keys.plan(text),
        keys.claim(text),
        keys.turn(text),
        keys.turn_job(text),
        keys.turn_message(text, 3),
        keys.counter(text, 1_795_176_000),
    ]


@given(any_text)
def test_any_text_makes_keys_that_dynamodb_takes(text: str) -> None:
    for key in keys_of(text):
        assert 1 <= len(key.pk.encode()) <= 2048
        assert 1 <= len(key.sk.encode()) <= 1024


@given(any_text, any_text)
def test_different_texts_make_different_keys(first: str, second: str) -> None:
    made = keys_of(first) + (keys_of(second) if first != second else [])
    assert len(set(made)) == len(made)


@given(snowflakes, snowflakes)
def test_guilds_channels_and_people_do_not_meet(first: str, second: str) -> None:
    made = [
        keys.installation(GuildId(first)),
        keys.listed_installation(GuildId(first)),
        keys.guild_policy(GuildId(first)),
        keys.audit_key(GuildId(first)),
        keys.membership(GuildId(first), UserId(second)),
        keys.channel_policy(GuildId(first), ChannelId(second)),
        keys.chat_channel(GuildId(first), ChannelId(second)),
        keys.audit_month_marker(GuildId(first), "2026-11"),
    ]
    assert len(set(made)) == len(made)
    if first != second:
        assert keys.installation(GuildId(first)) != keys.installation(GuildId(second))


@given(snowflakes, snowflakes)
def test_sort_keys_of_snowflakes_are_in_number_order(first: str, second: str) -> None:
    made = [keys.listed_installation(GuildId(one)).sk for one in (first, second)]
    assert (made[0] < made[1]) is (int(first) < int(second))


@given(st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_an_audit_id_tells_its_month(moment: datetime) -> None:
    assert keys.month_of(new_id(moment)) == f"{moment.year:04}-{moment.month:02}"


@pytest.mark.parametrize(
    "text", ["", "0" * 25, "0" * 27, "8" + "0" * 25, "7" + "z" * 25, "u" + "0" * 25, "0" * 25 + "\n"]
)
def test_what_is_no_audit_id_has_no_month(text: str) -> None:
    with pytest.raises(InvalidArguments):
        keys.month_of(text)


def test_windows_of_one_counter_are_in_time_order() -> None:
    assert keys.counter("a", 60).sk < keys.counter("a", 1_795_176_000).sk


def test_an_audit_records_sort_key_gives_its_id_back() -> None:
    audit_id = new_id()
    assert keys.audit_id_of(Key("p", keys.audit_prefix(audit_id) + "1-intent").item()) == audit_id
