"""What a message carries: embeds, link buttons, blocks and emojis as they are given, limited, sent and read back."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from guildhall.operations import blocks, buttons, embedding
from guildhall.operations.blocks import Blocks
from guildhall.operations.blocks_read import blocks_of, given_of, shown_of
from guildhall.operations.buttons import LinkButton
from guildhall.operations.embedding import EmbedGiven
from guildhall.operations.emojis import is_emoji, wire_emoji, written

WHOLE: dict[str, Any] = {
    "title": "Rules",
    "description": "Be kind",
    "url": "https://example.com/rules",
    "colour": "#000000",
    "timestamp": "2026-11-20T12:00:00Z",
    "author": "The team",
    "author_url": "https://example.com/team",
    "author_icon_url": "https://example.com/team.png",
    "footer": "Today",
    "footer_icon_url": "attachment://foot_1.png",
    "image_url": "https://example.com/image.png",
    "thumbnail_url": "https://example.com/thumb.png",
    "fields": [{"name": "One", "value": "Listen", "inline": True}],
}


def test_an_embed_is_read_back_as_it_was_given() -> None:
    given = EmbedGiven.model_validate(WHOLE)
    wire = given.wire
    assert (wire["color"], wire["footer"]) == (0, {"text": "Today", "icon_url": "attachment://foot_1.png"})
    assert embedding.made([{**wire, "type": "rich"}]) == [given]


def test_a_links_own_preview_is_no_embed_of_the_sender() -> None:
    assert embedding.made([{"type": "article", "title": "A page"}]) == []


def test_what_discord_tells_and_nobody_could_give_is_left_out() -> None:
    assert embedding.made([{"type": "rich"}, {"title": "x" * 300}, {"title": "ok"}, 7]) == [EmbedGiven(title="ok")]
    assert buttons.made([{"type": 1, "components": [{"type": 2, "label": "x", "url": "ftp://example.com"}]}]) == []
    assert blocks_of([{"type": 10, "content": ""}, {"type": 99}, None]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"colour": "#00ff7f", "timestamp": "2026-11-20T12:00:00Z"},
        {"description": "x", "author_url": "https://example.com"},
        {"description": "x", "footer_icon_url": "https://example.com/x.png"},
        {"title": "x" * 257},
        {"description": "x" * 4097},
        {"title": "x", "fields": [{"name": "a", "value": "b"}] * 26},
        {"title": "x", "fields": [{"name": "", "value": "b"}]},
        {"title": "x", "url": "javascript:alert(1)"},
        {"title": "x", "url": "https://someone:secret@example.com/"},
        {"title": "x", "url": "https://example.com/ and more"},
        {"title": "x", "image_url": "attachment://../x.png"},
        {"title": "x", "image_url": "attachment://"},
        {"title": "x", "url": "attachment://x.png"},
    ],
)
def test_an_embed_that_discord_would_refuse_or_that_shows_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EmbedGiven.model_validate(wrong)


def test_embeds_have_room_for_6000_characters_in_all_as_utf_16_counts() -> None:
    halves = [EmbedGiven(description="x" * 3000)] * 2
    embedding.require_room(halves)
    with pytest.raises(ValueError, match="6002 characters"):
        embedding.require_room([*halves, EmbedGiven(title="🦉")])


def test_buttons_stand_in_rows_of_five() -> None:
    given = [LinkButton(label=str(number), url="https://example.com") for number in range(7)]
    found: Any = buttons.rows(given)
    assert [len(row["components"]) for row in found] == [5, 2]
    assert buttons.made(found) == given
    assert not buttons.can_be_pressed(found)
    assert buttons.can_be_pressed([{"type": 17, "components": [{"type": 9, "accessory": {"custom_id": "go"}}]}])


LAYOUT: list[dict[str, Any]] = [
    {"kind": "text", "text": "# News"},
    {"kind": "section", "texts": ["one", "two"], "picture": {"url": "https://example.com/a.png", "spoiler": True}},
    {"kind": "line", "visible": False, "large": True},
    {
        "kind": "frame",
        "colour": "#0000ff",
        "blocks": [
            {"kind": "gallery", "pictures": [{"url": "attachment://b.png", "description": "b"}]},
            {"kind": "file", "name": "c.txt"},
            {"kind": "section", "texts": ["three"], "button": {"label": "Go", "url": "https://example.com"}},
            {"kind": "buttons", "buttons": [{"label": "Home", "url": "https://example.com", "emoji": "🏠"}]},
        ],
    },
]


def laid_out(given: list[dict[str, Any]]) -> Any:
    return TypeAdapter(Blocks).validate_python(given)


def test_a_layout_is_read_back_as_it_was_given() -> None:
    layout = laid_out(LAYOUT)
    wire = [block.wire for block in layout]
    assert tuple(blocks_of(wire)) == layout
    assert laid_out(given_of(wire)) == layout  # type: ignore[arg-type] # arguments are plain JSON
    assert blocks.shown_files(layout) == {"b.png", "c.txt"}
    assert [str(each).splitlines()[0] for each in shown_of(wire)] == [
        "# News",
        "one / two / [https://example.com/a.png]",
        "[line]",
        "[frame] | [pictures] attachment://b.png | [file] c.txt | three / [Go: https://example.com]"
        " | [buttons] Home: https://example.com",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [{"kind": "menu", "options": []}],
        [{"kind": "text", "text": ""}],
        [{"kind": "section", "texts": ["x"]}],
        [{"kind": "section", "texts": ["x"] * 4, "button": LAYOUT[3]["blocks"][2]["button"]}],
        [{"kind": "frame", "blocks": [{"kind": "frame", "blocks": LAYOUT[:1]}]}],
        [{"kind": "buttons", "buttons": [{"label": "x", "url": "https://example.com"}] * 6}],
        [{"kind": "buttons", "buttons": [{"label": "x", "custom_id": "go"}]}],
    ],
)
def test_a_layout_that_discord_would_refuse_or_that_could_be_pressed_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        laid_out(wrong)


def test_a_layout_has_40_parts_and_4000_characters_in_all() -> None:
    blocks.require_room(laid_out([{"kind": "text", "text": "x" * 100}] * 40))
    with pytest.raises(ValueError, match="41 parts"):
        blocks.require_room(laid_out([{"kind": "frame", "blocks": [{"kind": "line"}] * 40}]))
    with pytest.raises(ValueError, match="4001 characters"):
        blocks.require_room(laid_out([{"kind": "text", "text": "x" * 4000}, {"kind": "text", "text": "x"}]))


@pytest.mark.parametrize(
    "text", ["👍", "👩‍🚀", "🇪🇺", "1️⃣", "❤️", "<:wave:41771983423143937>", "<a:wave:41771983423143937>"]
)
def test_an_emoji_is_told_from_a_word(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize("text", ["", "a", "1", "Äpfel", "#", "yes👍", "<:wave:>", "日本", "…"])
def test_a_word_is_no_emoji(text: str) -> None:
    assert not is_emoji(text)


def test_a_custom_emoji_is_sent_by_its_id_and_written_as_it_was() -> None:
    assert wire_emoji("<a:wave:41>") == {"id": "41", "name": "wave"}
    assert wire_emoji("👍") == {"name": "👍"}
    assert written({"id": "41", "name": "wave", "animated": True}) == "<a:wave:41>"
    assert (written({"id": None, "name": "👍"}), written(None)) == ("👍", "")
