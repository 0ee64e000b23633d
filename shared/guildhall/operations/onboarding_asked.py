"""The questions of an onboarding as a request gives them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from guildhall.discord.ids import ChannelId, RoleId, Snowflake
from guildhall.operations.emojis import Emoji, wire_emoji
from guildhall.operations.model import Model

MOST_PROMPTS, MOST_OPTIONS, MOST_IDS, MOST_DEFAULTS = 15, 50, 50, 500
TITLE, OPTION_TITLE, OPTION_DESCRIPTION = 100, 50, 100
"""Source: Discord's OpenAPI document, `UpdateGuildOnboardingRequest`."""
_MODEL = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
_Ids = Field(max_length=MOST_IDS)


class OnboardingMode(StrEnum):
    """What counts for an onboarding to be complete: default channels alone, or also what the questions lead to."""

    DEFAULT_CHANNELS = "default_channels"
    CHANNELS_AND_QUESTIONS = "channels_and_questions"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(OnboardingMode).index(self)


class PromptKind(StrEnum):
    """How the answers to a question are shown."""

    MULTIPLE_CHOICE = "multiple_choice"
    DROPDOWN = "dropdown"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(PromptKind).index(self)


class OptionAsked(Model):
    """An answer, and what whoever chooses it gets; with its id where it is there already."""

    model_config = _MODEL

    option_id: Snowflake | None = None
    title: Annotated[str, Field(min_length=1, max_length=OPTION_TITLE)]
    description: Annotated[str, Field(max_length=OPTION_DESCRIPTION)] = ""
    emoji: Emoji | None = None
    role_ids: Annotated[frozenset[RoleId], _Ids] = frozenset()
    channel_ids: Annotated[frozenset[ChannelId], _Ids] = frozenset()

    @property
    def wire(self) -> JsonValue:
        """It as Discord takes it."""
        emoji = wire_emoji(self.emoji) if self.emoji else {}
        told: dict[str, JsonValue] = {"title": self.title, "description": self.description or None}
        told |= {"emoji_id": emoji.get("id"), "emoji_name": emoji.get("name")}
        told |= {"emoji_animated": bool(self.emoji and self.emoji.startswith("<a:"))}
        told |= {"role_ids": [*sorted(map(str, self.role_ids))], "channel_ids": [*sorted(map(str, self.channel_ids))]}
        return {**told, **({"id": str(self.option_id)} if self.option_id else {})}


class PromptAsked(Model):
    """A question; with its id where it is there already."""

    model_config = _MODEL

    prompt_id: Snowflake | None = None
    title: Annotated[str, Field(min_length=1, max_length=TITLE)]
    options: Annotated[list[OptionAsked], Field(min_length=1, max_length=MOST_OPTIONS)]
    kind: PromptKind = PromptKind.MULTIPLE_CHOICE
    single_select: bool = False
    required: bool = False
    in_onboarding: Annotated[bool, Field(description="false: only under Channels & Roles.")] = True

    def wired(self, place: int) -> JsonValue:
        """Return it as Discord takes it; a new one has its place for an id."""
        return {
            "id": str(self.prompt_id or place),
            "type": self.kind.wire,
            "title": self.title,
            "options": [option.wire for option in self.options],
            "single_select": self.single_select,
            "required": self.required,
            "in_onboarding": self.in_onboarding,
        }


class OnboardingChanged(Model):
    """Adds what is changed; stands before the operation."""

    enabled: bool | None = None
    mode: OnboardingMode | None = None
    default_channel_ids: Annotated[frozenset[ChannelId] | None, Field(max_length=MOST_DEFAULTS)] = None
    prompts: Annotated[
        list[PromptAsked] | None, Field(max_length=MOST_PROMPTS, description="Exactly these questions.")
    ] = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if all(getattr(self, name) is None for name in OnboardingChanged.model_fields):
            raise ValueError("give at least one of enabled, mode, default_channel_ids, prompts")
        return self

    @property
    def options(self) -> list[OptionAsked]:
        """All answers of all questions."""
        return [option for prompt in self.prompts or [] for option in prompt.options]

    @property
    def role_ids(self) -> list[RoleId]:
        """The roles that somebody can get by an answer."""
        return sorted({role_id for option in self.options for role_id in option.role_ids}, key=int)

    @property
    def channel_ids(self) -> set[ChannelId]:
        """The channels that are named."""
        named = {channel_id for option in self.options for channel_id in option.channel_ids}
        return named | set(self.default_channel_ids or ())
