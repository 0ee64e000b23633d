"""A command as results show it: Discord's object by the names that a request has for it, so that it can be given back.

A kind of option that is not known here is shown as `unknown_12`; such a command can be read and deleted, and what would
have to write it again says that it cannot.
"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import JsonValue

from guildhall.discord.ids import CommandId
from guildhall.discord.permissions import Permission
from guildhall.operations.command_parts import (
    CHANNEL_NUMBERS,
    CommandContext,
    CommandKind,
    InstallKind,
    OptionKind,
)
from guildhall.operations.fields import GivenName, Keep, OurText, Redaction, names
from guildhall.operations.preview import Target
from guildhall.operations.reversal import fields
from guildhall.operations.shown import Shown
from guildhall.operations.sparse import Sparse

_KINDS = {each.wire: str(each) for each in CommandKind} | {4: "entry_point"}
_OPTIONS = {each.wire: str(each) for each in OptionKind}
_CONTEXTS = {each.wire: str(each) for each in CommandContext}
_INSTALLS = {each.wire: str(each) for each in InstallKind}
_CHANNELS = {number: str(word) for word, number in CHANNEL_NUMBERS.items()}


class LocalizedShown(Sparse, Shown):
    """A name and a description in another language."""

    locale: OurText
    name: GivenName = ""
    description: GivenName = ""


class ChoiceShown(Sparse, Shown):
    """A value to choose."""

    name: GivenName
    value: Annotated[str | int | float, Redaction(Keep.AS_IS)]
    localized: tuple[LocalizedShown, ...] = ()


class ValueShown(Sparse, Shown):
    """An option that takes a value."""

    kind: OurText
    name: GivenName
    description: GivenName
    localized: tuple[LocalizedShown, ...] = ()
    required: bool = False
    autocomplete: bool = False
    choices: tuple[ChoiceShown, ...] = ()
    least: float | None = None
    most: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    channel_kinds: tuple[OurText, ...] = ()
    file_types: tuple[GivenName, ...] = ()


class SubcommandShown(ValueShown):
    """A subcommand with its values, or a value."""

    options: tuple[ValueShown, ...] = ()


class OptionShown(ValueShown):
    """A group, a subcommand, or a value."""

    options: tuple[SubcommandShown, ...] = ()


class CommandShown(Sparse, Shown):
    """A command; without default_permissions everybody may use it, with an empty list administrators alone."""

    command_id: CommandId
    kind: OurText = "chat"
    name: GivenName
    description: GivenName = ""
    localized: tuple[LocalizedShown, ...] = ()
    options: tuple[OptionShown, ...] = ()
    default_permissions: tuple[OurText, ...] | None = None
    for_admins_only: bool = False
    age_restricted: bool = False
    contexts: tuple[OurText, ...] = ()
    installs: tuple[OurText, ...] = ()

    @classmethod
    def of(cls, answer: JsonValue) -> "CommandShown":
        """Return what Discord's answer says."""
        return cls.read(_command(fields(answer)))

    @property
    def target(self) -> Target:
        """The command as a write's target."""
        return Target(id=self.command_id, label=f"/{self.name}" if self.kind == "chat" else self.name)

    @property
    def arguments(self) -> dict[str, JsonValue]:
        """It by the names of the arguments that make it."""
        told: dict[str, JsonValue] = self.model_dump(mode="json", exclude={"command_id", "for_admins_only"})
        return told | ({"default_permissions": []} if self.for_admins_only else {})


class CommandsListed(Shown):
    """Commands."""

    commands: tuple[CommandShown, ...] = ()


def _command(raw: dict[str, JsonValue]) -> dict[str, JsonValue]:
    needed = raw.get("default_member_permissions")
    bits = Permission(int(str(needed))) if str(needed).isdecimal() else None
    return {
        "command_id": raw.get("id"),
        "kind": _word(raw.get("type"), _KINDS),
        "name": raw.get("name"),
        "description": raw.get("description"),
        "localized": localized_of(raw),
        "options": _options(raw),
        "default_permissions": None if bits is None else names(bits),
        "for_admins_only": bits is not None and not bits,
        "age_restricted": raw.get("nsfw"),
        "contexts": _words(raw.get("contexts"), _CONTEXTS),
        "installs": _words(raw.get("integration_types"), _INSTALLS),
    }


def _options(raw: dict[str, JsonValue]) -> list[JsonValue]:
    return [_option(each) for each in _objects(raw.get("options"))]


def _option(raw: dict[str, JsonValue]) -> JsonValue:
    same = ("name", "description", "required", "autocomplete", "min_length", "max_length", "file_types")
    choices: list[JsonValue] = [
        {"name": each.get("name"), "value": each.get("value"), "localized": localized_of(each)}
        for each in _objects(raw.get("choices"))
    ]
    return {
        **{name: raw.get(name) for name in same},
        "kind": _word(raw.get("type"), _OPTIONS),
        "localized": localized_of(raw),
        "choices": choices,
        "least": raw.get("min_value"),
        "most": raw.get("max_value"),
        "channel_kinds": _words(raw.get("channel_types"), _CHANNELS),
        "options": _options(raw),
    }


def localized_of(raw: dict[str, JsonValue]) -> list[JsonValue]:
    """Return names and descriptions in other languages, which Discord tells apart, language by language."""
    named, described = (
        {locale: text for locale, text in fields(raw.get(f"{kind}_localizations")).items() if isinstance(text, str)}
        for kind in ("name", "description")
    )
    return [
        {"locale": locale, "name": named.get(locale), "description": described.get(locale)}
        for locale in sorted({*named, *described})
    ]


def _objects(value: JsonValue) -> Iterable[dict[str, JsonValue]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _words(value: JsonValue, known: dict[int, str]) -> list[JsonValue]:
    return [_word(each, known) for each in value] if isinstance(value, list) else []


def _word(value: JsonValue, known: dict[int, str]) -> JsonValue:
    return known.get(value, f"unknown_{value}") if isinstance(value, int) else None
