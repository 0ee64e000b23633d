"""What of a rule a request can say."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from guildhall.discord.ids import ChannelId, RoleId
from guildhall.operations.automod_patterns import closing
from guildhall.operations.automod_rules import (
    ALLOWED_WITH_PRESETS_COUNT,
    CUSTOM_MESSAGE,
    EXEMPT_CHANNELS_COUNT,
    EXEMPT_ROLES_COUNT,
    KEYWORD_CHARACTERS,
    KEYWORDS_COUNT,
    MENTIONS_COUNT,
    NAME,
    PATTERN_CHARACTERS,
    PATTERNS_COUNT,
    TIMEOUT_S,
    Preset,
)
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.model import Model

RuleName = Annotated[str, Field(min_length=1, max_length=NAME), Redaction(Keep.AS_IS)]
_Word = Annotated[str, Field(min_length=1, max_length=KEYWORD_CHARACTERS)]
_Pattern = Annotated[str, Field(min_length=1, max_length=PATTERN_CHARACTERS), AfterValidator(closing)]


def _up_to(most: int, told: str) -> Any:
    return Field(min_length=1, max_length=most, description=told)


class RuleAsked(Model):
    """Adds what a rule looks for, what it does, and who is spared; stands before the operation."""

    keywords: Annotated[list[_Word] | None, _up_to(KEYWORDS_COUNT, "Words; cat, cat*, *cat or *cat*.")] = None
    regex_patterns: Annotated[list[_Pattern] | None, _up_to(PATTERNS_COUNT, "Patterns as Rust reads them.")] = None
    allow_list: Annotated[list[_Word] | None, _up_to(ALLOWED_WITH_PRESETS_COUNT, "Words that set nothing off.")] = None
    presets: Annotated[frozenset[Preset] | None, _up_to(len(Preset), "Discord's lists of words.")] = None
    mention_limit: Annotated[
        int | None, Field(ge=0, le=MENTIONS_COUNT, description="How many mentions a message may have.")
    ] = None
    raid_protection: Annotated[bool | None, Field(description="Whether Discord looks for raids of mentions.")] = None
    block_message: Annotated[bool | None, Field(description="Whether the message is not posted.")] = None
    custom_message: Annotated[
        str | None, Field(min_length=1, max_length=CUSTOM_MESSAGE, description="What the member is told; blocks, too.")
    ] = None
    alert_channel_id: Annotated[ChannelId | None, Field(description="Channel that is shown what was written.")] = None
    timeout_s: Annotated[int | None, Field(ge=1, le=TIMEOUT_S, description="Timeout for the member, seconds.")] = None
    block_interactions: Annotated[bool | None, Field(description="Whether the member can do nothing more.")] = None
    exempt_role_ids: Annotated[frozenset[RoleId] | None, _up_to(EXEMPT_ROLES_COUNT, "Roles that are spared.")] = None
    exempt_channel_ids: Annotated[
        frozenset[ChannelId] | None, _up_to(EXEMPT_CHANNELS_COUNT, "Channels that are spared.")
    ] = None
