"""A command's parts as a request gives them: its names in other languages, its options, where and for whom it is there.

Options nest at most twice (group, subcommand, value), so each depth has a class of its own; a form that could hold
itself would have no end in the description that a model reads.
Source: https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, ConfigDict, Field, JsonValue, PlainSerializer, model_validator

from guildhall.operations.command_typing import file_type, typed
from guildhall.operations.model import Model

NAME, DESCRIPTION, CHOICE, VALUE = 32, 100, 100, 6000
OPTIONS, CHOICES, LOCALES = 25, 25, 34
"""Source: Discord's OpenAPI document, `ApplicationCommandCreateRequest`."""
IN_ORDER = PlainSerializer(sorted, return_type=list[str], when_used="json")
"""Marks a set within a part of a request: the same request is the same JSON, in whatever order its sets are."""
_MODEL = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
FILE_TYPES = 10
"""Source: …/reference#file-type-filtering"""
_NAME = Field(min_length=1, max_length=NAME, description="Lower case, no spaces.")
_FileType = Annotated[str, Field(max_length=NAME, examples=["image", ".pdf"]), AfterValidator(file_type)]
_Size = Annotated[int | None, Field(ge=1, le=VALUE)]
_Described = Annotated[str, Field(min_length=1, max_length=DESCRIPTION)]
_Locale = Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z0-9]{2,3})?$", description="Discord's locale, e.g. de.")]


class CommandKind(StrEnum):
    """Where a command is found: typed, or in the menu of a user or of a message."""

    CHAT = "chat"
    USER = "user"
    MESSAGE = "message"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(CommandKind).index(self) + 1


class OptionKind(StrEnum):
    """What an option takes."""

    SUBCOMMAND = "subcommand"
    GROUP = "group"
    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    USER = "user"
    CHANNEL = "channel"
    ROLE = "role"
    MENTIONABLE = "mentionable"
    NUMBER = "number"
    ATTACHMENT = "attachment"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(OptionKind).index(self) + 1


VALUES = frozenset(OptionKind) - {OptionKind.SUBCOMMAND, OptionKind.GROUP}
_LISTED = frozenset({OptionKind.TEXT, OptionKind.INTEGER, OptionKind.NUMBER})
_COUNTED = _LISTED - {OptionKind.TEXT}


class ChannelWord(StrEnum):
    """A kind of channel that an option takes."""

    TEXT = "text"
    VOICE = "voice"
    CATEGORY = "category"
    ANNOUNCEMENT = "announcement"
    ANNOUNCEMENT_THREAD = "announcement_thread"
    PUBLIC_THREAD = "public_thread"
    PRIVATE_THREAD = "private_thread"
    STAGE = "stage"
    FORUM = "forum"
    MEDIA = "media"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return CHANNEL_NUMBERS[self]


CHANNEL_NUMBERS = dict(zip(ChannelWord, (0, 2, 4, 5, 10, 11, 12, 13, 15, 16), strict=True))


class InstallKind(StrEnum):
    """For whom a command is there: for servers that installed the application, or for people who did."""

    GUILD = "guild"
    USER = "user"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(InstallKind).index(self)


class CommandContext(StrEnum):
    """Where a command can be used."""

    GUILD = "guild"
    BOT_DM = "bot_dm"
    PRIVATE_CHANNEL = "private_channel"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(CommandContext).index(self)


class Localized(Model):
    """A name and a description in another language."""

    model_config = _MODEL

    locale: _Locale
    name: Annotated[str, Field(max_length=NAME)] = ""
    description: Annotated[str, Field(max_length=DESCRIPTION)] = ""


class Translated(Localized):
    """A longer name, and a longer description, in another language."""

    name: Annotated[str, Field(max_length=CHOICE)] = ""
    description: Annotated[str, Field(max_length=2 * DESCRIPTION)] = ""


def localizations(localized: Sequence[Localized], *, described: bool = True) -> dict[str, JsonValue]:
    """Return names and descriptions in other languages as Discord takes them; none take away those that were there."""
    kinds = ("name", "description") if described else ("name",)
    told = {kind: {each.locale: getattr(each, kind) for each in localized if getattr(each, kind)} for kind in kinds}
    return {f"{kind}_localizations": texts or None for kind, texts in told.items()}


