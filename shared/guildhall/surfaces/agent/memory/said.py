"""Messages as a question brings them: the asker's own, and the one that it is about; and how others' words are shown.

Everything that somebody wrote stands inside a fence, under a line of ours with ids, moment and address. It taints
unless the asker wrote it: files, previews of links and forwarded messages hold others' words whoever sent them.
"""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue, ValidationError

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.types.message import Message
from guildhall.discord.types.parts import Attachment, Embed, ForwardedContents
from guildhall.surfaces.agent.job import RawMessage
from guildhall.surfaces.tools.fence import fenced
from guildhall.surfaces.tools.markdown import render

QUOTE_CHARACTERS, PREVIEW_CHARACTERS = 10_000, 4_000
_CONTENT_CHARACTERS, _EMBED_CHARACTERS, _NAME_CHARACTERS = 4_000, 500, 80
_EMBEDS, _FILES = 6, 10
_CUT = " (cut here)"


class Said(Message):
    """A message whose words are told apart: its author's, and those of others that it carries."""

    @property
    def files(self) -> list[Attachment]:
        """The files of the message and of what it forwards."""
        return [*self.attachments, *(file for each in self.message_snapshots for file in each.message.attachments)]

    def is_all_by(self, user_id: UserId) -> bool:
        """Return whether nothing in it comes from anybody else."""
        return self.author.id == user_id and not self.webhook_id and not (self.embeds or self.files or self.forwards)

    @property
    def forwards(self) -> bool:
        """Whether it is a forwarded message."""
        return bool(self.message_snapshots)


def said(raw: RawMessage | None) -> Said | None:
    """Return the message that Discord sent, None where it cannot be read."""
    if raw is None:
        return None
    try:
        return Said.model_validate({name: value for name, value in raw.items() if name != "referenced_message"})
    except ValidationError:
        return None


def answered(raw: RawMessage) -> Said | None:
    """Return the message that Discord says is answered by another one, None where there is none to be read."""
    inner = raw.get("referenced_message")
    return said(inner) if isinstance(inner, Mapping) else None


def quoted(message: Said, what: str, guild_id: GuildId) -> str:
    """Return a message inside a fence.

    Args:
        message: The message.
        what: What it is to the question, e.g. `The message that was replied to`.
        guild_id: The guild in which it stands.
    """
    written = f"written by <@{message.author.id}> at {message.timestamp:%Y-%m-%d %H:%M} UTC"
    return f"{what}, {message.link(guild_id)}, {written}:\n{fenced(render(_fields(message), QUOTE_CHARACTERS))}"


def named(files: Sequence[Attachment]) -> str:
    """Return the names of files, fenced."""
    return fenced(render({"files": _files(files)}, PREVIEW_CHARACTERS))


def previews(message: Said) -> str:
    """Return the previews of links in the asker's own message, fenced; empty where there are none."""
    embeds = _embeds(message.embeds)
    return fenced(render({"link_previews": embeds}, PREVIEW_CHARACTERS)) if embeds else ""


def _fields(message: Said) -> dict[str, JsonValue]:
    forwarded = message.message_snapshots[0].message if message.message_snapshots else ForwardedContents()
    content = _cut(message.content, _CONTENT_CHARACTERS)
    fields: dict[str, JsonValue] = {
        "author_name": message.author.display[:_NAME_CHARACTERS],
        "author_id": str(message.author.id),
        "message_id": str(message.id),
        "content": content,
        "forwarded_content": _cut(forwarded.content, _CONTENT_CHARACTERS - len(content)),
        "embeds": _embeds([*message.embeds, *forwarded.embeds]),
        "files": _files(message.files),
    }
    return {name: value for name, value in fields.items() if value not in ("", [])}


def _files(files: Sequence[Attachment]) -> list[JsonValue]:
    return [{"file": _about(file)} for file in files[:_FILES]]


def _about(file: Attachment) -> str:
    told = f"{file.filename[:_NAME_CHARACTERS]} ({file.content_type or 'unknown type'}, {file.size} bytes)"
    return f"{told}: {file.description[:_NAME_CHARACTERS]}" if file.description else told


def _embeds(embeds: Sequence[Embed]) -> list[JsonValue]:
    texts = ("\n".join(part for part in _texts(embed) if part) for embed in embeds[:_EMBEDS])
    return [{"text": _cut(text, _EMBED_CHARACTERS)} for text in texts if text]


def _texts(embed: Embed) -> Iterator[str | None]:
    yield embed.author.name if embed.author else None
    yield embed.title
    yield embed.description
    for entry in embed.fields:
        yield f"{entry.name}: {entry.value}"
    yield embed.footer.text if embed.footer else None


def _cut(text: str, most_characters: int) -> str:
    return text if len(text) <= most_characters else text[: max(0, most_characters)] + _CUT
