"""The buttons that we send, by their custom ids.

A confirmation card's: `confirm:<approve|deny|details>:<id>[:<page>]`; a running turn's: `turn:cancel:<turn id>`.
"""

import re

from guildhall.surfaces.interactions.job import Cancel, Press

APPROVE, DENY, DETAILS = "approve", "deny", "details"
_CUSTOM_ID = re.compile(rf"confirm:({APPROVE}|{DENY}|{DETAILS}):([0-9a-z]{{26}})(?::([1-9][0-9]{{0,2}}))?", re.ASCII)

_CANCEL = re.compile(r"turn:cancel:([1-9][0-9]{0,19})", re.ASCII)


def parse(custom_id: str, note: str | None = None) -> Press | None:
    """Return the press that a custom id stands for; None when it is no card's."""
    found = _CUSTOM_ID.fullmatch(custom_id)
    return Press(found[1], found[2], int(found[3] or 1), note or None) if found else None


def cancelled(custom_id: str) -> Cancel | None:
    """Return the wish to cancel a turn that a custom id stands for; None when it is none."""
    found = _CANCEL.fullmatch(custom_id)
    return Cancel(found[1]) if found else None


def details_page(confirmation_id: str, page: int) -> str:
    """Return the custom id of the button for a further page of the details."""
    return f"confirm:{DETAILS}:{confirmation_id}:{page}"
