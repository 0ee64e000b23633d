"""What the trail keeps of a request: enough to know what was done, nothing of what was said.

The field's type decides. Ids, numbers, booleans, moments and enums are kept; names that are public in the guild are
kept where the field says so, and an operation's name if there is such an operation; every other text becomes its length
and a keyed hash, so that two equal texts can be matched while the guild's key exists and none can be read. A field that
is not understood is treated as text.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum

from pydantic import BaseModel, JsonValue
from pydantic.fields import FieldInfo

from guildhall.discord.ids import Snowflake
from guildhall.operations.catalogue import is_known
from guildhall.operations.fields import Keep, OperationName, Redaction, marks_of

_HASH_CHARACTERS = 16


def redact(request: BaseModel, key: bytes) -> dict[str, JsonValue]:
    """Return a request's fields as the trail keeps them; fields left at their default are left out.

    Args:
        request: The validated request.
        key: The guild's secret key for content hashes.
    """
    return {
        name: _redact_field(getattr(request, name), type(request).model_fields[name], key)
        for name in sorted(request.model_fields_set)
    }


def _redact_field(value: object, field: FieldInfo, key: bytes) -> JsonValue:
    marks = marks_of(field)
    keep = next((mark.keep for mark in marks if isinstance(mark, Redaction)), None)
    if keep is Keep.NOTHING:
        return None
    named = any(isinstance(mark, OperationName) for mark in marks) and is_known(str(value))
    if keep is Keep.AS_IS or named:
        return _plain(value)
    return _redact_value(value, key)


def _redact_value(value: object, key: bytes) -> JsonValue:
    if isinstance(value, Snowflake | datetime):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, BaseModel):
        return redact(value, key)
    if isinstance(value, str):
        return digest(value, key)
    if isinstance(value, Mapping):
        return digest(json.dumps(value, sort_keys=True, default=str), key)
    if isinstance(value, Iterable):
        return [_redact_value(item, key) for item in _ordered(value)]
    return digest(repr(value), key)


def _ordered(values: Iterable[object]) -> list[object]:
    return sorted(values, key=str) if isinstance(values, set | frozenset) else list(values)


def _plain(value: object) -> JsonValue:
    plain: JsonValue = json.loads(json.dumps(value, default=str))
    return plain


def digest(text: str, key: bytes) -> dict[str, JsonValue]:
    """Return a text as its length and a keyed hash."""
    hashed = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_HASH_CHARACTERS]
    return {"length": len(text), "hmac": hashed}
