"""How the parts of a message are shown: embeds, components, files, stickers, polls, reactions.

Everything here was written by whoever made the message, or the page that it links to, so all texts may be anybody's.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import Field

from guildhall.discord.ids import AttachmentId, StickerId
from guildhall.operations.fields import OurText
from guildhall.operations.sparse import Sparse

if TYPE_CHECKING:
    from guildhall.discord.types.parts import Attachment, Component, Embed, Media, Poll

_HOLDERS = frozenset({1, 9, 17, 18})
"""Components that only hold others: rows, sections, containers, labels."""
_SEPARATOR, _GALLERY = 14, 12
_KINDS = {
    2: "button",
    3: "select",
    4: "text_input",
    5: "user_select",
    6: "role_select",
    7: "mentionable_select",
    8: "channel_select",
    10: "text",
    11: "thumbnail",
    12: "media",
    13: "file",
    19: "file_upload",
    21: "radio_group",
    22: "checkbox_group",
    23: "checkbox",
}


class EmbedFieldShown(Sparse):
    """A titled paragraph of an embed."""

    name: str
    value: str


class EmbedShown(Sparse):
    """A rich part of a message, or the preview of a link."""

    title: str = ""
    description: str = ""
    url: str = ""
    author: str = ""
    author_url: str = ""
    provider: str = ""
    fields: list[EmbedFieldShown] = Field(default_factory=list)
    footer: str = ""
    dated_at: datetime | None = None
    image_url: str = ""
    thumbnail_url: str = ""
    video_url: str = ""

    @classmethod
    def of(cls, embed: "Embed") -> Self:
        """Return the embed as it is shown."""
        return cls(
            title=embed.title or "",
            description=embed.description or "",
            url=embed.url or "",
            author=embed.author.name if embed.author else "",
            author_url=(embed.author.url if embed.author else None) or "",
            provider=embed.provider.name if embed.provider else "",
            fields=[EmbedFieldShown(name=each.name, value=each.value) for each in embed.fields],
            footer=embed.footer.text if embed.footer else "",
            dated_at=embed.timestamp,
            image_url=_url(embed.image),
            thumbnail_url=_url(embed.thumbnail),
            video_url=_url(embed.video),
        )

    @property
    def words(self) -> str:
        """What it says, on one line."""
        said = (self.author, self.title, self.description, *(f"{each.name}: {each.value}" for each in self.fields))
        return " · ".join(part for part in (*said, self.footer) if part)


class ComponentShown(Sparse):
    """A text, button, menu or picture of a message's components; one that is not known by name is told by its number.

    Rows, sections and containers are left out: what is in them stands here in its order.
    """

    kind: OurText
    text: str = ""
    url: str = ""
    options: list[str] = Field(default_factory=list)


class AttachmentShown(Sparse):
    """A file; whoever reads the message anew gets an address that is good for another day."""

    attachment_id: AttachmentId
    name: str
    size_bytes: int
    content_type: str = ""
    description: str = ""
    url: str = ""
    url_expires_at: datetime | None = None

    @classmethod
    def of(cls, file: "Attachment") -> Self:
        """Return the file as it is shown."""
        return cls(
            attachment_id=AttachmentId(file.id),
            name=file.filename,
            size_bytes=file.size,
            content_type=file.content_type or "",
            description=file.description or "",
            url=file.url,
            url_expires_at=_expiry(file.url),
        )


class StickerShown(Sparse):
    """A sticker."""

    sticker_id: StickerId
    name: str


class ReactionShown(Sparse):
    """An emoji under a message; `own` = the bot is one of those who put it there."""

    emoji: str
    count: int
    own: bool = False


class PollAnswerShown(Sparse):
    """An answer, and how many gave it as far as Discord says; before the end the count may be a little off."""

    answer_id: int
    text: str
    vote_count: int | None = None


class PollShown(Sparse):
    """A poll."""

    question: str
    answers: list[PollAnswerShown] = Field(default_factory=list)
    takes_several: bool = False
    ends_at: datetime | None = None
    is_finished: bool = False

    @classmethod
    def of(cls, poll: "Poll") -> Self:
        """Return the poll as it is shown."""
        results = poll.results
        counts = {each.id: each.count for each in results.answer_counts} if results else {}
        answers = [(each.answer_id, each.poll_media) for each in poll.answers]
        return cls(
            question=poll.question.text,
            answers=[
                PollAnswerShown(
                    answer_id=answer_id,
                    text=" ".join(part for part in (media.emoji.told if media.emoji else "", media.text) if part),
                    vote_count=counts.get(answer_id, 0) if results else None,
                )
                for answer_id, media in answers
            ],
            takes_several=poll.allow_multiselect,
            ends_at=poll.expiry,
            is_finished=results is not None and results.is_finalized,
        )


def components_of(components: Sequence["Component"]) -> list[ComponentShown]:
    """Return what components show, in the order in which it stands there."""
    return [shown for each in components for shown in _shown(each)]


def _shown(component: "Component") -> Iterator[ComponentShown]:
    if component.type == _GALLERY:
        for item in component.items:
            yield ComponentShown(kind=_KINDS[_GALLERY], text=item.description, url=_url(item.media))
    elif component.type not in {*_HOLDERS, _SEPARATOR}:
        yield ComponentShown(
            kind=_KINDS.get(component.type, f"unknown_{component.type}"),
            text=component.content
            or component.label
            or component.name
            or component.description
            or component.placeholder,
            url=component.url or _url(component.media) or _url(component.file),
            options=[each.label for each in component.options],
        )
    elif component.type in _HOLDERS and component.label:
        yield ComponentShown(kind="label", text=component.label)
    yield from components_of(component.components)
    if component.accessory is not None:
        yield from _shown(component.accessory)


def _url(media: "Media | None") -> str:
    return media.url if media else ""


def _expiry(url: str) -> datetime | None:
    """Return when a signed address ends: its parameter `ex`, in hexadecimal seconds since 1970."""
    try:
        (told,) = parse_qs(urlsplit(url).query).get("ex", [""])
        return datetime.fromtimestamp(int(told, 16), UTC) if told else None
    except (ValueError, OverflowError, OSError):
        return None
