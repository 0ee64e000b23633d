"""What of a rule a request changes."""

from enum import StrEnum
from typing import Self

from pydantic import JsonValue, model_validator

from guildhall.operations.automod._asked import RuleAsked, RuleName
from guildhall.operations.automod._rule import RuleWrite
from guildhall.operations.automod_rules import CONDITIONS, TAKES, in_order


class ClearableOfRule(StrEnum):
    """What a rule can be without."""

    EXEMPT_ROLE_IDS = "exempt_role_ids"
    EXEMPT_CHANNEL_IDS = "exempt_channel_ids"
    ALERT_CHANNEL_ID = "alert_channel_id"
    CUSTOM_MESSAGE = "custom_message"
    TIMEOUT_S = "timeout_s"
    KEYWORDS = "keywords"
    REGEX_PATTERNS = "regex_patterns"
    PRESETS = "presets"
    ALLOW_LIST = "allow_list"


CLEARED: dict[str, JsonValue] = {**{str(each): [] for each in ClearableOfRule}, "alert_channel_id": None}
CLEARED |= {"custom_message": "", "timeout_s": None}
"""What a field is once it is taken away."""


class RuleChanged(RuleWrite):
    """An operation that changes a rule."""

    name: RuleName | None = None
    enabled: bool | None = None
    clear: frozenset[ClearableOfRule] = frozenset()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        given = {name for name in (*RuleAsked.model_fields, "name", "enabled") if getattr(self, name) is not None}
        if not given and not self.clear:
            raise ValueError("give at least one thing that changes")
        if given & self.clear or (self.custom_message and self.block_message is False):
            raise ValueError("nothing is given and taken away at once")
        touched = (given | {str(name) for name in self.clear}) & CONDITIONS
        if not any(touched <= set(taken) for taken in TAKES.values()):
            raise ValueError(f"no rule takes {' and '.join(sorted(touched))} at once")
        return self

    @property
    def changed(self) -> dict[str, JsonValue]:
        """What is given, and nothing for what is taken away, by the names of the arguments."""
        names = {*RuleAsked.model_fields, "name", "enabled"}
        given = in_order(self.model_dump(mode="json", include=names, exclude_none=True))
        given |= {"block_message": True} if self.custom_message else {}
        given |= {"custom_message": ""} if self.block_message is False else {}
        return given | {str(name): CLEARED[name] for name in sorted(self.clear)}
