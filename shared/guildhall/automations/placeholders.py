"""What stands in an action for what only the trigger knows.

    {"channel_id": "{trigger.channel_id}", "content": "Welcome, {trigger.user}!"}

`trial` puts ids in that are nobody's, so that the operation's own model can judge the rest; `restored` takes them out
again. An id stands for itself alone and never within a text; a mention stands in texts alone.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pydantic import JsonValue

from guildhall.automations.triggers import Gives
from guildhall.discord.ids import ChannelId, MessageId, Snowflake, UserId

KINDS: dict[Gives, type[Snowflake]] = {
    Gives.USER_ID: UserId,
    Gives.CHANNEL_ID: ChannelId,
    Gives.MESSAGE_ID: MessageId,
}
STANDING_FOR: dict[Gives, str] = {each: f"1844674407370955160{place}" for place, each in enumerate(KINDS, 1)}
"""Ids that Discord comes to in the year 2154 at the earliest."""
_MENTION = f"<@{STANDING_FOR[Gives.USER_ID]}>"
_SIGN = re.compile(r"\{\s*trigger\b[^{}]{0,60}\}", re.IGNORECASE)
_USER = f"{{trigger.{Gives.USER}}}"


class Placed(NamedTuple):
    """A placeholder, and the way to it through the arguments.

    Attributes:
        gives: What it stands for; None where nothing is called so.
        alone: Whether the text is the placeholder and nothing else.
    """

    path: tuple[str | int, ...]
    gives: Gives | None
    alone: bool


def written(gives: Gives) -> str:
    """Return a placeholder as it is written."""
    return f"{{trigger.{gives}}}"


def found(value: JsonValue, path: tuple[str | int, ...] = ()) -> Iterator[Placed]:
    """Yield the placeholders of some arguments, at every depth."""
    if isinstance(value, str):
        for sign in _SIGN.finditer(value):
            name = sign[0].removeprefix("{trigger.").removesuffix("}")
            yield Placed(path, Gives(name) if name in set(Gives) else None, value == sign[0])
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from found(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from found(inner, (*path, place))


def trial(arguments: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return arguments as they could be when it is set off."""
    return {name: _each(value, _tried) for name, value in arguments.items()}


def restored(arguments: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return arguments of a trial with the placeholders back in their places."""
    return {name: _each(value, _untried) for name, value in arguments.items()}


def is_taken(value: JsonValue) -> bool:
    """Return whether arguments hold an id that a trial puts in; that would be taken for a placeholder."""
    return any(each in str(value) for each in STANDING_FOR.values())


def _each(value: JsonValue, change: Callable[[str], str]) -> JsonValue:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _each(inner, change) for name, inner in value.items()}
    return [_each(inner, change) for inner in value] if isinstance(value, list) else value


def _tried(text: str) -> str:
    alone = next((standing for gives, standing in STANDING_FOR.items() if text == written(gives)), None)
    return alone or text.replace(_USER, _MENTION)


def _untried(text: str) -> str:
    alone = next((gives for gives, standing in STANDING_FOR.items() if text == standing), None)
    return written(alone) if alone else text.replace(_MENTION, _USER)
