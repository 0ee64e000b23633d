"""A change of one field as people read it, on a card, in a preview and in the trail.

    communication_disabled_until, None, 2026-11-20T17:45:19+00:00  →  - timeout until: none → **<t:1795196719:f>**
    approver_role_ids, [], ["7"]                                   →  - approver roles: none → **<@&7> (`7`)**

Beside the name that Discord shows for an id stands the id; nobody is pinged where this is sent, for mentions are off.
"""

import re
from datetime import datetime

from pydantic import JsonValue

from guildhall.discord.markdown import excerpt
from guildhall.operations.preview import Change

_NAME_CHARACTERS = 100
_OURS = re.compile(r"[a-z_ ]{1,40}")
"""A field's name that is one of ours; another one holds a name that somebody gave."""
_QUOTES = str.maketrans(dict.fromkeys('"\u201c\u201d\u201e\u201f\u00ab\u00bb\u301d\u301e\uff02', "'"))
_WORDS = {
    "nsfw": "age restricted",
    "rate_limit_per_user": "slowmode in seconds",
    "communication_disabled_until": "timeout until",
    "timed_out_until": "timeout until",
    "slowmode_s": "slowmode in seconds",
    "default_thread_slowmode_s": "slowmode of new threads in seconds",
    "default_archive_s": "seconds of silence after which a new thread is archived",
    "bitrate_bps": "bitrate in bits per second",
    "parent_id": "category",
    "writable_channel_ids": "channels that may be written in",
    "changes_at_large": "changes of roles, members and the list of channels",
    "confirm_from": "least risk that waits for a person",
    "two_person_from": "least risk that takes two people",
    "self_approval": "whoever asks may approve",
    "role_map": "platform roles",
}
_NONE = {"writable_channel_ids": "every channel"}
"""What no value at all means, where that is not nothing."""
_ID = re.compile(r"(?:.*_)?(channel|category|parent|role|user)_ids?")
_MENTIONS = {"channel": "<#{0}> (`{0}`)", "role": "<@&{0}> (`{0}`)", "user": "<@{0}> (`{0}`)"}
_MENTIONS |= dict.fromkeys(("category", "parent"), _MENTIONS["channel"])
_MOMENTS = frozenset({"communication_disabled_until", "timed_out_until"})
_LISTED = 12
"""So many of several are shown where there is little room."""


def line(change: Change, length: int) -> str:
    """Return a change as a line of a list; of each value at most `length` characters."""
    before, after = (shown(change.field, value, length) for value in (change.before, change.after))
    return f"- {named(change.field)}: {before} → **{after}**"


def named(field: str) -> str:
    """Return a field's name in words; one that holds a name which somebody gave, in quotation marks."""
    if not _OURS.fullmatch(field):
        return quoted(field, _NAME_CHARACTERS)
    if " " in field:
        return excerpt(field, _NAME_CHARACTERS)
    return _WORDS.get(field) or re.sub(r"_id(s?)$", r"\1", field).replace("_", " ")


def shown(field: str, value: JsonValue, length: int) -> str:
    """Return a field's value: what people wrote in quotation marks, ids as names, moments in the reader's time."""
    if value is None:
        return _NONE.get(field, "none")
    if value in ("", [], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return _several([shown(field, each, length) for each in value], length)
    if isinstance(value, dict):
        pairs = ((_mention("role", key) or quoted(key, length), str(each)) for key, each in value.items())
        return _several([f"{key}: {quoted(each, length)}" for key, each in pairs], length)
    kind = _ID.fullmatch(field)
    return (kind and _mention(kind[1], value)) or _moment(field, value) or quoted(value, length)


def quoted(text: str, length: int) -> str:
    """Return somebody's words in quotation marks that nothing in them can end."""
    return f"“{excerpt(text.translate(_QUOTES), length)}”"


def _several(values: list[str], length: int) -> str:
    most = max(_LISTED, length // _LISTED)
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(values[:most]) + more


def _mention(kind: str, value: str) -> str:
    return _MENTIONS[kind].format(value) if value.isascii() and value.isdigit() else ""


def _moment(field: str, value: str) -> str:
    return f"<t:{int(datetime.fromisoformat(value).timestamp())}:f>" if field in _MOMENTS else ""
