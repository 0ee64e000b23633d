"""Results, previews and messages: within Discord's limits, other people's words harmless, names before ids."""

import json
import re
from datetime import datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from guildhall.surfaces.interactions import markup
from guildhall.surfaces.interactions.messages import MAX_PAGES, PAGE, Body, Paper, Tone, paginate
from guildhall.surfaces.interactions.phrases import cut, plural, words
from guildhall.surfaces.interactions.values import Place, blocks
from tests.fakes.clock import NOON
from tests.unit.surfaces.interactions.support import CHANNEL, GUILD, USER

PLACE = Place(GuildId(GUILD), ChannelId(CHANNEL))
EVIL = st.sampled_from(
    ["@everyone", "@here", "<@1>", "<@&2>", "```", "`", "**", "\n", "[x](https://a.example)", "~~", "\u200b", "# "]
)
WORDS = st.lists(EVIL | st.text(max_size=30), max_size=12).map("".join)
PING = re.compile(r"@(everyone|here|[!&]?\d)")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=30,
)


def lengths(body: Body) -> dict[str, int]:
    embeds: Any = body["embeds"]
    (embed,) = embeds
    assert set(embed) <= {"color", "title", "description", "footer"}
    found = {name: len(embed[name]) for name in ("title", "description")} | {
        "footer": len(embed.get("footer", {}).get("text", ""))
    }
    return found | {"total": sum(found.values())}


def within_limits(messages: list[Body]) -> None:
    assert 1 <= len(messages) <= MAX_PAGES
    for body in messages:
        size = lengths(body)
        assert 1 <= size["description"] <= limits.EMBED_DESCRIPTION
        assert size["title"] <= limits.EMBED_TITLE
        assert size["footer"] <= limits.EMBED_FOOTER
        assert size["total"] <= limits.EMBED_TOTAL
        assert body["allowed_mentions"] == {"parse": []}


def text_of(messages: list[Body]) -> str:
    return json.dumps(messages, ensure_ascii=False)


@settings(deadline=None)
@given(result=st.dictionaries(WORDS, JSON, max_size=8))
def test_no_result_breaks_a_limit_a_fence_or_pings_anybody(result: dict[str, Any]) -> None:
    messages = Paper(Tone.READ, "/x", tuple(blocks(result, PLACE))).messages()
    within_limits(messages)
    for body in messages:
        embed: Any = body["embeds"]
        assert embed[0]["description"].count("```") % 2 == 0
    assert not re.search(r"@(everyone|here)", text_of(messages))


@settings(deadline=None)
@given(title=WORDS, footer=WORDS, texts=st.lists(WORDS | st.text(min_size=3000, max_size=5000), max_size=6))
def test_no_text_is_too_long_for_a_message(title: str, footer: str, texts: list[str]) -> None:
    within_limits(Paper(Tone.DONE, title, tuple(map(markup.plain, texts)), footer).messages())


@settings(deadline=None)
@given(text=WORDS)
def test_other_people_s_words_stay_words(text: str) -> None:
    for shown in (markup.plain(text), markup.plain(text, 20), markup.code(text), markup.block(text)):
        assert not PING.search(shown)
    assert "\n" not in markup.plain(text)
    assert markup.block(text).count("```") == 2
    assert markup.code(text).count("`") == 2


def test_what_does_not_fit_on_the_pages_is_counted() -> None:
    lines = [f"- line {number} " + "x" * 100 for number in range(500)]
    pages = paginate(lines)
    assert len(pages) == MAX_PAGES
    shown = sum(page.count("- line") for page in pages)
    assert f"and {500 - shown} more" in pages[-1]
    assert "page" not in pages[0]


def test_full_pages_have_room_for_the_notice() -> None:
    within_limits(Paper(Tone.READ, "/x", ("x" * PAGE,) * (MAX_PAGES + 1)).messages())


def test_pages_are_numbered_and_only_the_last_one_has_buttons() -> None:
    row: dict[str, Any] = {"type": 1, "components": []}
    first, second = Paper(Tone.READ, "/x", ("a" * 3900, "b" * 3900), "Audit 1", (row,)).messages()
    assert first["embeds"][0]["footer"]["text"] == "Audit 1 · Page 1 of 2"  # type: ignore[index, call-overload]  # JSON
    assert (first["components"], second["components"]) == ([], [row])


def test_nothing_is_said_to_be_nothing() -> None:
    assert paginate([]) == ["Nothing to show."]


class Kind(StrEnum):
    TEXT = "text"


class Channel(BaseModel):
    channel_id: ChannelId
    name: str
    kind: Kind
    topic: str | None = None
    category_id: ChannelId | None = None
    position: int = 0
    age_restricted: bool = False


class Message(BaseModel):
    message_id: MessageId
    author_id: UserId
    author_name: str
    sent_at: datetime
    content: str
    attachments: list[str] = []


class Member(BaseModel):
    user_id: UserId
    display_name: str
    role_ids: list[RoleId] = []
    role_names: list[str] = []


class Everything(BaseModel):
    channels: list[Channel] = []
    messages: list[Message] = []
    members: list[Member] = []
    guild_id: GuildId | None = None
    user_id: UserId | None = None
    role_ids: list[RoleId] | None = None
    at: datetime | None = None
    changed: bool | None = None
    kind: Kind | None = None
    tags: frozenset[str] | None = None
    nested: Member | None = None
    next_before: str | None = None


def shown(**fields: Any) -> str:
    everything = Everything(**fields)
    given_only = {name: getattr(everything, name) for name in fields}
    return "\n".join(blocks(given_only, PLACE))


