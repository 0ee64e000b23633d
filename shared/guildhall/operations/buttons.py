"""Buttons that open a web page. One that does something would need somebody who answers its press, and nobody would."""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord import limits
from guildhall.operations.emojis import Emoji, wire_emoji, written
from guildhall.operations.parts import Address, Part, given_again

ROW, BUTTON = 1, 2
_LINK = 5
_ADDRESS_CHARACTERS = 512


class LinkButton(Part):
    """A button that opens a page."""

    label: Annotated[str, Field(min_length=1, max_length=limits.BUTTON_LABEL)]
    url: Annotated[Address, Field(max_length=_ADDRESS_CHARACTERS)]
    emoji: Emoji | None = None

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The button as Discord takes it."""
        own: dict[str, JsonValue] = {"type": BUTTON, "style": _LINK, "label": self.label, "url": self.url}
        return own | ({"emoji": wire_emoji(self.emoji)} if self.emoji else {})

    @property
    def shown(self) -> str:
        """The button as a preview shows it: what it says, and where it leads."""
        return f"{self.label}: {self.url}"


Buttons = Annotated[
    tuple[LinkButton, ...],
    Field(
        max_length=limits.BUTTONS_PER_ROW_COUNT * limits.ACTION_ROWS_COUNT,
        description="Buttons below it that open a page, five in a row; none that does something.",
    ),
]


def rows(buttons: Sequence[LinkButton]) -> list[JsonValue]:
    """Return buttons in rows, as Discord takes them below a message."""
    found = batched(buttons, limits.BUTTONS_PER_ROW_COUNT, strict=False)
    return [{"type": ROW, "components": [button.wire for button in row]} for row in found]


def walk(components: JsonValue) -> Iterator[dict[str, JsonValue]]:
    """Yield every component of a message, however deep it lies."""
    for each in components if isinstance(components, list) else []:
        if isinstance(each, dict):
            yield each
            yield from walk(each.get("components"))
            yield from walk([each.get("accessory")])


def made(components: JsonValue) -> list[LinkButton]:
    """Return the link buttons of a message as they would be given."""
    found = (each for each in walk(components) if each.get("type") == BUTTON and each.get("url"))
    told = ({"label": each.get("label") or "…", "url": each["url"], "emoji": each.get("emoji")} for each in found)
    return given_again(LinkButton, ({**each, "emoji": written(each["emoji"]) or None} for each in told))


def can_be_pressed(components: JsonValue) -> bool:
    """Return whether something in a message waits for a press that is answered by whoever sent it."""
    return any(each.get("custom_id") for each in walk(components))
