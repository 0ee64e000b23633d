"""What of a thread is changed: as a request gives it, as Discord takes it, and as a request would bring it back."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import JsonValue, model_validator

from guildhall.discord.types.channel import ChannelType
from guildhall.errors import InvalidArguments
from guildhall.operations.body import Wire, body_of
from guildhall.operations.fields import PublicName
from guildhall.operations.forum._posts import refuse_tags
from guildhall.operations.model import Model
from guildhall.operations.preview import Target
from guildhall.operations.thread_one import state_of
from guildhall.operations.thread_shown import ThreadShown
from guildhall.operations.thread_words import (
    PINNED,
    ArchiveGiven,
    SlowmodeGiven,
    TagsGiven,
    archive_word,
    pinned_word,
)

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_FIELDS = ("name", "archived", "locked", "invitable", "slowmode_s", "auto_archive", "tag_ids", "pinned")


class Changed(Model):
    """Adds what of a thread is changed; stands before the operation."""

    name: PublicName | None = None
    archived: bool | None = None
    locked: bool | None = None
    invitable: bool | None = None
    slowmode_s: SlowmodeGiven | None = None
    auto_archive: ArchiveGiven | None = None
    tag_ids: Annotated[TagsGiven | None, Wire("applied_tags")] = None
    pinned: bool | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.given:
            raise ValueError(f"give at least one of {', '.join(_FIELDS)}")
        return self

    @property
    def given(self) -> tuple[str, ...]:
        """The names of what is changed."""
        return tuple(name for name in _FIELDS if getattr(self, name) is not None)

    @property
    def only_opens(self) -> bool:
        """Whether it does nothing but bring the thread back from the archive."""
        return self.given == ("archived",) and self.archived is False

    def body(self, thread: "Channel") -> dict[str, JsonValue]:
        """Return what is changed as Discord takes it; of the flags only one is ours to turn."""
        body = body_of(self, only=[name for name in self.given if name != "pinned"])
        if self.pinned is not None:
            body["flags"] = thread.flags | PINNED if self.pinned else thread.flags & ~PINNED
        return body

    def wanted(self) -> dict[str, JsonValue]:
        """Return what is changed, by the names of a preview's changes."""
        given: dict[str, JsonValue] = {name: getattr(self, name) for name in self.given}
        return _told(given | ({"tag_ids": [*map(str, self.tag_ids)]} if self.tag_ids is not None else {}))

    def was(self, thread: "Channel") -> dict[str, JsonValue]:
        """Return the same of a thread as it is, by the names of a request."""
        state = state_of(thread)
        look: dict[str, JsonValue] = {"name": thread.name, "archived": state.archived, "locked": state.locked}
        look |= {"invitable": state.invitable, "slowmode_s": thread.rate_limit_per_user}
        look |= {"auto_archive": str(archive_word(state.auto_archive_duration))}
        look |= {"tag_ids": [*map(str, thread.applied_tags)], "pinned": bool(pinned_word(thread.flags))}
        return {name: look[name] for name in self.given}

    def was_told(self, thread: "Channel") -> dict[str, JsonValue]:
        """Return the same by the names of a preview's changes."""
        return _told(self.was(thread))

    def left(self, result: ThreadShown) -> dict[str, JsonValue]:
        """Return what Discord made of it, by the names of a preview's changes."""
        return _told(result.model_dump(mode="json", include=set(self.given)))

    def tags_among(self, parent: "Channel | None") -> tuple[Target, ...]:
        """Return the tags that are given, each by its name."""
        wanted, known = self.tag_ids or frozenset(), parent.available_tags if parent else ()
        return tuple(Target(id=tag.id, label=f"tag {tag.name}") for tag in known if tag.id in wanted)

    def refuse_unfit(self, thread: "Channel", parent: "Channel | None") -> None:
        """Refuse what this thread cannot have.

        Raises:
            InvalidArguments: It is archived and stays so, is public, is no post, or its forum wants other tags.
        """
        if state_of(thread).archived and self.archived is not False and self.given != ("archived",):
            raise InvalidArguments("That thread is archived.", "Give archived=false too, or bring it back first.")
        if self.invitable is False and thread.type is not ChannelType.PRIVATE_THREAD:
            raise InvalidArguments("Whoever sees a public thread can join it.", "Only private ones are closed to them.")
        of_forum = parent is not None and parent.type.is_forum
        if not of_forum and (self.pinned is not None or self.tag_ids):
            raise InvalidArguments("Only posts of a forum can be pinned or carry tags.", "Leave that out.")
        if parent is not None and self.tag_ids is not None:
            refuse_tags(parent, self.tag_ids)


def _told(look: dict[str, JsonValue]) -> dict[str, JsonValue]:
    tags = look.get("tag_ids")
    return look | ({"tag_ids": [*sorted(map(str, tags))]} if isinstance(tags, list) else {})
