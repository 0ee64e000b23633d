"""How an event that comes again is shown, and how a request would give the same."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, JsonValue

from guildhall.operations.event._words import FREQUENCIES, WEEKDAYS
from guildhall.operations.fields import OurText
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded


def _days(value: object) -> object:
    return [WEEKDAYS.get(each, each) for each in value] if isinstance(value, list) else value


def _text(value: object) -> object:
    return f"unknown_{value}" if isinstance(value, int) else value


class NthWeekdayShown(Shown):
    """A weekday in the first to the fifth week of a month; the fifth is the last one."""

    n: int = 0
    day: Annotated[OurText, worded(WEEKDAYS)] = ""


class RecurrenceShown(Shown):
    """How often an event comes again, and on which days."""

    starts_at: datetime | None = At("start", default=None)
    frequency: Annotated[OurText, worded(FREQUENCIES)]
    interval: int = 1
    weekdays: Annotated[list[Annotated[OurText, BeforeValidator(_text)]], BeforeValidator(_days)] = At(
        "by_weekday", default=[]
    )
    nth_weekdays: list[NthWeekdayShown] = At("by_n_weekday", default=[])
    months: list[int] = At("by_month", default=[])
    month_days: list[int] = At("by_month_day", default=[])
    ends_at: datetime | None = At("end", default=None)
    count: int | None = None

    def asked(self) -> dict[str, JsonValue]:
        """Return it as a request gives it."""
        told: dict[str, JsonValue] = {"frequency": self.frequency, "interval": self.interval}
        if self.weekdays:
            told["weekdays"] = [*self.weekdays]
        if self.nth_weekdays:
            told["nth_weekday"] = self.nth_weekdays[0].model_dump(mode="json")
        if self.months and self.month_days:
            told |= {"month": self.months[0], "month_day": self.month_days[0]}
        return told
