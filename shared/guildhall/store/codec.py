"""Records and JSON as the text that an item carries.

A record is one JSON text, plus attributes of its own for what conditions look at or updates change. So floats, sets and
deep nesting are JSON's matter and not DynamoDB's, and a record is read back by the model that wrote it.
"""

import json

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import PydanticSerializationError

from guildhall.errors import InvalidArguments, StoreError, TooLarge
from guildhall.store.conditions import Value
from guildhall.store.moments import micros, moment

__all__ = [
    "check_document",
    "from_fields",
    "from_text",
    "json_from_text",
    "json_to_text",
    "micros",
    "moment",
    "to_text",
]

MAX_DOCUMENT_BYTES = 350_000
"""What a document of ours may take; the rest of DynamoDB's 400 KB is for the attributes beside it."""


def to_text(record: BaseModel) -> str:
    """Return a record as JSON text.

    Raises:
        InvalidArguments: It holds a text that is no Unicode.
    """
    try:
        return record.model_dump_json()
    except (PydanticSerializationError, UnicodeEncodeError):
        raise InvalidArguments("A text is no valid Unicode.", "Send the text as valid UTF-8.") from None


def from_text[Kept: BaseModel](kind: type[Kept], text: Value, **changed: object) -> Kept:
    """Return the record of a JSON text, with some fields as they have become since.

    Raises:
        StoreError: It is none, e.g. because a newer release wrote it; the message holds nothing of it.
    """
    return from_fields(kind, {**_object(text, kind.__name__), **changed})


def from_fields[Kept: BaseModel](kind: type[Kept], fields: dict[str, object]) -> Kept:
    """Return the record of these fields.

    Raises:
        StoreError: They make none; the message holds nothing of them.
    """
    try:
        return kind.model_validate(fields)
    except ValidationError:
        raise _unreadable(kind.__name__) from None


def _object(text: Value, what: str) -> dict[str, JsonValue]:
    try:
        document = json.loads(str(text))
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise _unreadable(what)
    return document


def _unreadable(what: str) -> StoreError:
    return StoreError(f"A stored {what} cannot be read.", "Deploy the release that wrote it, or a newer one.")


def json_to_text(document: dict[str, JsonValue]) -> str:
    """Return a JSON document as text, compact.

    Whatever Python's JSON can say is kept, half a surrogate pair and NaN too: what a request returned is kept after it
    was executed, and that would be the worst moment to be particular.

    Raises:
        TooLarge: It takes more than 350 KB.
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(document, separators=(",", ":"))
    check_document(text, "The result", "Ask for less at a time, for instance fewer messages.")
    return text


def json_from_text(text: Value) -> dict[str, JsonValue]:
    """Return the JSON document of a text.

    Raises:
        StoreError: It is none.
    """
    return _object(text, "document")


def check_document(text: str, what: str, hint: str) -> None:
    """Refuse a document that would not fit into an item together with what stands beside it.

    Raises:
        TooLarge: With size and limit in bytes.
    """
    size = len(text.encode())
    if size > MAX_DOCUMENT_BYTES:
        raise TooLarge(
            f"{what} takes {size} bytes, and at most {MAX_DOCUMENT_BYTES} can be kept.",
            hint,
            size=size,
            limit=MAX_DOCUMENT_BYTES,
        )
