"""Discord's numbers for scheduled events in our words.

Source: https://docs.discord.com/developers/resources/guild-scheduled-event
"""

from enum import StrEnum

KINDS = {1: "stage", 2: "voice", 3: "external"}
STATUSES = {1: "scheduled", 2: "active", 3: "completed", 4: "canceled"}
OVER = frozenset({"completed", "canceled"})
RESPONSES = {0: "uninterested", 1: "interested"}


class Clearable(StrEnum):
    """What of an event can be taken away."""

    DESCRIPTION = "description"
    ENDS_AT = "ends_at"
    RECURRENCE = "recurrence"
    IMAGE = "image"


class Frequency(StrEnum):
    """How often an event comes again."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return {"yearly": 0, "monthly": 1, "weekly": 2, "daily": 3}[self.value]


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(Weekday).index(self)


FREQUENCIES = {each.wire: each.value for each in Frequency}
WEEKDAYS = {each.wire: each.value for each in Weekday}
