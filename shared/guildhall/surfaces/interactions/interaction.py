"""An interaction as Discord sends it, read as far as the door needs it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guildhall.surfaces.interactions.table import OptionValue
from guildhall.surfaces.interactions.wire import Context, Integration, InteractionType, OptionType

_GROUPS = (OptionType.SUBCOMMAND, OptionType.SUBCOMMAND_GROUP)


@dataclass(frozen=True, slots=True)
class Interaction:
    """A person did something in Discord; that Discord says so was proved before this is made.

    Attributes:
        data: The interaction's data, as it came.
        components: Those of the message in which a component was used, as they came.
        in_guild: Whether it was made in a guild in which the application itself is installed.
    """

    id: str
    type: InteractionType
    token: str = field(repr=False)
    application_id: str
    guild_id: str | None
    channel_id: str | None
    user_id: str
    in_guild: bool
    data: Mapping[str, Any] = field(repr=False)
    components: object = field(default=None, repr=False)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Interaction":
        """Return the interaction in a document.

        Raises:
            ValueError: It is none, or of a kind that is not known.
        """
        try:
            guild_id = document.get("guild_id")
            return cls(
                id=_snowflake(document["id"]),
                type=InteractionType(document["type"]),
                token=_text(document["token"]),
                application_id=_snowflake(document["application_id"]),
                guild_id=None if guild_id is None else _snowflake(guild_id),
                channel_id=_channel(document),
                user_id=_snowflake((document.get("member") or document)["user"]["id"]),
                in_guild=_in_guild(document),
                data=_mapping(document["data"]),
                components=(document.get("message") or {}).get("components"),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no interaction: {type(error).__name__}") from None

    @property
    def custom_id(self) -> str:
        """The custom id of the component or modal; empty when there is none."""
        custom_id = self.data.get("custom_id")
        return custom_id if isinstance(custom_id, str) else ""

    @property
    def target_id(self) -> str | None:
        """The id of the message or user on which a menu was opened; None when there is none."""
        target_id = self.data.get("target_id")
        return target_id if isinstance(target_id, str) and target_id.isascii() and target_id.isdigit() else None

    @property
    def selected(self) -> tuple[str, ...]:
        """What was picked in a select; nothing where it is none."""
        picked = self.data.get("values")
        return tuple(value for value in picked if isinstance(value, str)) if isinstance(picked, list) else ()

    def invoked(self) -> tuple[str, list[Mapping[str, Any]]]:
        """Return the command's path with its subcommand, and its options as Discord sent them."""
        path, options = [str(self.data.get("name", ""))], _mappings(self.data.get("options"))
        while len(options) == 1 and options[0].get("type") in _GROUPS:
            path.append(str(options[0].get("name", "")))
            options = _mappings(options[0].get("options"))
        return " ".join(path), options

    def texts(self) -> dict[str, str]:
        """Return what was typed into a modal, by the custom ids of its inputs."""
        return {str(part["custom_id"]): str(part.get("value") or "") for part in _inputs(self.data.get("components"))}


def values(options: list[Mapping[str, Any]]) -> dict[str, OptionValue]:
    """Return the options' values by name; what has no plain value is left out."""
    return {
        str(option.get("name", "")): option["value"]
        for option in options
        if isinstance(option.get("value"), str | int | float | bool)
    }


def _inputs(components: object) -> Iterator[Mapping[str, Any]]:
    """Yield the text inputs of a modal, in labels (as we send them) or in rows (as older clients send them back)."""
    for part in _mappings(components):
        if "custom_id" in part:
            yield part
        yield from _inputs([part["component"]] if "component" in part else part.get("components"))


def _in_guild(document: Mapping[str, Any]) -> bool:
    owners = document.get("authorizing_integration_owners")
    for_guild = not owners or str(int(Integration.GUILD)) in owners
    return (
        document.get("guild_id") is not None and document.get("context", Context.GUILD) == Context.GUILD and for_guild
    )


def _channel(document: Mapping[str, Any]) -> str | None:
    channel_id = document.get("channel_id") or (document.get("channel") or {}).get("id")
    return None if channel_id is None else _snowflake(channel_id)


def _snowflake(value: object) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.isdigit():
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
