"""When something scheduled is due: EventBridge Scheduler's expressions, checked before EventBridge ever sees them.

    cron(0 9 ? * MON-FRI *)     minute, hour, day of the month, month, day of the week, year
    rate(2 hours)

Of the two kinds of day one is `?`, because a schedule that says both says nothing sure.
Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import re
from typing import NamedTuple

_EXPRESSION = re.compile(r"(?P<kind>cron|rate)\((?P<inside>[^()]*)\)")
_RATE = re.compile(r"(?P<number>[1-9][0-9]{0,4}) (?P<unit>minute|hour|day)s?")
_LONGEST_RATE = {"minute": 60 * 24 * 365, "hour": 24 * 365, "day": 365}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_ZONE = re.compile(r"[A-Za-z]{2,32}(?:/[A-Za-z0-9_+-]{1,32}){0,2}")
_NOBODYS = "?"


class _Field(NamedTuple):
    """What one field of a cron expression may hold.

    Attributes:
        least: Its smallest number; likewise the largest.
        names: Words for the numbers from the least on.
        special: A pattern of what only this field knows, such as `L` for the last day.
    """

    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    special: str = r"(?!)"

    def fits(self, text: str) -> bool:
        """Return whether a field reads right."""
        return all(self._fits(part) for part in text.split(","))

    def _fits(self, part: str) -> bool:
        if re.fullmatch(self.special, part):
            return True
        span, slash, step = part.partition("/")
        if slash and not (step.isascii() and step.isdecimal() and 1 <= int(step) <= self.most):
            return False
        if span == "*":
            return True
        first, dash, last = span.partition("-")
        begin, end = self._number(first), self._number(last) if dash else self.most
        return begin is not None and end is not None and begin <= end

    def _number(self, text: str) -> int | None:
        if text.upper() in self.names:
            return self.least + self.names.index(text.upper())
        known = text.isascii() and text.isdecimal() and self.least <= int(text) <= self.most
        return int(text) if known else None


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31, special=r"L|LW|(?:[1-9]|[12][0-9]|3[01])W"),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 1, 7, _DAYS, r"(?i:[1-7]|" + "|".join(_DAYS) + r")(?:L|#[1-5])|L"),
    _Field("year", 1970, 2199),
)
_DAY_OF_MONTH, _DAY_OF_WEEK = 2, 4


def checked(expression: str) -> str:
    """Return an expression with one space between its parts.

    Raises:
        ValueError: EventBridge would not take it; the message quotes nothing of it.
    """
    found = _EXPRESSION.fullmatch(" ".join(expression.split()))
    if found is None:
        raise ValueError("give cron(minute hour day month weekday year) or rate(number unit)")
    inside = found["inside"].strip()
    if found["kind"] == "rate":
        return f"rate({_rate(inside)})"
    return f"cron({' '.join(_cron(inside.split()))})"


def _rate(inside: str) -> str:
    found = _RATE.fullmatch(inside)
    if found is None or int(found["number"]) > _LONGEST_RATE[found["unit"]]:
        raise ValueError("a rate is a number from 1 on and minutes, hours or days, at most a year: rate(2 hours)")
    return f"{found['number']} {found['unit']}{'' if found['number'] == '1' else 's'}"


def _cron(parts: list[str]) -> list[str]:
    if len(parts) != len(_FIELDS):
        raise ValueError("cron takes six fields: minute, hour, day of the month, month, day of the week, year")
    days = [parts[_DAY_OF_MONTH], parts[_DAY_OF_WEEK]]
    if days.count(_NOBODYS) != 1:
        raise ValueError("of day of the month and day of the week exactly one is ?")
    for number, (field, part) in enumerate(zip(_FIELDS, parts, strict=True)):
        left_open = part == _NOBODYS and number in {_DAY_OF_MONTH, _DAY_OF_WEEK}
        if not left_open and not field.fits(part):
            words = f", or {field.names[0]} to {field.names[-1]}" if field.names else ""
            raise ValueError(f"the {field.name} is {field.least} to {field.most}{words}; with , - * and /")
    return parts


def zone(name: str) -> str:
    """Return what has the form of an IANA time zone's name; which ones there are changes from machine to machine.

    Raises:
        ValueError: It has not.
    """
    if not _ZONE.fullmatch(name):
        raise ValueError("give a time zone by its IANA name, such as Europe/Berlin or UTC")
    return name


def is_known(name: str) -> bool:
    """Return whether there is such a time zone.

    Where the machine keeps no list of zones, the form has to do; EventBridge has the last word when it is scheduled.
    """
    import zoneinfo

    known = zoneinfo.available_timezones()
    return not known or name in known
