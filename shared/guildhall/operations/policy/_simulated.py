"""What is told of past acts under a draft of the policy."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import UserId
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model

_EXAMPLE: dict[str, JsonValue] = {"examples": [{"confirm_from": "write", "writes_per_day": 100}]}

PolicyDraft = Annotated[
    dict[str, JsonValue],
    Field(description="Fields of the policy as they would be, as policy.get has them.", json_schema_extra=_EXAMPLE),
]


class Tally(Model):
    """How often something is there."""

    what: OurText
    count: int


class Example(Model):
    """An act that fares differently under the draft than today, and the rule that tells them apart."""

    audit_id: OurText
    at: datetime
    operation: OurText
    user_id: UserId
    today: OurText
    would: OurText
    rule: OurText


class OverBudget(Model):
    """A day (UTC) on which more was done than a budget has that the draft changes."""

    day: OurText
    budget: OurText
    spent: int
    limit: int


class Replayed(Model):
    """What the draft would change, counted and by examples; what could not be judged, and why."""

    judged_count: int
    different_count: int
    by_change: list[Tally]
    by_operation: list[Tally]
    by_user: list[Tally]
    examples: list[Example]
    over_budget: list[OverBudget]
    not_judged: list[Tally]
    fields_not_judged: list[OurText]
