"""A rule that is to be made: what fits together, and what it does where nothing is said."""

from typing import Self

from pydantic import Field, JsonValue, model_validator

from guildhall.operations.automod._asked import RuleAsked, RuleName
from guildhall.operations.automod._rule import RuleWrite
from guildhall.operations.automod_rules import (
    ACTING,
    ALLOWED_COUNT,
    CONDITIONS,
    NEEDS,
    TAKES,
    TIMES_OUT,
    Trigger,
    in_order,
    wired,
)


class Making(RuleWrite):
    """An operation that makes a rule."""

    name: RuleName
    trigger: Trigger
    enabled: bool = Field(default=True, description="Whether it counts at once.")

    @model_validator(mode="after")
    def _fits_the_trigger(self) -> Self:
        wrong = sorted(name for name in CONDITIONS - set(TAKES[self.trigger]) if getattr(self, name) is not None)
        if wrong:
            raise ValueError(f"a rule of the kind {self.trigger} takes no {' and no '.join(wrong)}")
        if self.trigger is not Trigger.KEYWORD_PRESET and len(self.allow_list or ()) > ALLOWED_COUNT:
            raise ValueError(f"allow_list has room for {ALLOWED_COUNT} words")
        if self.timeout_s and self.trigger not in TIMES_OUT:
            raise ValueError("only rules of the kinds keyword and mention_spam time somebody out")
        if self.block_message is False and self.custom_message:
            raise ValueError("a custom_message is told where a message is blocked")
        if (needed := NEEDS.get(self.trigger)) and not any(getattr(self, name) for name in needed):
            raise ValueError(f"a rule of the kind {self.trigger} looks for something: give {' or '.join(needed)}")
        return self

    def state(self) -> dict[str, JsonValue]:
        """Return the rule by the names of the arguments; one that is given no action blocks."""
        given = self.model_dump(mode="json", include=set(RuleAsked.model_fields), exclude_none=True)
        given |= {"name": self.name, "enabled": self.enabled}
        given |= {"block_message": True} if self.custom_message else {}
        if not any(given.get(name) for name in ACTING):
            given["block_interactions" if self.trigger is Trigger.MEMBER_PROFILE else "block_message"] = True
        return in_order(given)

    def body(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it."""
        state = self.state()
        kind: dict[str, JsonValue] = {"trigger_type": self.trigger.wire, "event_type": self.trigger.event}
        return kind | wired([*state, *CONDITIONS], self.trigger, state)
