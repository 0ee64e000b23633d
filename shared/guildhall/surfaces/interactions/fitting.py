"""A command with all its subcommands within the characters that Discord takes of one command.

Names, descriptions and values of a whole command count together (8000, `limits.COMMAND_TOTAL`), so a resource with many
verbs runs out of room before it runs out of subcommands. Room is made where it is missed the least: first the longest
descriptions of optional options shrink to the option's name, which says most of it; then optional options are left out,
the last one of the largest subcommand first. What is required always stays.
Source: https://docs.discord.com/developers/interactions/application-commands
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from guildhall.surfaces.interactions.phrases import words

_SUBCOMMAND = 1


def characters(part: Mapping[str, Any]) -> int:
    """Return how many characters of a command count."""
    own = len(part["name"]) + len(part.get("description", "")) + len(str(part.get("value", "")))
    return own + sum(characters(inner) for key in ("options", "choices") for inner in part.get(key, ()))


def fitted(command: Mapping[str, Any], most: int) -> tuple[dict[str, Any], list[str]]:
    """Return the command within `most` characters, and the options that had to be left out, as `verb option`.

    What stays too large with required options alone stays so; Discord's limits are looked at elsewhere.
    """
    told, left_out = deepcopy(dict(command)), []
    for option in sorted(_optional(told), key=lambda option: (-len(option["description"]), option["name"])):
        if characters(told) <= most:
            break
        option["description"] = min(f"{words(option['name'])}.", option["description"], key=len)
    while characters(told) > most and (largest := _largest(told)) is not None:
        last = next(option for option in reversed(largest["options"]) if not option.get("required"))
        largest["options"].remove(last)
        left_out.append(f"{largest['name']} {last['name']}")
    return told, left_out


def _subcommands(command: Mapping[str, Any]) -> list[Any]:
    return [part for part in command.get("options", ()) if part["type"] == _SUBCOMMAND]


def _optional(command: Mapping[str, Any]) -> Iterator[Any]:
    for subcommand in _subcommands(command):
        yield from (option for option in subcommand["options"] if not option.get("required"))


def _largest(command: Mapping[str, Any]) -> Any | None:
    """Return the largest subcommand that has an optional option."""
    able = [part for part in _subcommands(command) if any(not option.get("required") for option in part["options"])]
    return max(able, key=lambda part: (characters(part), part["name"]), default=None)
