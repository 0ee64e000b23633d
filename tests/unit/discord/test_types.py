from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel, ChannelType, Overwrite
from guildhall.discord.types.guild import Guild, Member, Role, User
from guildhall.discord.types.message import Message
from guildhall.discord.types.parts import Attachment, Embed
from tests.fakes import discord_api as api

CANARY = "canary-text-of-a-person"


def test_unknown_fields_and_nulls_are_taken_calmly() -> None:
    found = Channel.model_validate(
        {"id": "5", "type": 0, "name": None, "topic": None, "permission_overwrites": None, "new": {"a": 1}}
    )
    assert (found.name, found.topic, found.permission_overwrites) == ("", None, ())


def test_a_channel_type_that_we_do_not_know_is_kept() -> None:
    found = Channel.model_validate({"id": "5", "type": 99})
    assert (int(found.type), found.type.name) == (99, "UNKNOWN_99")
    assert not found.is_thread
    assert not found.type.is_voice


def test_a_channel_without_a_type_is_refused_because_it_could_be_a_thread() -> None:
    with pytest.raises(ValidationError):
        Channel.model_validate({"id": "5"})
    with pytest.raises(ValidationError):
        Channel.model_validate({"id": "5", "type": "text"})


@pytest.mark.parametrize("number", [10, 11, 12])
def test_threads_are_known(number: int) -> None:
    assert ChannelType(number).is_thread


def test_permissions_come_and_go_as_decimal_strings() -> None:
    found = Role.model_validate({"id": "5", "permissions": "2251799813685248", "tags": {"premium_subscriber": None}})
    assert found.permissions is Permission.PIN_MESSAGES
    assert found.model_dump(mode="json")["permissions"] == "2251799813685248"
    assert Role.model_json_schema()["properties"]["permissions"]["type"] == "string"


def test_an_overwrite_finds_its_target_by_kind() -> None:
    found = api.channel(api.overwrite("5", 0, deny=1024), {"id": "5", "type": "1", "allow": "1024", "deny": "0"})
    by_role, by_member = found.overwrite("5", found.permission_overwrites[0].type), found.permission_overwrites[1]
    assert by_role is not None
    assert by_role.deny is Permission.VIEW_CHANNEL
    assert by_member.allow is Permission.VIEW_CHANNEL
    assert found.overwrite("6", by_member.type) is None
    with pytest.raises(ValidationError):
        Overwrite.model_validate({"id": "5", "type": "role"})


def test_names_are_those_that_people_see() -> None:
    assert User.model_validate({"id": "9", "username": "ada", "global_name": "Ada L."}).display == "Ada L."
    assert User.model_validate({"id": "9", "username": "ada", "global_name": None}).display == "ada"
    assert User.model_validate({"id": "9"}).display == "9"
    assert Member.model_validate({"user": {"id": "9", "username": "ada"}, "nick": "Countess"}).display == "Countess"
    assert Member.model_validate({"user": {"id": "9", "username": "ada"}}).display == "ada"


def test_mentions_are_discords() -> None:
    assert api.member("9").user.mention == "<@9>"
    assert api.guild(api.role("5")).roles[1].mention == "<@&5>"
    assert api.channel().mention == "<#20>"


def test_a_timeout_ends() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    quiet = api.member("9", timeout_until="2026-11-20T00:00:01+00:00")
    assert quiet.timed_out(now)
    assert not quiet.timed_out(now + timedelta(seconds=1))
    assert not api.member("9").timed_out(now)


def test_a_guild_finds_its_roles() -> None:
    found = api.guild(api.role("5"))
    assert found.everyone is not None
    assert found.everyone.name == "@everyone"
    assert found.role("5") is not None
    assert found.role("6") is None
    assert Guild.model_validate({"id": "100", "name": "partial"}).everyone is None


def test_a_message_links_to_itself() -> None:
    found = Message.model_validate(api.message(30))
    assert found.link(GuildId("100")) == "https://discord.com/channels/100/20/30"
    assert found.link() == "https://discord.com/channels/@me/20/30"
    assert found.model_copy(update={"guild_id": GuildId("100")}).link() == "https://discord.com/channels/100/20/30"


def test_what_people_wrote_is_in_no_repr() -> None:
    told = api.message(30, CANARY) | {
        "embeds": [{"title": CANARY, "description": CANARY, "fields": [{"name": CANARY, "value": CANARY}]}],
        "attachments": [{"id": "1", "filename": CANARY, "url": f"https://cdn.test/{CANARY}", "description": CANARY}],
    }
    found = Message.model_validate(told)
    assert found.content == CANARY
    assert isinstance(found.embeds[0], Embed)
    assert isinstance(found.attachments[0], Attachment)
    assert CANARY not in repr(found)


def test_a_failed_reading_does_not_quote_what_was_sent() -> None:
    with pytest.raises(ValidationError) as refused:
        Message.model_validate(api.message(30) | {"timestamp": CANARY})
    assert CANARY not in str(refused.value)


def test_objects_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        api.guild().name = "other"  # type: ignore[misc] # the point of the test


@given(
    st.dictionaries(
        st.sampled_from(sorted(Message.model_fields)), st.none() | st.booleans() | st.text() | st.integers()
    )
)
def test_a_message_is_read_or_refused_but_never_crashes(told: dict[str, object]) -> None:
    with suppress(ValidationError):
        assert Message.model_validate(told).id == told["id"]


def test_something_else_than_an_object_is_refused() -> None:
    with pytest.raises(ValidationError):
        Guild.model_validate([])
