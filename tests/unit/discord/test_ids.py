import pytest
from pydantic import BaseModel, ValidationError

from guildhall.discord.ids import (
    ApplicationId,
    ChannelId,
    CommandId,
    EmojiId,
    EventId,
    GuildId,
    InteractionId,
    MessageId,
    RoleId,
    Snowflake,
    UserId,
)

LINK = "https://discord.com/channels/1/41771983423143937/1035"


class Asked(BaseModel):
    channel_id: ChannelId


@pytest.mark.parametrize(
    ("kind", "told", "expected"),
    [
        (ChannelId, "41771983423143937", "41771983423143937"),
        (ChannelId, " <#41771983423143937> ", "41771983423143937"),
        (ChannelId, LINK, "41771983423143937"),
        (ChannelId, "https://canary.discordapp.com/channels/@me/5/6/", "5"),
        (MessageId, LINK, "1035"),
        (MessageId, f"<{LINK}>", "1035"),
        (GuildId, LINK, "1"),
        (UserId, "<@5>", "5"),
        (UserId, "<@!5>", "5"),
        (RoleId, "<@&5>", "5"),
        (Snowflake, str((1 << 64) - 1), str((1 << 64) - 1)),
    ],
)
def test_ids_mentions_and_links_are_read(kind: type[Snowflake], told: str, expected: str) -> None:
    found = kind.parse(told)
    assert found == expected
    assert type(found) is kind


@pytest.mark.parametrize(
    "told", [5, True, None, 5.0, "", "abc", "0", "05", "\u0661", str(1 << 64), "<@&5>", "-5", "<#5> x"]
)
def test_what_is_no_channel_is_refused(told: object) -> None:
    with pytest.raises(ValueError, match="channel"):
        ChannelId.parse(told)


@pytest.mark.parametrize(
    ("kind", "told"),
    [(GuildId, "https://discord.com/channels/@me/5"), (MessageId, "https://discord.com/channels/1/5"), (UserId, LINK)],
)
def test_a_link_that_names_none_of_the_kind_is_refused(kind: type[Snowflake], told: str) -> None:
    with pytest.raises(ValueError, match="names no"):
        kind.parse(told)


@pytest.mark.parametrize("digits", ["0", "05", "00000000000000000005", str(1 << 64), "9" * 400])
@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (UserId, "<@{}>"),
        (UserId, "<@!{}>"),
        (RoleId, "<@&{}>"),
        (ChannelId, "<#{}>"),
        (EmojiId, "<:wave:{}>"),
        (EventId, "https://discord.com/events/1/{}"),
        (CommandId, "</help:{}>"),
        (GuildId, "https://discord.com/channels/{}/5/6"),
        (ChannelId, "https://discord.com/channels/1/{}/6"),
        (MessageId, "https://discord.com/channels/1/5/{}"),
    ],
)
def test_a_mention_or_a_link_names_an_id_in_its_one_form_or_none(kind: type[Snowflake], form: str, digits: str) -> None:
    with pytest.raises(ValueError, match=kind.kind):
        kind.parse(form.format(digits))


def test_pydantic_takes_ids_in_and_gives_strings_out() -> None:
    assert Asked.model_validate({"channel_id": "<#5>"}).model_dump_json() == '{"channel_id":"5"}'
    with pytest.raises(ValidationError, match="would lose its last digits"):
        Asked.model_validate({"channel_id": 5})


def test_a_client_is_told_what_an_id_is() -> None:
    told = Asked.model_json_schema()["properties"]["channel_id"]
    assert (told["type"], told["format"]) == ("string", "channel-id")
    assert "mention or link" in told["description"]


@pytest.mark.parametrize("kind", [ApplicationId, InteractionId])
def test_some_ids_have_neither_mention_nor_link(kind: type[Snowflake]) -> None:
    with pytest.raises(ValueError, match=r"give an id$"):
        kind.parse("<#5>")
