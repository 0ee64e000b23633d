"""Pictures and files that somebody gives: by an address of the open web, or themselves, in the request.

A picture is one text (Discord takes it inside its JSON), a file a model (Discord takes it beside the JSON):

    image: ImageGiven                                      icon: ImageGiven | None = None
    given = pictures(self, ports, image=EMOJI_BYTES)       # reads and checks those that were given
    Preview(changes=diff({…}, {…} | told(given)), **seen(guild=…, **digests(given)))
    self.send(ports, body=body_of(self, without=given) | as_data(self, given))

    file: FileGiven                                        # several that go with a message: see `attaching.py`
    file = self.file.read(ports, most_bytes=STICKER_BYTES)
    self.send(ports, body=…, files={"file": file})

What a request holds itself is small, for it is kept until somebody approves it; an address may lead to more. It is read
for the preview and held in its fingerprint, so what is uploaded is what was previewed.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NoReturn, Self
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from guildhall.discord.files import UNKNOWN_TYPE, File, kind_of
from guildhall.errors import RequestError
from guildhall.operations.body import wire_name
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

KIB = 1024
INLINE_BYTES = 192 * KIB
"""Most bytes that a request holds itself."""
ADDRESS = 2048
EXAMPLE = "https://cdn.example.com/picture.png"
FILE_BYTES = 10 * KIB * KIB
"""Most bytes of a file that a guild without boosts takes.
Source: https://docs.discord.com/developers/reference#uploading-files"""
_SPOILER = "SPOILER_"
_EXAMPLE: dict[str, JsonValue] = {"url": EXAMPLE, "name": "picture.png"}
_NAME = 100
_DATA, _BASE64 = "data:", ";base64"


class FileUnusable(RequestError):
    """A file cannot be had, or is not what is needed; the text is ours and quotes no address."""

    code = "file_unusable"


def decoded(text: str) -> bytes:
    """Return what a request holds itself.

    Raises:
        ValueError: It is no base64, or too large; the message quotes nothing.
    """
    if len(text) > INLINE_BYTES * 4 // 3 + 4:
        raise ValueError(f"at most {INLINE_BYTES} bytes stand in a request; give an address instead")
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("this is no base64") from None
    if not 0 < len(content) <= INLINE_BYTES:
        raise ValueError(f"1 to {INLINE_BYTES} bytes stand in a request; give an address instead")
    return content


def https_address(text: str) -> str:
    """Return an address as it may be fetched; where it leads is looked at when it is.

    Raises:
        ValueError: It is no https address, or names somebody; the message does not quote it.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValueError("this is no address") from None
    if parts.scheme != "https" or not parts.hostname or len(text) > ADDRESS:
        raise ValueError(f"give an https address of at most {ADDRESS} characters")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address with a name or password in it is not fetched")
    return text


def named_by(url: str, content: bytes, kind: str = "") -> File:
    """Return a file that is called as the last part of its address."""
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    return File(clean_name(name) or "file", content, kind or kind_of(content))


def clean_name(name: str) -> str:
    """Return a file's name without what has no place in one."""
    return "".join(letter for letter in name if letter.isprintable() and letter not in '/\\"')[-_NAME:].strip(" .")


