"""Emojis within texts that people type: a plain one, or a custom one as Discord writes it."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue

_CUSTOM = re.compile(r"<(a?):([A-Za-z0-9_~]{1,32}):([0-9]{1,20})>")
_FIRST_PLANE, _SYMBOLS = 0x1F000, range(0x2190, 0x3300)
_JOINERS = frozenset({0x200D, 0xFE0F, 0x20E3})
_KEYS = frozenset("0123456789#*")
_MOST_CHARACTERS = 64


def is_emoji(text: str) -> bool:
    """Return whether a text is one emoji, as far as its characters tell."""
    if _CUSTOM.fullmatch(text):
        return True
    codes = [ord(letter) for letter in text]
    keycap = len(text) > 1 and text[0] in _KEYS and all(code in _JOINERS for code in codes[1:])
    return keycap or (bool(codes) and all(_is_part(code) for code in codes) and codes[0] not in _JOINERS)


def wire_emoji(text: str) -> dict[str, JsonValue]:
    """Return an emoji as Discord takes it inside a message's parts."""
    found = _CUSTOM.fullmatch(text)
    return {"id": found[3], "name": found[2]} if found else {"name": text}


def written(emoji: JsonValue) -> str:
    """Return an emoji of Discord's answer as people write it; empty where there is none."""
    told = emoji if isinstance(emoji, dict) else {}
    name, emoji_id = str(told.get("name") or ""), told.get("id")
    return f"<{'a' if told.get('animated') else ''}:{name or '_'}:{emoji_id}>" if emoji_id else name


def _is_part(code: int) -> bool:
    return code >= _FIRST_PLANE or code in _SYMBOLS or code in _JOINERS


def _one(text: str) -> str:
    if not is_emoji(text):
        raise ValueError("this is no emoji; give one, or a custom one as <:name:id>")
    return text


Emoji = Annotated[
    str,
    Field(max_length=_MOST_CHARACTERS, description="One emoji, or <:name:id>.", examples=["👍"]),
    AfterValidator(_one),
]
