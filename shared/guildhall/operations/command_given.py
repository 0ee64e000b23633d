"""What a request says of a command that it makes or changes; stands before the operation, or by itself in a list."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from guildhall.operations.body import wire_value
from guildhall.operations.command_parts import (
    DESCRIPTION,
    IN_ORDER,
    LOCALES,
    NAME,
    OPTIONS,
    CommandContext,
    CommandKind,
    InstallKind,
    Localized,
    OptionAsked,
    beside,
    localizations,
    within,
)
from guildhall.operations.command_typing import typed
from guildhall.operations.fields import Keep, PermissionNames, Redaction
from guildhall.operations.model import Model

_EXAMPLE: JsonValue = {"kind": "text", "name": "city", "description": "Where", "choices": [{"name": "A", "value": "a"}]}
_GROUP: JsonValue = {
    "kind": "group",
    "name": "show",
    "description": "What is there",
    "options": [{"kind": "subcommand", "name": "day", "description": "Of a day", "options": [_EXAMPLE]}],
}
CommandName = Annotated[
    str,
    Field(min_length=1, max_length=NAME, description="Typed: lower case, no spaces.", examples=["weather"]),
    Redaction(Keep.AS_IS),
]
_Description = Annotated[str, Field(max_length=DESCRIPTION), Redaction(Keep.AS_IS)]


class CommandParts(Model):
    """What a command may have beside its name, and a change may give anew."""

    options: Annotated[list[OptionAsked] | None, Field(max_length=OPTIONS, examples=[[_EXAMPLE], [_GROUP]])] = None
    localized: Annotated[
        list[Localized] | None, Field(max_length=LOCALES, description="Names and descriptions in other languages.")
    ] = None
    default_permissions: Annotated[
        PermissionNames | None, Field(description="Who has these may use it; an empty list: administrators alone.")
    ] = None
    age_restricted: Annotated[bool | None, Field(description="Whether it is for adults alone.")] = None

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        beside(self.options or [])
        locales = [each.locale for each in self.localized or []]
        if len(set(locales)) < len(locales):
            raise ValueError("each language is there once")
        return self

    def parts(self) -> dict[str, JsonValue]:
        """Return what was given of it as Discord takes it."""
        told: dict[str, JsonValue] = {}
        if self.options is not None:
            told |= {"options": [], **within(self.options)}
        if self.localized is not None:
            told |= localizations(self.localized)
        if self.default_permissions is not None:
            told["default_member_permissions"] = int(self.default_permissions)
        if self.age_restricted is not None:
            told["nsfw"] = self.age_restricted
        return told | self.places()

    def places(self) -> dict[str, JsonValue]:
        """Return where it is there; a server's own command is there and nowhere else."""
        return {}


class Everywhere(CommandParts):
    """What a command of all servers may have besides."""

    contexts: Annotated[frozenset[CommandContext], Field(min_length=1), IN_ORDER] | None = None
    installs: Annotated[frozenset[InstallKind], Field(min_length=1), IN_ORDER] | None = None

    def places(self) -> dict[str, JsonValue]:
        """Return where it is there."""
        told = {"contexts": wire_value(self.contexts), "integration_types": wire_value(self.installs)}
        return {name: value for name, value in told.items() if value is not None}


class CommandGiven(CommandParts):
    """A whole command."""

    name: CommandName
    description: Annotated[_Description, Field(description="What it does; a typed command needs it.")] = ""
    kind: CommandKind = CommandKind.CHAT

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind is CommandKind.CHAT:
            if not self.description:
                raise ValueError("a typed command needs a description")
            typed(self.name)
        elif self.description or self.options:
            raise ValueError("a command of a menu has neither description nor options")
        return self

    def body(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it."""
        told: dict[str, JsonValue] = {"name": self.name, "type": self.kind.wire}
        return told | ({"description": self.description} if self.description else {}) | self.parts()

    def told(self) -> dict[str, JsonValue]:
        """Return it by our names, without what was not given."""
        told: dict[str, JsonValue] = self.model_dump(
            mode="json", include=CommandGiven.model_fields.keys() | Everywhere.model_fields, exclude_none=True
        )
        return told


class GuildCommandAsked(CommandGiven):
    """A command of one server, in a list."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class GlobalCommandAsked(Everywhere, CommandGiven):
    """A command of all servers, in a list."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ClearableOfCommand(StrEnum):
    """What of a command can be taken away."""

    OPTIONS = "options"
    LOCALIZED = "localized"
    DEFAULT_PERMISSIONS = "default_permissions"


_EMPTY: dict[ClearableOfCommand, dict[str, JsonValue]] = {
    ClearableOfCommand.OPTIONS: {"options": []},
    ClearableOfCommand.LOCALIZED: localizations([]),
    ClearableOfCommand.DEFAULT_PERMISSIONS: {"default_member_permissions": None},
}


class CommandChanged(CommandParts):
    """A change of a command."""

    name: CommandName | None = None
    description: Annotated[_Description | None, Field(min_length=1)] = None
    clear: frozenset[ClearableOfCommand] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.given() and not self.clear:
            raise ValueError("give at least one thing to change")
        if self.given().keys() & set(self.clear):
            raise ValueError("nothing can be set and cleared at once")
        return self

    def given(self) -> dict[str, JsonValue]:
        """Return what is given, by our names."""
        names = CommandChanged.model_fields.keys() | Everywhere.model_fields
        told: dict[str, JsonValue] = self.model_dump(mode="json", include=names - {"clear"}, exclude_none=True)
        return told

    def body(self) -> dict[str, JsonValue]:
        """Return the change as Discord takes it."""
        named = {"name": self.name, "description": self.description}
        told = {name: value for name, value in named.items() if value is not None} | self.parts()
        for name in sorted(self.clear):
            told |= _EMPTY[name]
        return told
