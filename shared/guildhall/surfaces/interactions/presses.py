"""The buttons of a confirmation card, by their custom ids: `confirm:<approve|deny|details>:<id>[:<page>]`."""

import re

from guildhall.surfaces.interactions.job import Press

APPROVE, DENY, DETAILS = "approve", "deny", "details"
_CUSTOM_ID = re.compile(rf"confirm:({APPROVE}|{DENY}|{DETAILS}):([0-9a-z]{{26}})(?::([1-9][0-9]{{0,2}}))?", re.ASCII)


def parse(custom_id: str, note: str | None = None) -> Press | None:
    """Return the press that a custom id stands for; None when it is no card's."""
    found = _CUSTOM_ID.fullmatch(custom_id)
    return Press(found[1], found[2], int(found[3] or 1), note or None) if found else None


def details_page(confirmation_id: str, page: int) -> str:
    """Return the custom id of the button for a further page of the details."""
    return f"confirm:{DETAILS}:{confirmation_id}:{page}"
