"""The blocks of a message that is laid out: text, pictures, files, lines and buttons that open pages, in frames or not.

Only what is shown and what opens a page: a button or a menu that does something would need somebody who answers its
press, and nobody would. Texts of a layout notify nobody.
Source: https://docs.discord.com/developers/components/reference
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.discord.splitting import units
from guildhall.operations.buttons import ROW, LinkButton
from guildhall.operations.embedding import Colour
from guildhall.operations.parts import Part, Picture

TEXT, SECTION, THUMBNAIL, GALLERY, FILE, LINE, FRAME = 10, 9, 11, 12, 13, 14, 17
MOST_TEXT, _MOST_TEXTS, _MOST_PICTURES = 4000, 3, 10
_ATTACHED = "attachment://"
_SMALL, _LARGE = 1, 2

Text = Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]


class TextBlock(Part):
    """A paragraph in Markdown."""

    kind: Literal["text"]
    text: Text

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The block as Discord takes it."""
        return {"type": TEXT, "content": self.text}


class Shot(Part):
    """A picture."""

    url: Picture
    description: Annotated[str | None, Field(min_length=1, max_length=256, description="For who cannot see it.")] = None
    spoiler: bool = False

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The picture as Discord takes it."""
        own: dict[str, JsonValue] = {"media": {"url": self.url}, "spoiler": self.spoiler}
        return own | ({"description": self.description} if self.description else {})


class SectionBlock(Part):
    """Up to three paragraphs with a picture or a button beside them."""

    kind: Literal["section"]
    texts: Annotated[tuple[Text, ...], Field(min_length=1, max_length=_MOST_TEXTS)]
    picture: Shot | None = None
    button: LinkButton | None = None

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The block as Discord takes it."""
        texts: list[JsonValue] = [{"type": TEXT, "content": text} for text in self.texts]
        beside = {"type": THUMBNAIL, **self.picture.wire} if self.picture else self.button.wire if self.button else {}
        return {"type": SECTION, "components": texts, "accessory": beside}

    @model_validator(mode="after")
    def _has_one_thing_beside(self) -> Self:
        if (self.picture is None) == (self.button is None):
            raise ValueError("beside a section stands either a picture or a button")
        return self


class GalleryBlock(Part):
    """Up to ten pictures side by side."""

    kind: Literal["gallery"]
    pictures: Annotated[tuple[Shot, ...], Field(min_length=1, max_length=_MOST_PICTURES)]

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The block as Discord takes it."""
        return {"type": GALLERY, "items": [picture.wire for picture in self.pictures]}


class FileBlock(Part):
    """A file that goes with the message, by its name."""

    kind: Literal["file"]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    spoiler: bool = False

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The block as Discord takes it."""
        return {"type": FILE, "file": {"url": f"{_ATTACHED}{self.name}"}, "spoiler": self.spoiler}


class LineBlock(Part):
    """Room between blocks, with a line through it or without."""

    kind: Literal["line"]
    visible: bool = True
    large: bool = False

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The block as Discord takes it."""
        return {"type": LINE, "divider": self.visible, "spacing": _LARGE if self.large else _SMALL}


class ButtonsBlock(Part):
    """Up to five buttons that open pages."""

    kind: Literal["buttons"]
    buttons: Annotated[tuple[LinkButton, ...], Field(min_length=1, max_length=limits.BUTTONS_PER_ROW_COUNT)]

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The block as Discord takes it."""
        return {"type": ROW, "components": [button.wire for button in self.buttons]}


def _known(given: object) -> object:
    """Refuse a kind that is none in words that do not quote it."""
    if isinstance(given, dict) and given.get("kind") not in _KINDS:
        raise ValueError(f"a block's kind is one of {', '.join(_KINDS)}, and within a frame there is no frame")
    return given


_KINDS = ("text", "section", "gallery", "file", "line", "buttons", "frame")
Inner = Annotated[
    TextBlock | SectionBlock | GalleryBlock | FileBlock | LineBlock | ButtonsBlock,
    Field(discriminator="kind"),
    BeforeValidator(_known),
]


