"""A command's options become an operation's arguments."""

import json
import re
import shlex
from collections.abc import Mapping

from pydantic import JsonValue

from guildhall.errors import InvalidArguments
from guildhall.surfaces.interactions.table import DRY_RUN, CommandRow, OptionValue, Shape

_BETWEEN = re.compile(r"[\s,;\[\]\"']+")
"""What stands between values: also the brackets and quotes of a list that was pasted as JSON."""


def arguments(row: CommandRow, given: Mapping[str, OptionValue], channel_id: str | None) -> dict[str, JsonValue]:
    """Return the arguments that options stand for; a channel that was left out may be the one of the command.

    Raises:
        InvalidArguments: A text that holds several values cannot be taken apart.
    """
    told: dict[str, JsonValue] = {name: _value(row, name, value) for name, value in given.items() if name != DRY_RUN}
    if row.here and channel_id is not None:
        told.setdefault("channel_id", channel_id)
    return told


def dry_run(given: Mapping[str, OptionValue]) -> bool | None:
    """Return whether only a preview is wanted; None when nothing was said."""
    return True if given.get(DRY_RUN) is True else None


def _value(row: CommandRow, name: str, value: OptionValue) -> JsonValue:
    option = row.options.get(name)
    if option is None or option.shape is Shape.ONE or not isinstance(value, str):
        return value
    if option.shape is Shape.MANY:
        return _several(value)
    return _mapping(name, value)


def _mapping(name: str, text: str) -> dict[str, JsonValue]:
    """Read `{"limit": 5}` or `limit=5 channel_id=<#1>`; a value that is no JSON, and an id, is a text."""
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else dict(map(_pair, shlex.split(text)))
    except ValueError:
        raise InvalidArguments(
            f"{name} cannot be read.", 'Give name=value pairs separated by spaces, or JSON such as {"limit": 5}.'
        ) from None
    return {str(key): value for key, value in document.items()}


def _pair(text: str) -> tuple[str, JsonValue]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ValueError(text)
    literals: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
    return name, _several(value) if name.endswith("_ids") else literals.get(value, value)


def _several(text: str) -> list[JsonValue]:
    return [part for part in _BETWEEN.split(text) if part]
