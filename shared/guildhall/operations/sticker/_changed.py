"""What of a sticker can be changed."""

from typing import Self

from pydantic import JsonValue, model_validator

from guildhall.operations.model import Model
from guildhall.operations.sticker._given import StickerDescription, StickerName, StickerTags


class Changed(Model):
    """Adds what is changed; stands before the operation."""

    name: StickerName | None = None
    tags: StickerTags | None = None
    description: StickerDescription | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.given():
            raise ValueError("give at least one of name, tags, description")
        return self

    def given(self) -> dict[str, JsonValue]:
        """Return the fields that are changed."""
        return {name: value for name in Changed.model_fields if (value := getattr(self, name)) is not None}