def test_channels_are_listed_by_name_with_a_link() -> None:
    listed = shown(
        channels=[
            Channel(
                channel_id=ChannelId("5"), name="general", kind=Kind.TEXT, topic="All *things*", age_restricted=True
            )
        ]
    )
    assert listed == (
        "**Channels: 1**\n"
        f"- [#general](https://discord.com/channels/{GUILD}/5) · text · age restricted\n"
        "> All \\*things\\*"
    )


def test_a_channel_in_a_category_mentions_the_category() -> None:
    listed = shown(channels=[Channel(channel_id=ChannelId("5"), name="x", kind=Kind.TEXT, category_id=ChannelId("9"))])
    assert "category <#9>" in listed


def test_messages_are_listed_by_author_and_time_with_what_they_say() -> None:
    said = Message(
        message_id=MessageId("7"),
        author_id=UserId("8"),
        author_name="Ada",
        sent_at=NOON,
        content="hi @everyone",
        attachments=["a.png"],
    )
    listed = shown(messages=[said])
    assert f"- **Ada** [message](https://discord.com/channels/{GUILD}/{CHANNEL}/7) · author <@8>" in listed
    assert f"<t:{int(NOON.timestamp())}:f>" in listed
    assert "attachments a.png" in listed
    assert "> hi @\u200beveryone" in listed


def test_a_message_from_an_unknown_channel_has_no_link() -> None:
    said = Message(message_id=MessageId("7"), author_id=UserId("8"), author_name="Ada", sent_at=NOON, content="")
    assert "- **Ada** `7`" in "\n".join(blocks(Everything(messages=[said]), Place(None, None)))


def test_names_are_shown_instead_of_the_ids_beside_them() -> None:
    listed = shown(
        members=[Member(user_id=UserId("8"), display_name="Ada", role_ids=[RoleId("1")], role_names=["mods"])]
    )
    assert "- **Ada** <@8> · role names mods" in listed
    assert "<@&1>" not in listed


def test_single_values_are_told_in_words() -> None:
    told = shown(
        guild_id=GUILD, user_id=USER, role_ids=["1", "2"], at=NOON, changed=False, kind="text", tags={"b", "a"}
    )
    assert told.splitlines() == [
        f"**User:** <@{USER}>",
        "**Roles:** <@&1>, <@&2>",
        f"**At:** <t:{int(NOON.timestamp())}:f>",
        "**Changed:** no",
        "**Kind:** text",
        "**Tags:** a, b",
    ]


def test_nothing_is_left_out_of_an_empty_list_but_its_things() -> None:
    assert shown(channels=[]) == "No channels."


def test_the_empty_lists_of_a_longer_answer_are_told_as_its_other_values() -> None:
    assert shown(at=NOON, channels=[]) == f"**At:** <t:{int(NOON.timestamp())}:f>\n**Channels:** none"


def test_a_small_model_within_is_a_line_and_one_with_parts_is_json() -> None:
    assert shown(nested={"user_id": "8", "display_name": "Ada"}) == "**Nested:** user <@8> · Ada"
    parts = Everything(nested=Member(user_id=UserId("8"), display_name="Ada", role_ids=[], role_names=["mods"]))
    assert "\n".join(blocks({"parts": parts}, PLACE)).startswith("**Parts:**\n```json\n")


def test_links_into_discord_stay_links_and_others_do_not() -> None:
    link = f"https://discord.com/channels/{GUILD}/{CHANNEL}/7"
    assert "\n".join(blocks({"link": link}, PLACE)) == f"**Link:** {link}"
    assert "https://" not in "\n".join(blocks({"link": f"{link}?x"}, PLACE))


def test_how_to_go_on_is_told() -> None:
    assert shown(next_before="123") == "There is more: go on with `before:123`."
    assert shown(next_before=None) == ""


def test_long_lists_in_a_value_are_counted() -> None:
    assert "and 8 more" in "\n".join(blocks({"names": [str(number) for number in range(20)]}, PLACE))


def test_untyped_records_are_read_by_their_keys() -> None:
    record = {
        "audit_id": "01",
        "operation": "message.send",
        "user_id": USER,
        "channel_id": CHANNEL,
        "guild_id": GUILD,
        "at": NOON.isoformat(),
        "trail": [{"step": "x"}],
    }
    listed = "\n".join(blocks({"records": [record]}, PLACE))
    assert "**message.send**" in listed
    assert f"<@{USER}>" in listed
    assert f"<#{CHANNEL}>" in listed
    assert f"<t:{int(NOON.timestamp())}:f>" in listed
    assert "trail" not in listed


@pytest.mark.parametrize("record", [{"user_id": "nobody"}, {"created_at": "soon"}, {"user_id": 5}])
def test_a_key_that_lies_is_shown_as_it_is(record: dict[str, Any]) -> None:
    assert str(next(iter(record.values()))) in "\n".join(blocks({"records": [record]}, PLACE))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("slowmode_s", "Slowmode (seconds)"),
        ("message_ids", "Messages"),
        ("channel_id", "Channel"),
        ("size_bytes", "Size (bytes)"),
        ("id", "Id"),
        ("s", "S"),
        ("age_restricted", "Age restricted"),
    ],
)
def test_names_of_fields_are_read_as_words(name: str, told: str) -> None:
    assert words(name) == told


def test_cut_ends_at_a_word() -> None:
    assert cut("one two three", 9) == "one two…"
    assert cut("one two", 9) == "one two"


def test_plural_counts() -> None:
    assert (plural(1, "target"), plural(2, "target")) == ("1 target", "2 targets")
