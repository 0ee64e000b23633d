"""How Discord's answers become results: a model that reads the answer by Discord's names and shows it by ours.

    class EmojiShown(Shown):
        emoji_id: EmojiId = At("id")
        name: GivenName = ""

    EmojiShown.read(answer)                                     # of an answer
    found(ports, _GET, {"guild_id": …, "emoji_id": …}, EmojiShown)   # of a request

Discord adds fields without notice and sends null for what is not set: the first are dropped, the second leaves the
field's default. A field without a default is one that Discord always sends.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, model_validator

from guildhall.discord.parsing import parsed
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports

type Query = Mapping[str, str | int | bool | Sequence[str]]


def At(*path: str | int, default: Any = ...) -> Any:  # noqa: N802 - stands where `Field` would
    """Say where in Discord's answer a field's value stands: a name, or a path into what is nested."""
    first, *more = path
    alias = AliasPath(str(first), *more) if more else str(first)
    return Field(default=default, validation_alias=AliasChoices(alias))


class Shown(BaseModel):
    """Something of Discord's as a result shows it; equal when it is read from its own dump again."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, data: object) -> object:
        return _without_nulls(data)

    @classmethod
    def read(cls, answer: JsonValue, route: Route | None = None) -> Self:
        """Return what an answer says.

        Raises:
            DiscordUnavailable: It is not what Discord promises.
        """
        return parsed(TypeAdapter(cls), route, answer)

    @classmethod
    def read_all(cls, answer: JsonValue, route: Route | None = None) -> list[Self]:
        """Return what an answer says that is a list; null is an empty one, and no entry of it. Raises as `read`."""
        told = [] if answer is None else answer
        known: JsonValue = [each for each in told if each is not None] if isinstance(told, list) else told
        return parsed(TypeAdapter(list[cls]), route, known)  # type: ignore[valid-type] # the class is one


def found[S: Shown](ports: Ports, route: Route, path: Mapping[str, str], kind: type[S]) -> S:
    """Return what a GET of Discord's says.

    Raises:
        DiscordError: It is not there, or Discord does not say.
    """
    return kind.read(ports.discord.call(route, path), route)


def listed[S: Shown](
    ports: Ports, route: Route, path: Mapping[str, str], kind: type[S], query: Query | None = None
) -> list[S]:
    """Return what a GET of Discord's says that is a list; raises as `found`."""
    return kind.read_all(ports.discord.call(route, path, query=query), route)


def _without_nulls(value: object) -> object:
    """Return an object without what is not set, nor in the objects within it; entries of a list see to themselves."""
    if not isinstance(value, dict):
        return value
    return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
