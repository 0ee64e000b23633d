"""The reason that stands in Discord's audit log beside what the bot did.

Source: https://docs.discord.com/developers/resources/audit-log
"""

import re
from urllib.parse import quote

from guildhall.discord.limits import AUDIT_REASON

AUDIT_REASON_HEADER = "X-Audit-Log-Reason"
_BY_CHARACTERS = 64
_TAIL = re.compile(r"by .+ - ([0-7][0-9abcdefghjkmnpqrstvwxyz]{25})")


def audit_reason(reason: str | None, by: str, audit_id: str) -> str:
    """Return `<reason> - by <user> - <audit id>` on one line of at most 512 characters; the id is never cut."""
    tail = f"by {_line(by)[:_BY_CHARACTERS]} - {audit_id}"
    words = _line(reason or "")
    if not words:
        return tail
    room = AUDIT_REASON - len(tail) - len(" - ")
    cut = words if len(words) <= room else words[: room - 1].rstrip() + "…"
    return f"{cut} - {tail}"


def audit_id_in(reason: str | None) -> str | None:
    """Return the audit id at the end of a reason that `audit_reason` wrote; None for any other."""
    found = _TAIL.search(reason or "")
    return found[1] if found and found.end() == len(reason or "") else None


def encoded(reason: str) -> str:
    """Return the reason as it may stand in a header: percent-encoded UTF-8, cut to Discord's limit."""
    return quote(_line(reason)[:AUDIT_REASON], safe=" /")


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
