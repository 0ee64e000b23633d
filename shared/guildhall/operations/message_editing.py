"""What an edit changes of a message, and how it was before."""

from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.discord.ids import AttachmentId
from guildhall.operations import buttons, embedding
from guildhall.operations.buttons import Buttons
from guildhall.operations.embedding import Embeds
from guildhall.operations.fields import Keep, LongText, Redaction
from guildhall.operations.message._shown import target_of
from guildhall.operations.message_own import Answer
from guildhall.operations.model import Model
from guildhall.operations.preview import Change, Preview, diff, seen

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

_SUPPRESS_EMBEDS = 1 << 2
_FIELDS = ("content", "embeds", "buttons", "suppress_embeds")


class Clearable(StrEnum):
    """What can be taken away from a message."""

    CONTENT = "content"
    EMBEDS = "embeds"
    BUTTONS = "buttons"


class Editing(Model):
    """Adds what can be changed of a message; what is not given stays."""

    content: Annotated[
        str | None,
        Field(min_length=1, max_length=limits.MESSAGE_CONTENT),
        Redaction(Keep.DIGEST),
        LongText("Message", ("suppress_embeds", "remove_attachment_ids", "clear")),
    ] = None
    embeds: Embeds | None = None
    buttons: Buttons | None = None
    suppress_embeds: Annotated[bool | None, Field(description="Whether links and embeds are not shown.")] = None
    remove_attachment_ids: Annotated[frozenset[AttachmentId], Field(max_length=limits.MESSAGE_ATTACHMENTS_COUNT)] = (
        frozenset()
    )
    clear: Annotated[frozenset[Clearable], Field(description="What is taken away.")] = frozenset()

    @property
    def wanted(self) -> dict[str, JsonValue]:
        """What is changed, as arguments: nothing in place of what is taken away."""
        given: dict[str, JsonValue] = self.model_dump(mode="json", include={*_FIELDS}, exclude_none=True)
        empty: dict[str, JsonValue] = {"content": "", "embeds": [], "buttons": []}
        return given | {name.value: empty[name.value] for name in self.clear}

    def shown(self) -> dict[str, JsonValue]:
        """Return what is changed as a preview shows it."""
        return self.wanted | _read(embeds=self.embeds, links=self.buttons)

    def gone(self, told: Answer) -> tuple[Change, ...]:
        """Return which files go; what is not there any more goes no second time."""
        files = _files(told)
        leaving = [file_id for file_id in files if file_id in self.remove_attachment_ids]
        return tuple(Change(field=f"file {each}", before=files[each], after=None) for each in leaving)

    def previewed(self, message: "Message", told: Answer) -> Preview:
        """Return what changes of a message, part by part."""
        changes, gone = diff(_shown_before(told, self.wanted), self.shown()), self.gone(told)
        return Preview(
            summary="Hide or show a message's embeds" if self.only_embeds_hidden else "Edit a message of the bot's",
            targets=(target_of(message),),
            changes=(*changes, *gone),
            irreversible="Removed files cannot be brought back." if gone else "",
            **seen(content=message.content, parts=[*changes, *gone]),
        )

    @property
    def only_embeds_hidden(self) -> bool:
        """Whether nothing changes but whether embeds are shown: all that Discord lets be edited of others' messages."""
        return self.wanted.keys() == {"suppress_embeds"} and not self.remove_attachment_ids

    def body(self, told: Answer) -> dict[str, JsonValue]:
        """Return the body of the edit; mentions in what is new ping nobody."""
        body: dict[str, JsonValue] = {} if self.only_embeds_hidden else {"allowed_mentions": {"parse": []}}
        wanted = self.wanted
        if "content" in wanted:
            body["content"] = wanted["content"]
        if "embeds" in wanted:
            body["embeds"] = [embed.wire for embed in self.embeds or ()]
        if "buttons" in wanted:
            body["components"] = buttons.rows(self.buttons or ())
        if self.suppress_embeds is not None:
            body["flags"] = _flags(told) & ~_SUPPRESS_EMBEDS | self.suppress_embeds * _SUPPRESS_EMBEDS
        if self.remove_attachment_ids:
            body["attachments"] = [{"id": each} for each in _files(told) if each not in self.remove_attachment_ids]
        return body

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        embedding.require_room(self.embeds or ())
        if not (self.wanted or self.remove_attachment_ids):
            raise ValueError("nothing to change is given")
        if both := [name.value for name in self.clear if getattr(self, name.value) is not None]:
            raise ValueError(f"{' and '.join(sorted(both))}: either given anew or taken away")
        return self


def before(told: Answer, names: Collection[str]) -> dict[str, JsonValue]:
    """Return those of a message's parts as arguments that would bring them back."""
    embeds, links = embedding.made(told.get("embeds")), buttons.made(told.get("components"))
    parts: dict[str, JsonValue] = {
        "content": told.get("content") or "",
        "embeds": [embed.model_dump(mode="json", exclude_defaults=True) for embed in embeds],
        "buttons": [link.model_dump(mode="json", exclude_defaults=True) for link in links],
        "suppress_embeds": bool(_flags(told) & _SUPPRESS_EMBEDS),
    }
    return {name: value for name, value in parts.items() if name in names}


def _shown_before(told: Answer, names: Collection[str]) -> dict[str, JsonValue]:
    """Return those of a message's parts as a preview shows them."""
    embeds, links = embedding.made(told.get("embeds")), buttons.made(told.get("components"))
    parts = before(told, names)
    return parts | {name: value for name, value in _read(embeds=embeds, links=links).items() if name in names}


def file_names(told: Answer) -> list[str]:
    """Return the names of a message's files."""
    return list(_files(told).values())


def _flags(told: Answer) -> int:
    """Return a message's flags."""
    flags = told.get("flags")
    return flags if isinstance(flags, int) else 0


def _files(told: Answer) -> dict[str, str]:
    """Return a message's files: the name of each by its id."""
    listed = told.get("attachments")
    known = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return {str(each.get("id")): str(each.get("filename") or "") for each in known}


def _read(
    *, embeds: Collection[embedding.EmbedGiven] | None, links: Collection[buttons.LinkButton] | None
) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = {}
    if embeds is not None:
        told["embeds"] = embedding.shown(list(embeds))
    if links is not None:
        told["buttons"] = [link.shown for link in links]
    return told
