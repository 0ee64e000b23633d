"""Files that came with a question: images for the model to look at, texts for it to read, everything else by name.

Of an image the opening holds one line of ours, for an image is larger than what a table keeps; `Attachments.shown` puts
the image beside the line again, from its address, for each attempt. A text is fetched once and stands in the opening,
cut and inside a fence. What a file is, its first bytes say: what its sender says of it only decides whether it is
looked at. An address lives for a day, so an image may be gone when a turn goes on after a long wait; then the line says
so.
"""

import logging
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from guildhall.clock import monotonic_s
from guildhall.discord.types.parts import Attachment
from guildhall.errors import GuildhallError
from guildhall.store.turn_records import Block
from guildhall.surfaces.tools.fence import fenced

MOST_IMAGES, MOST_TEXTS = 4, 4
IMAGE_BYTES, TEXT_BYTES = 3_750_000, 64 * 1024
"""The Messages API takes 5 MB for an image as base64. Source: https://platform.claude.com/docs/en/build-with-claude/vision"""
IMAGE_SIDE_PIXELS = 8000
TEXT_CHARACTERS = 8_000
WITHIN_S = 15.0

_log = logging.getLogger(__name__)
_IMAGES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
_WEBP = (b"RIFF", b"WEBP")
_TEXT_TYPES = frozenset(
    f"application/{name}"
    for name in ("json", "xml", "yaml", "x-yaml", "toml", "javascript", "x-sh", "sql", "x-ndjson", "x-httpd-php")
)
_TEXT_ENDINGS = frozenset(
    {
        *("txt", "md", "rst", "log", "csv", "tsv", "json", "jsonl", "yaml", "yml", "toml", "ini", "cfg", "conf", "xml"),
        *("html", "css", "js", "ts", "py", "rb", "go", "rs", "java", "kt", "c", "h", "cpp", "cs", "sh", "ps1", "sql"),
        *("diff", "patch", "tex", "srt"),
    }
)
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class Files(Protocol):
    """Fetches what stands at an address; `guildhall.fetch` is it."""

    def get(self, address: str, *, limit_bytes: int, within_s: float) -> bytes:
        """Return the bytes; raises a `GuildhallError` whose message is for people."""
        ...


@dataclass(frozen=True, slots=True)
class Sorted:
    """Files by what can be done with them, each list in the order in which they were given."""

    images: Sequence[Attachment]
    texts: Sequence[Attachment]


def sorted_out(files: Iterable[Attachment]) -> Sorted:
    """Return which files are looked at, and which are read; of the others the name has to do."""
    every = list(files)
    images = [file for file in every if _looks_like_image(file)]
    texts = [file for file in every if _looks_like_text(file)]
    return Sorted(images[:MOST_IMAGES], texts[:MOST_TEXTS])


def _kind(file: Attachment) -> str:
    return (file.content_type or "").partition(";")[0].strip().lower()


def _looks_like_image(file: Attachment) -> bool:
    sides = (file.width or 0, file.height or 0)
    known = _kind(file) in {*_IMAGES, "image/webp"}
    return known and 0 < file.size <= IMAGE_BYTES and max(sides) <= IMAGE_SIDE_PIXELS


def _looks_like_text(file: Attachment) -> bool:
    kind, (_, dot, ending) = _kind(file), file.filename.lower().rpartition(".")
    named = bool(dot) and ending in _TEXT_ENDINGS and not kind.startswith(("image/", "audio/", "video/"))
    return 0 < file.size <= TEXT_BYTES and (named or kind.startswith("text/") or kind in _TEXT_TYPES)


def image_type(body: bytes) -> str | None:
    """Return what kind of image it is by its first bytes, None if it is none that a model takes."""
    if body[:4] == _WEBP[0] and body[8:12] == _WEBP[1]:
        return "image/webp"
    return next((kind for kind, starts in _IMAGES.items() if body.startswith(starts)), None)


