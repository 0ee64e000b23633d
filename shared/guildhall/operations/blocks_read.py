"""A laid-out message's blocks, out of Discord's answer, as they would be given."""

from collections.abc import Callable, Iterator, Mapping

from pydantic import JsonValue

from guildhall.operations import buttons
from guildhall.operations.blocks import FILE, FRAME, GALLERY, LINE, SECTION, TEXT, AnyBlock, Block, in_short
from guildhall.operations.parts import given_again
from guildhall.operations.reversal import fields

type Told = dict[str, JsonValue]


def blocks_of(components: JsonValue) -> list[AnyBlock]:
    """Return the blocks of a message; what we do not lay out is left out."""
    return given_again(Block, _given(components))  # type: ignore[arg-type] # a union of types is a type to pydantic


def given_of(components: JsonValue) -> list[JsonValue]:
    """Return the blocks of a message as arguments."""
    return [block.model_dump(mode="json", exclude_none=True) for block in blocks_of(components)]


def shown_of(components: JsonValue) -> list[JsonValue]:
    """Return the blocks of a message as a preview shows them."""
    return [in_short(block) for block in blocks_of(components)]


def _given(components: JsonValue) -> Iterator[Told]:
    for each in _parts(components):
        read = _READERS.get(_number(each.get("type")))
        if read is not None:
            yield read(each)


def _parts(components: JsonValue) -> list[Told]:
    return [each for each in components if isinstance(each, dict)] if isinstance(components, list) else []


def _text(told: Told) -> Told:
    return {"kind": "text", "text": told.get("content")}


def _section(told: Told) -> Told:
    texts: list[JsonValue] = [each.get("content") for each in _parts(told.get("components"))]
    beside = fields(told.get("accessory"))
    links = buttons.made([beside])
    own: Told = {"button": links[0].model_dump(mode="json")} if links else {"picture": _shot(beside)}
    return {"kind": "section", "texts": texts, **own}


def _shot(told: Told) -> Told:
    own: Told = {"url": fields(told.get("media")).get("url"), "spoiler": bool(told.get("spoiler"))}
    return own | ({"description": told["description"]} if told.get("description") else {})


def _gallery(told: Told) -> Told:
    return {"kind": "gallery", "pictures": [_shot(each) for each in _parts(told.get("items"))]}


def _file(told: Told) -> Told:
    address = str(fields(told.get("file")).get("url") or "")
    name = told.get("name") or address.partition("?")[0].rpartition("/")[2]
    return {"kind": "file", "name": name, "spoiler": bool(told.get("spoiler"))}


def _line(told: Told) -> Told:
    return {"kind": "line", "visible": told.get("divider") is not False, "large": told.get("spacing") == 2}  # noqa: PLR2004


def _row(told: Told) -> Told:
    links: list[JsonValue] = [link.model_dump(mode="json") for link in buttons.made([told])]
    return {"kind": "buttons", "buttons": links}


def _frame(told: Told) -> Told:
    colour, inner = told.get("accent_color"), list(_given(told.get("components")))
    own: Told = {"colour": f"#{colour:06x}"} if isinstance(colour, int) else {}
    return {"kind": "frame", "blocks": [*inner], "spoiler": bool(told.get("spoiler")), **own}


def _number(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0


_READERS: Mapping[int, Callable[[Told], Told]] = {
    TEXT: _text,
    SECTION: _section,
    GALLERY: _gallery,
    FILE: _file,
    LINE: _line,
    buttons.ROW: _row,
    FRAME: _frame,
}
