"""What a tag of a forum is like, and how many there can be."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, JsonValue, model_validator

from guildhall.errors import InvalidArguments
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.forum_shown import emoji_of
from guildhall.operations.model import Model
from guildhall.operations.reaction_emoji import EmojiGiven

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel, ForumTag

TAG_NAME = 20
TAGS = 20
"""Source: https://docs.discord.com/developers/resources/channel#forum-tag-object"""


def _said(name: str) -> str:
    if not name.strip():
        raise ValueError("a tag needs a name")
    return name.strip()


TagName = Annotated[str, Field(min_length=1, max_length=TAG_NAME), AfterValidator(_said), Redaction(Keep.AS_IS)]


class TagPart(StrEnum):
    """What can be taken away from a tag."""

    EMOJI = "emoji"


class TagEdited(Model):
    """Adds what of a tag changes; stands before the operation."""

    name: TagName | None = None
    emoji: EmojiGiven | None = None
    moderated: bool | None = None
    clear: frozenset[TagPart] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.wanted() or (self.emoji and self.clear):
            raise ValueError("give name, emoji or moderated, or clear the emoji")
        return self

    def wanted(self) -> dict[str, JsonValue]:
        """Return what changes; an emoji that goes is empty."""
        look: dict[str, JsonValue] = {"name": self.name, "emoji": self.emoji, "moderated": self.moderated}
        given: dict[str, JsonValue] = {name: value for name, value in look.items() if value is not None}
        return given | {str(each): "" for each in self.clear}


def look_of(tag: "ForumTag") -> dict[str, JsonValue]:
    """Return a tag by the names of a request; an emoji that it does not have is empty."""
    return {"name": tag.name, "emoji": emoji_of(tag.emoji_id, tag.emoji_name), "moderated": tag.moderated}


def given_of(tag: "ForumTag") -> dict[str, JsonValue]:
    """Return a tag as the arguments that make one like it."""
    return {name: value for name, value in look_of(tag).items() if value != ""}


def make_so(look: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the arguments that make a tag look so; an empty emoji is taken away."""
    given = {name: value for name, value in look.items() if value != ""}
    return given | ({"clear": [TagPart.EMOJI.value]} if look.get("emoji") == "" else {})


def refuse_full(forum: "Channel") -> None:
    """Refuse one more tag where there are as many as Discord allows.

    Raises:
        InvalidArguments: It is so.
    """
    if len(forum.available_tags) >= TAGS:
        raise InvalidArguments(f"The forum has as many tags as Discord allows ({TAGS}).", "Delete one first.")
