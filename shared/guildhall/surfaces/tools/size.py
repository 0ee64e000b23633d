"""Answers stay small: a model reads them, and clients cut or refuse large ones.

A list that is too long is cut at its end, so that what is left still fits the tool's output schema, and the caller is
told how to get the rest. What cannot be cut becomes a failure that says how to ask for less; a write that was done is
never reported as failed for its size: its result is left out instead.
"""

import json

from pydantic import JsonValue

from guildhall.surfaces.tools.table import Entry
from guildhall.surfaces.tools.telling import Told

MAX_BYTES = 100_000
_PAGING = ("limit", "before", "after", "around")


def fit(entry: Entry, told: Told) -> Told:
    """Return the answer, cut to size where it must be."""
    if told.failed or _bytes(told) <= MAX_BYTES:
        return told
    if not entry.reads_only:
        return _without_result(told)
    return _with_shorter_list(entry, told) or _too_large(entry, told)


def _bytes(told: Told) -> int:
    return len(json.dumps(told.structured, ensure_ascii=False).encode(errors="replace")) + len(
        told.text.encode(errors="replace")
    )


def _without_result(told: Told) -> Told:
    kept = {key: value for key, value in told.structured.items() if key not in {"result", "preview"}}
    return Told(f"{told.text}\nThe structured result is left out: it is larger than {MAX_BYTES} bytes.", kept)


def _with_shorter_list(entry: Entry, told: Told) -> Told | None:
    lists = {key: value for key, value in told.structured.items() if isinstance(value, list) and value}
    if not lists:
        return None
    longest = max(lists, key=lambda key: len(json.dumps(lists[key])))
    items, kept = lists[longest], len(lists[longest])
    while kept > 1:
        kept //= 2
        structured: dict[str, JsonValue] = {**told.structured, longest: items[:kept]}
        notice = f"Cut to stay below {MAX_BYTES} bytes: {longest} has {kept} of {len(items)}. {how_to_get_less(entry)}"
        cut = Told(f"{told.text}\n{notice}", structured)
        if _bytes(cut) <= MAX_BYTES:
            return cut
    return None


def _too_large(entry: Entry, told: Told) -> Told:
    message = f"The answer has {_bytes(told)} bytes; at most {MAX_BYTES} are given."
    error: dict[str, JsonValue] = {"code": "result_too_large", "message": message, "hint": how_to_get_less(entry)}
    return Told(
        f"**Failed (result_too_large).** {message}\n{how_to_get_less(entry)}",
        {"error": error},
        failed=True,
        code="result_too_large",
    )


def how_to_get_less(entry: Entry) -> str:
    """Return what to do about an answer that is too long."""
    taken = [name for name in _PAGING if name in entry.definition["inputSchema"].get("properties", {})]
    return f"Ask for a part of it with {', '.join(taken)}." if taken else "Ask for something narrower."