class ChoiceAsked(Model):
    """A value to choose; for a number, a number."""

    model_config = _MODEL

    name: Annotated[str, Field(min_length=1, max_length=CHOICE)]
    value: str | int | float
    localized: Annotated[list[Translated], Field(max_length=LOCALES)] = Field(default_factory=list)

    def wired(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it."""
        return {"name": self.name, "value": self.value, **localizations(self.localized, described=False)}


class ValueAsked(Model):
    """An option that takes a value; limits are for numbers, lengths for texts, both may offer choices."""

    model_config = _MODEL
    kinds: ClassVar[frozenset[OptionKind]] = VALUES

    kind: OptionKind
    name: Annotated[str, _NAME, AfterValidator(typed)]
    description: _Described
    localized: Annotated[list[Localized], Field(max_length=LOCALES)] = Field(default_factory=list)
    required: bool = False
    autocomplete: bool = False
    choices: Annotated[list[ChoiceAsked], Field(max_length=CHOICES)] = Field(default_factory=list)
    least: float | None = None
    most: float | None = None
    min_length: Annotated[int | None, Field(ge=0, le=VALUE)] = None
    max_length: _Size = None
    channel_kinds: Annotated[frozenset[ChannelWord], IN_ORDER] = frozenset()
    file_types: Annotated[frozenset[_FileType], Field(max_length=FILE_TYPES), IN_ORDER] = frozenset()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind not in self.kinds:
            raise ValueError("an option of that kind does not stand at that depth")
        counted, text = self.kind in _COUNTED, self.kind is OptionKind.TEXT
        if (self.choices or self.autocomplete) and (self.kind not in _LISTED or (self.choices and self.autocomplete)):
            raise ValueError("choices, or else autocomplete, are for texts and numbers")
        if not counted and (self.least is not None or self.most is not None):
            raise ValueError("least and most are for numbers")
        if not text and (self.min_length is not None or self.max_length is not None):
            raise ValueError("lengths are for texts")
        if self.channel_kinds and self.kind is not OptionKind.CHANNEL:
            raise ValueError("channel_kinds are for channels")
        if self.file_types and self.kind is not OptionKind.ATTACHMENT:
            raise ValueError("file_types are for attachments")
        if any(isinstance(each.value, str) is not text for each in self.choices):
            raise ValueError("choices of a text are texts, and of a number numbers")
        return self

    def wired(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it."""
        told: dict[str, JsonValue] = {"type": self.kind.wire, "name": self.name, "description": self.description}
        told |= localizations(self.localized)
        if self.kind in VALUES:
            told["required"] = self.required
        return told | self._bounds()

    def _bounds(self) -> dict[str, JsonValue]:
        whole = int if self.kind is OptionKind.INTEGER else float
        bounds: dict[str, JsonValue] = {
            "min_value": None if self.least is None else whole(self.least),
            "max_value": None if self.most is None else whole(self.most),
            "min_length": self.min_length,
            "max_length": self.max_length,
            "autocomplete": True if self.autocomplete else None,
            "choices": [choice.wired() for choice in self.choices] or None,
            "channel_types": [*sorted(each.wire for each in self.channel_kinds)] or None,
            "file_types": [*sorted(self.file_types)] or None,
        }
        return {name: value for name, value in bounds.items() if value is not None}


class SubcommandAsked(ValueAsked):
    """An option of a group, or of a command: a subcommand, which has values, or a value."""

    kinds: ClassVar[frozenset[OptionKind]] = VALUES | {OptionKind.SUBCOMMAND}

    options: Annotated[list[ValueAsked], Field(max_length=OPTIONS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        if self.options and self.kind in VALUES:
            raise ValueError("only subcommands and groups have options")
        beside(self.options)
        return self

    def wired(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it."""
        return super().wired() | within(self.options)


class OptionAsked(ValueAsked):
    """An option: a value, a subcommand, or a group of subcommands."""

    kinds: ClassVar[frozenset[OptionKind]] = frozenset(OptionKind)

    options: Annotated[list[SubcommandAsked], Field(max_length=OPTIONS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        inner = {each.kind for each in self.options}
        if self.kind in VALUES and inner:
            raise ValueError("only subcommands and groups have options")
        if self.kind is OptionKind.GROUP and not inner <= {OptionKind.SUBCOMMAND}:
            raise ValueError("a group has subcommands")
        if self.kind is OptionKind.SUBCOMMAND and not inner <= VALUES:
            raise ValueError("a subcommand has values")
        beside(self.options)
        return self

    def wired(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it."""
        return super().wired() | within(self.options)


def beside(options: Sequence[ValueAsked]) -> None:
    """Refuse options that cannot stand beside each other.

    Raises:
        ValueError: A name is there twice, one that is required comes after one that is not, or values stand beside
            subcommands.
    """
    if len({option.name for option in options}) < len(options):
        raise ValueError("each option is there once")
    required = [option.required for option in options]
    if required != sorted(required, reverse=True):
        raise ValueError("required options stand before the others")
    if len({option.kind in VALUES for option in options}) > 1:
        raise ValueError("values do not stand beside subcommands and groups")


def within(options: Sequence[ValueAsked]) -> dict[str, JsonValue]:
    """Return options as the part of their whole that they are."""
    return {"options": [each.wired() for each in options]} if options else {}
