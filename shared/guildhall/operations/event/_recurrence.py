"""How often an event comes again, within what Discord's clients can show.

Source: https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from guildhall.operations.event._words import Frequency, Weekday
from guildhall.operations.parts import Part

_KNOWN_SETS = ((0, 1, 2, 3, 4), (1, 2, 3, 4, 5), (0, 1, 2, 3, 6), (4, 5), (5, 6), (0, 6))
_TWICE = 2


class NthWeekday(Part):
    """A weekday in the first to the fifth week of a month; the fifth is the last one."""

    n: Annotated[int, Field(ge=1, le=5)]
    day: Weekday


class Recurrence(Part):
    """Daily (all days, or a known set of them), weekly on a day, monthly on an nth weekday, yearly on a date."""

    frequency: Frequency
    interval: Annotated[int, Field(ge=1, le=_TWICE, description="2 = every other week.")] = 1
    weekdays: Annotated[frozenset[Weekday], Field(description="Weekly one, daily e.g. Monday to Friday.")] = frozenset()
    nth_weekday: NthWeekday | None = None
    month: Annotated[int | None, Field(ge=1, le=12)] = None
    month_day: Annotated[int | None, Field(ge=1, le=31)] = None

    @model_validator(mode="after")
    def _is_one_of_discords(self) -> Self:
        given = (bool(self.weekdays), self.nth_weekday is not None, self.month is not None, self.month_day is not None)
        days = tuple(sorted(day.wire for day in self.weekdays))
        fits = {
            Frequency.DAILY: given in {(False,) * 4, (True, False, False, False)} and days in ((), *_KNOWN_SETS),
            Frequency.WEEKLY: given == (True, False, False, False) and len(days) == 1,
            Frequency.MONTHLY: given == (False, True, False, False),
            Frequency.YEARLY: given == (False, False, True, True),
        }
        if not fits[self.frequency] or (self.interval > 1 and self.frequency is not Frequency.WEEKLY):
            raise ValueError(
                "weekly takes one weekday (interval 2 = every other week), daily none or a known set, "
                "monthly an nth_weekday, yearly month and month_day"
            )
        return self
