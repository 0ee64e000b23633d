"""What of an emoji can be changed, and how the change is taken back."""

from enum import StrEnum
from typing import Self

from pydantic import JsonValue, model_validator

from guildhall.operations.emoji._emoji import EmojiRoles, EmojiShown
from guildhall.operations.expressions import EmojiName
from guildhall.operations.model import Model


class ClearableOfEmoji(StrEnum):
    """What of an emoji can be taken away."""

    ROLE_IDS = "role_ids"


class Changed(Model):
    """Adds what is changed; stands before the operation."""

    name: EmojiName | None = None
    role_ids: EmojiRoles | None = None
    clear: frozenset[ClearableOfEmoji] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if self.name is None and self.role_ids is None and not self.clear:
            raise ValueError("give at least one of name, role_ids, clear")
        if self.role_ids is not None and self.clear:
            raise ValueError("role_ids cannot be set and cleared at once")
        return self

    def then(self, now: EmojiShown) -> EmojiShown:
        """Return the emoji as it will be."""
        roles = () if self.clear else tuple(self.role_ids or now.role_ids)
        return now.model_copy(update={"name": self.name or now.name, "role_ids": roles})

    def back(self, was: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """Return the arguments that bring back what was, of what was given."""
        names: dict[str, JsonValue] = {"name": was.get("name")} if self.name is not None else {}
        if self.role_ids is None and not self.clear:
            return names
        roles = was.get("role_ids")
        return names | ({"role_ids": roles} if roles else {"clear": [str(ClearableOfEmoji.ROLE_IDS)]})
