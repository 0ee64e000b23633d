"""Whether an event comes again at a moment, where that is sure: by a daily or a weekly rule.

Source: https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object
"""

from datetime import UTC, datetime, timedelta

from guildhall.errors import InvalidArguments
from guildhall.operations.event._recurring import RecurrenceShown
from guildhall.operations.event._shown import EventShown
from guildhall.operations.event._words import WEEKDAYS, Frequency

_DAY = timedelta(days=1)
_WEEK_DAYS = 7
_SLACK = timedelta(hours=2)
"""So far a time may be from the rule's: whether Discord moves it with daylight saving is nowhere said."""


def require_occurrence(event: EventShown, moment: datetime) -> None:
    """Refuse a moment at which an event does not come again.

    Raises:
        InvalidArguments: It does not come again at all, or for sure not then.
    """
    rule = event.recurrence
    if rule is None:
        raise InvalidArguments("That event does not come again.", "Use event.edit or event.cancel instead.")
    if rule.frequency not in {Frequency.DAILY, Frequency.WEEKLY} or not set(rule.weekdays) <= set(WEEKDAYS.values()):
        return
    anchors = [each.astimezone(UTC) for each in (event.starts_at, rule.starts_at) if each is not None]
    begun = rule.starts_at is None or moment >= rule.starts_at - _SLACK
    over = rule.ends_at is not None and moment > rule.ends_at + _SLACK
    if not begun or over or not any(_fits(rule, anchor, moment) for anchor in anchors):
        days = f" on {', '.join(rule.weekdays)}" if rule.weekdays else ""
        told = f"The event does not come again then: it is {rule.frequency}{days}, at {event.starts_at:%H:%M} UTC."
        raise InvalidArguments(told, f"Give one of its times, such as {event.starts_at:%Y-%m-%dT%H:%M}Z.")


def _fits(rule: RecurrenceShown, anchor: datetime, moment: datetime) -> bool:
    """Return whether a moment is a time of the rule, counted from one that is."""
    days, interval = round((moment - anchor) / _DAY), rule.interval or 1
    day = anchor + days * _DAY
    if abs(moment - day) > _SLACK:
        return False
    if rule.frequency == Frequency.DAILY:
        return days % interval == 0 and (not rule.weekdays or WEEKDAYS[day.weekday()] in rule.weekdays)
    weeks = (anchor.weekday() + days) // _WEEK_DAYS
    return WEEKDAYS[day.weekday()] in (rule.weekdays or [WEEKDAYS[anchor.weekday()]]) and weeks % interval == 0