class FrameBlock(Part):
    """Blocks in a frame with a coloured edge."""

    kind: Literal["frame"]
    blocks: Annotated[tuple[Inner, ...], Field(min_length=1, max_length=limits.COMPONENTS_V2_COUNT)]
    colour: Colour | None = None
    spoiler: bool = False

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The block as Discord takes it."""
        own: dict[str, JsonValue] = {"type": FRAME, "components": [block.wire for block in self.blocks]}
        colour: dict[str, JsonValue] = {"accent_color": int(self.colour[1:], 16)} if self.colour else {}
        return {**own, **colour, "spoiler": self.spoiler}


type AnyInner = TextBlock | SectionBlock | GalleryBlock | FileBlock | LineBlock | ButtonsBlock
type AnyBlock = AnyInner | FrameBlock
Block = Annotated[
    TextBlock | SectionBlock | GalleryBlock | FileBlock | LineBlock | ButtonsBlock | FrameBlock,
    Field(discriminator="kind"),
    BeforeValidator(_known),
]
Blocks = Annotated[
    tuple[Block, ...],
    Field(
        min_length=1,
        max_length=limits.COMPONENTS_V2_COUNT,
        description="From top to bottom; 40 parts and 4000 characters of text in all.",
    ),
]


def require_room(blocks: Sequence[AnyBlock]) -> None:
    """Raise ValueError where a layout has more parts, or more text, than Discord takes."""
    parts, text = sum(map(_parts, blocks)), sum(units(text) for block in flat(blocks) for text in _texts(block))
    if parts > limits.COMPONENTS_V2_COUNT:
        raise ValueError(f"the layout has {parts} parts, Discord takes {limits.COMPONENTS_V2_COUNT}")
    if text > MOST_TEXT:
        raise ValueError(f"the layout's texts have {text} characters in all, Discord takes {MOST_TEXT}")


def flat(blocks: Iterable[AnyBlock]) -> Iterator[AnyInner]:
    """Yield the blocks that are no frames, those in frames included."""
    for block in blocks:
        if isinstance(block, FrameBlock):
            yield from block.blocks
        else:
            yield block


def shown_files(blocks: Iterable[AnyBlock]) -> set[str]:
    """Return the names of the message's own files that some block shows."""
    found: set[str] = set()
    for block in flat(blocks):
        if isinstance(block, FileBlock):
            found.add(block.name)
        pictures = block.pictures if isinstance(block, GalleryBlock) else ()
        beside = (block.picture,) if isinstance(block, SectionBlock) and block.picture else ()
        urls = (picture.url for picture in (*pictures, *beside))
        found |= {url.removeprefix(_ATTACHED) for url in urls if url.startswith(_ATTACHED)}
    return found


def in_short(block: AnyBlock) -> JsonValue:
    """Return a block as a preview shows it."""
    if isinstance(block, FrameBlock):
        return " | ".join(["[frame]", *(str(in_short(each)) for each in block.blocks)])
    match block:
        case TextBlock():
            return block.text
        case SectionBlock():
            beside = block.picture.url if block.picture else block.button.shown if block.button else ""
            return " / ".join([*block.texts, f"[{beside}]"])
        case GalleryBlock():
            return "[pictures] " + ", ".join(picture.url for picture in block.pictures)
        case FileBlock():
            return f"[file] {block.name}"
        case ButtonsBlock():
            return "[buttons] " + ", ".join(button.shown for button in block.buttons)
        case _:
            return "[line]"


def _texts(block: AnyInner) -> Iterator[str]:
    if isinstance(block, TextBlock):
        yield block.text
    if isinstance(block, SectionBlock):
        yield from block.texts


def _parts(block: AnyBlock) -> int:
    match block:
        case FrameBlock():
            return 1 + sum(map(_parts, block.blocks))
        case SectionBlock():
            return 2 + len(block.texts)
        case ButtonsBlock():
            return 1 + len(block.buttons)
        case _:
            return 1
