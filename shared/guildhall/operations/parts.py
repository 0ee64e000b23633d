"""Models that are a part of a request, and the addresses that people give in them."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from guildhall.operations.fields import quiet
from guildhall.operations.model import Model

_ADDRESS_CHARACTERS = 2048
_ATTACHED = "attachment://"


class Part(Model):
    """A part of a request; its repr shows no more than the request's own does."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """Yield the fields for `repr`: what people wrote only by its length."""
        return ((name, quiet(getattr(self, name))) for name in type(self).model_fields if hasattr(self, name))


def given_again[T](kind: type[T], values: Iterable[object]) -> list[T]:
    """Return what Discord told as it would be given; what could not be given so is left out."""
    found: list[T] = []
    for value in values:
        with suppress(ValidationError):
            found.append(TypeAdapter(kind).validate_python(value))
    return found


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        known = False
    if not known or not text.isprintable() or any(letter in ' <>"' for letter in text):
        raise ValueError("this is no web address; give one that begins with https://")
    return text


def _picture(text: str) -> str:
    name = text.removeprefix(_ATTACHED)
    if name == text:
        return _address(text)
    if not name or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise ValueError("after attachment:// stands the name of a file that is sent along")
    return text


Address = Annotated[
    str, Field(max_length=_ADDRESS_CHARACTERS, examples=["https://example.com/page"]), AfterValidator(_address)
]
"""A page's address, as a link shows it."""
Picture = Annotated[
    str, Field(max_length=_ADDRESS_CHARACTERS, examples=["https://example.com/picture.png"]), AfterValidator(_picture)
]
"""A picture's address, which Discord fetches; `attachment://name` is a file of the same message."""