class MediaGiven(str):
    """Something that Discord takes inside its JSON: an https address, or a `data:` URI that holds it."""

    __slots__ = ()
    takes: ClassVar[Mapping[str, str]] = {}
    """The types that Discord takes, and what people call them."""
    example: ClassVar[str] = ""

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return what a text stands for.

        Raises:
            ValueError: It is neither an address nor of one of the types; the message does not quote it.
        """
        if not isinstance(value, str):
            raise ValueError("give an https address or a data: URI")  # noqa: TRY004 - as for ids
        text = value.strip()
        if text.startswith(_DATA):
            cls.kind(_content(text))
            return cls(text)
        return cls(https_address(text))

    def file(self, ports: Ports, *, most_bytes: int) -> File:
        """Return the file itself.

        Raises:
            FileUnusable: It cannot be had, is of no type that Discord takes, or too large.
        """
        if self.startswith(_DATA):
            file = File("data", _content(self))
        else:
            file = ports.files.fetch(str(self), most_bytes=most_bytes)
        if file.size_bytes > most_bytes:
            raise FileUnusable(f"The file is larger than {most_bytes} bytes.", "Give a smaller one.")
        try:
            return File(file.name, file.content, self.kind(file.content))
        except ValueError as error:
            raise FileUnusable(f"What stands at the address cannot be used: {error}.", "Give another file.") from None

    @classmethod
    def kind(cls, content: bytes) -> str:
        """Return of which type a content is.

        Raises:
            ValueError: Discord does not take it.
        """
        kind = kind_of(content)
        if kind not in cls.takes:
            raise ValueError(f"this is no {_either(cls.takes)}")
        return kind

    @property
    def wire(self) -> NoReturn:
        """Refuse to be sent as it is: Discord takes the file, and an address would be taken for one."""
        raise TypeError("it goes into a body by `as_data`, and `body_of` is told to leave it out")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Let pydantic validate and serialise it as a string."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> "JsonSchemaValue":
        """Describe it to a client."""
        told = f"https address ({_either(cls.takes)}), or a data: URI (base64, at most {INLINE_BYTES // KIB} KiB)."
        return {"type": "string", "minLength": 9, "description": told, "examples": [cls.example]}


class ImageGiven(MediaGiven):
    """A picture."""

    __slots__ = ()
    takes: ClassVar[Mapping[str, str]] = {
        "image/png": "PNG",
        "image/jpeg": "JPEG",
        "image/gif": "GIF",
        "image/webp": "WebP",
    }
    example = EXAMPLE


class SoundGiven(MediaGiven):
    """A sound."""

    __slots__ = ()
    takes: ClassVar[Mapping[str, str]] = {"audio/mpeg": "MP3", "audio/ogg": "Ogg"}
    example = "https://cdn.example.com/sound.mp3"


class FileGiven(Model):
    """A file: exactly one of an https address and base64; the latter needs a name."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, json_schema_extra={"examples": [_EXAMPLE]}
    )

    url: Annotated[str | None, Field(max_length=ADDRESS, description="https address of the file.")] = None
    data_base64: Annotated[
        str | None, Field(description=f"The file itself in base64, at most {INLINE_BYTES // KIB} KiB.")
    ] = None
    name: Annotated[str | None, Field(max_length=100, description="What it is called, with its ending.")] = None
    description: Annotated[str | None, Field(max_length=1024, description="Text for who cannot see it.")] = None
    spoiler: Annotated[bool, Field(description="Whether it is hidden until it is clicked.")] = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        """Refuse a file that is given twice or not at all, and what is no address and no base64."""
        if (self.url is None) == (self.data_base64 is None):
            raise ValueError("give either url or data_base64")
        if self.url is not None:
            https_address(self.url)
        if self.data_base64 is not None:
            decoded(self.data_base64)
        if self.name is None and self.data_base64 is not None:
            raise ValueError("data_base64 needs a name")
        if self.name is not None and not clean_name(self.name):
            raise ValueError("that is no name of a file")
        return self

    @property
    def inline_bytes(self) -> int:
        """How much of it the request itself holds."""
        return len(self.data_base64 or "") * 3 // 4

    def read(self, ports: Ports, *, most_bytes: int = FILE_BYTES) -> File:
        """Return the file itself, called as it was asked for.

        Raises:
            FileUnusable: It cannot be had, or is too large.
        """
        file = self._own() if self.data_base64 is not None else ports.files.fetch(str(self.url), most_bytes=most_bytes)
        if file.size_bytes > most_bytes:
            raise FileUnusable(f"The file is larger than {most_bytes} bytes.", "Give a smaller one.")
        name = clean_name(self.name or "") or file.name
        hidden = self.spoiler and not name.startswith(_SPOILER)
        return File(f"{_SPOILER}{name}" if hidden else name, file.content, file.content_type or UNKNOWN_TYPE)

    def _own(self) -> File:
        content = decoded(self.data_base64 or "")
        return File("file", content, kind_of(content))


def pictures(request: BaseModel, ports: Ports, **most_bytes: int) -> dict[str, File]:
    """Return those pictures or sounds of a request that were given, by field; raises as `MediaGiven.file`.

    Args:
        request: The operation.
        ports: What it may reach.
        most_bytes: How large each may be, by field.
    """
    given = {name: getattr(request, name) for name in most_bytes}
    return {
        name: media.file(ports, most_bytes=most_bytes[name])
        for name, media in given.items()
        if isinstance(media, MediaGiven)
    }


def as_data(request: BaseModel, files: Mapping[str, File]) -> dict[str, JsonValue]:
    """Return pictures or sounds as Discord takes them inside JSON, by Discord's names of the fields."""
    return {wire_name(request, name): data_uri(file) for name, file in files.items()}


def data_uri(file: File) -> str:
    """Return a file as one text."""
    return f"{_DATA}{file.content_type}{_BASE64},{base64.b64encode(file.content).decode('ascii')}"


def told(files: Mapping[str, File]) -> dict[str, JsonValue]:
    """Return what a preview shows of files, by field: of which type and how large each is, and what tells it apart."""
    return {name: in_short(file) for name, file in files.items()}


def in_short(file: File) -> str:
    """Return what a preview shows of a file."""
    kind = "a file" if file.content_type == UNKNOWN_TYPE else file.content_type
    return f"{kind}, {file.size_bytes} bytes, {file.digest[:12]}"


def digests(files: Mapping[str, File]) -> dict[str, Any]:
    """Return the parts of a fingerprint that files are, by field."""
    return {name: file.digest for name, file in files.items()}


def _content(text: str) -> bytes:
    head, comma, data = text.partition(",")
    if not comma or not head.endswith(_BASE64):
        raise ValueError("a data: URI is data:image/png;base64,…")
    return decoded(data)


def _either(takes: Mapping[str, str]) -> str:
    *others, last = takes.values()
    return f"{', '.join(others)} or {last}"
