"""What of a forum is set: as a request gives it, as Discord takes it, and as a request would bring it back."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.operations.body import Wire, body_of
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.forum._words import REQUIRE_TAG, PostLayout, PostOrder
from guildhall.operations.forum_one import emoji_parts
from guildhall.operations.forum_shown import ForumShown
from guildhall.operations.model import Model
from guildhall.operations.reaction_emoji import EmojiGiven
from guildhall.operations.thread_searching import TagMatching
from guildhall.operations.thread_words import AutoArchive

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_OWN = ("guidelines", "default_reaction", "require_tag")
"""What is written into the body in a way of its own."""
Guidelines = Annotated[
    str,
    Field(max_length=limits.FORUM_TOPIC, description="What stands above the posts; empty takes it away."),
    Redaction(Keep.DIGEST),
]
Seconds = Annotated[int, Field(ge=0, le=limits.SLOWMODE_S)]


class Unset(StrEnum):
    """Settings that can be taken away."""

    DEFAULT_REACTION = "default_reaction"
    DEFAULT_SORT = "default_sort"
    TAG_MATCHING = "tag_matching"
    AUTO_ARCHIVE = "auto_archive"


class Settings(Model):
    """Adds what of a forum is set; stands before the operation."""

    guidelines: Annotated[Guidelines | None, Wire("topic")] = None
    default_reaction: Annotated[EmojiGiven | None, Wire("default_reaction_emoji")] = None
    default_sort: Annotated[PostOrder | None, Wire("default_sort_order")] = None
    default_layout: Annotated[PostLayout | None, Wire("default_forum_layout")] = None
    tag_matching: Annotated[TagMatching | None, Wire("default_tag_setting")] = None
    require_tag: bool | None = None
    post_slowmode_s: Annotated[Seconds | None, Wire("rate_limit_per_user")] = None
    reply_slowmode_s: Annotated[Seconds | None, Wire("default_thread_rate_limit_per_user")] = None
    auto_archive: Annotated[AutoArchive | None, Wire("default_auto_archive_duration")] = None
    clear: frozenset[Unset] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        given = [name for name in Settings.model_fields if name != "clear" and getattr(self, name) is not None]
        if not (given or self.clear) or self.clear.intersection(given):
            raise ValueError("give at least one setting, and none that is cleared too")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """The names of what is set or taken away."""
        names = (name for name in Settings.model_fields if name != "clear")
        return tuple(name for name in names if getattr(self, name) is not None or name in self.clear)

    def body(self, forum: "Channel") -> dict[str, JsonValue]:
        """Return the settings as Discord takes them; of the flags only one is ours to turn."""
        body = body_of(self, only=[name for name in self.named if name not in _OWN])
        if self.guidelines is not None:
            body["topic"] = self.guidelines or None
        if self.default_reaction is not None:
            body["default_reaction_emoji"] = emoji_parts(self.default_reaction)
        if self.require_tag is not None:
            body["flags"] = forum.flags | REQUIRE_TAG if self.require_tag else forum.flags & ~REQUIRE_TAG
        return body

    def wanted(self) -> dict[str, JsonValue]:
        """Return what is set by the names of a request; what is taken away is empty."""
        return {name: getattr(self, name) if name not in self.clear else "" for name in self.named}

    def was(self, forum: ForumShown) -> dict[str, JsonValue]:
        """Return the same of a forum as it is."""
        return forum.model_dump(mode="json", include=set(self.named))


def arguments_of(was: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the arguments that bring back what was: what was not set is taken away again."""
    cleared: list[JsonValue] = [name for name in sorted(was) if name in set(Unset) and was[name] == ""]
    given = {name: value for name, value in was.items() if name not in cleared}
    return given | ({"clear": cleared} if cleared else {})
