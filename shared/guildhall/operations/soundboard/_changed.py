"""What of a sound can be changed, and how the change is taken back."""

from enum import StrEnum
from typing import Self

from pydantic import JsonValue, model_validator

from guildhall.operations.body import body_of
from guildhall.operations.emojis import Emoji
from guildhall.operations.model import Model
from guildhall.operations.soundboard._given import SoundName, Volume, emoji_body, emoji_text


class ClearableOfSound(StrEnum):
    """What of a sound can be taken away."""

    EMOJI = "emoji"


class Changed(Model):
    """Adds what is changed; stands before the operation."""

    name: SoundName | None = None
    volume: Volume | None = None
    emoji: Emoji | None = None
    clear: frozenset[ClearableOfSound] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.given():
            raise ValueError("give at least one of name, volume, emoji, clear")
        if self.emoji is not None and self.clear:
            raise ValueError("the emoji cannot be set and cleared at once")
        return self

    def given(self) -> dict[str, JsonValue]:
        """Return the fields that are changed, as they will be."""
        told = emoji_body(self.emoji)
        emoji = emoji_text(told.get("emoji_id"), told.get("emoji_name")) or None
        plain: dict[str, JsonValue] = {"name": self.name, "volume": self.volume, "emoji": emoji}
        gone: dict[str, JsonValue] = {str(name): "" for name in self.clear}
        return {name: value for name, value in plain.items() if value is not None} | gone

    def body(self) -> dict[str, JsonValue]:
        """Return the change as Discord takes it; a sound has one emoji, so that the other kind goes."""
        plain = {name: value for name, value in body_of(self, only=("name", "volume")).items() if name != "emoji"}
        if not self.clear and self.emoji is None:
            return plain
        return {**plain, "emoji_id": None, "emoji_name": None, **emoji_body(self.emoji)}

    def back(self, was: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """Return the arguments that bring back what was, of what was given."""
        told = {name: value for name, value in was.items() if name in self.given()}
        if told.get("emoji") == "":
            del told["emoji"]
            told["clear"] = [str(ClearableOfSound.EMOJI)]
        return told