def text_of(body: bytes) -> str | None:
    """Return the text that a file holds, None if it holds none; bytes that are no letters are replaced."""
    encoding = next((name for bom, name in _BOMS.items() if body.startswith(bom)), "utf-8")
    text = body.decode(encoding, errors="replace")
    return None if "\0" in text or text.count("\ufffd") > len(text) // 10 else text


def line_of(image: Attachment) -> str:
    """Return the line that stands for an image in the opening: ours, and the same in every attempt."""
    return f"Image, attachment {image.id} ({_kind(image)}, {image.size} bytes):"


@dataclass(slots=True)
class Attachments:
    """Fetches the files of turns; keeps the images of one turn at a time, for its rounds."""

    files: Files
    clock: Callable[[], float] = monotonic_s
    _turn_id: str = field(default="", init=False)
    _kept: dict[str, Block] = field(default_factory=dict, init=False, repr=False)

    def read(self, texts: Sequence[Attachment], most_characters: int) -> list[str]:
        """Return texts of files, each fenced under a line of ours; what cannot be had says why."""
        ends_at_s, told, room = self.clock() + WITHIN_S, list[str](), most_characters
        for file in texts:
            head = f"Text file, attachment {file.id} ({file.size} bytes):"
            text = self._text(file, ends_at_s - self.clock()) if room > 0 else "It is left out: there is too much."
            if isinstance(text, str):
                told.append(f"{head} {text}")
                continue
            cut = text.cut(min(room, TEXT_CHARACTERS))
            room -= len(cut)
            told.append(f"{head}\n{fenced(cut)}")
        return told

    def _text(self, file: Attachment, within_s: float) -> "_Text | str":
        body = self._body(file, TEXT_BYTES, within_s)
        if isinstance(body, str):
            return body
        text = text_of(body)
        return "It is no text." if text is None else _Text(file.filename, text.expandtabs(4))

    def shown(self, turn_id: str, images: Sequence[Attachment], content: Sequence[Block]) -> list[Block]:
        """Return a message's blocks with each image behind its line."""
        if turn_id != self._turn_id:
            self._turn_id, self._kept = turn_id, {}
        lines = {line_of(image): image for image in images}
        ends_at_s, whole = self.clock() + WITHIN_S, list[Block]()
        for block in content:
            whole.append(block)
            image = lines.pop(str(block.get("text", "")), None)
            if image is not None:
                whole.append(self._image(image, ends_at_s - self.clock()))
        return whole

    def _image(self, image: Attachment, within_s: float) -> Block:
        if image.id not in self._kept:
            self._kept[image.id] = self._fetched(image, within_s)
        return self._kept[image.id]

    def _fetched(self, image: Attachment, within_s: float) -> Block:
        body = self._body(image, IMAGE_BYTES, within_s)
        if isinstance(body, str):
            return {"type": "text", "text": body}
        kind = image_type(body)
        if kind is None:
            return {"type": "text", "text": "It is no image that can be looked at."}
        data = b64encode(body).decode("ascii")
        return {"type": "image", "source": {"type": "base64", "media_type": kind, "data": data}}

    def _body(self, file: Attachment, limit_bytes: int, within_s: float) -> bytes | str:
        """Return the file, or why it cannot be had."""
        if within_s <= 0:
            return "It is left out: fetching the files took too long."
        try:
            return self.files.get(file.url, limit_bytes=limit_bytes, within_s=within_s)
        except GuildhallError as error:
            _log.warning("an attachment was not fetched", extra={"reason": error.code, "attachment_id": file.id})
            return f"It could not be had: {error.message}"


@dataclass(frozen=True, slots=True)
class _Text:
    name: str
    text: str

    def cut(self, most_characters: int) -> str:
        """Return name and text, cut with a word about how much is left out."""
        kept = self.text[:most_characters]
        left_out = len(self.text) - len(kept)
        more = f"\n({left_out} more characters are left out.)" if left_out else ""
        return f"file_name: {' '.join(self.name.split())[:100]}\ntext:\n{kept}{more}"
