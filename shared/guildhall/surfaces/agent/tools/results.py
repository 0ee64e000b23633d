"""What a tool call came to, as the model reads it: our words, and Discord's inside a fence; never long.

A list that is too long is cut between two of its entries, so that what is shown is whole, and it is said how to get the
rest: where the cut is, not where the page ended.
"""

from collections.abc import Mapping

from pydantic import JsonValue

from guildhall.execution.outcome import NeedsConfirmation, Previewed
from guildhall.surfaces.tools.fence import fenced
from guildhall.surfaces.tools.markdown import render
from guildhall.surfaces.tools.size import how_to_get_less
from guildhall.surfaces.tools.table import Entry
from guildhall.surfaces.tools.telling import preview_shown

MOST_CHARACTERS = 12_000
_ROOM = 11_000
"""What Discord's words may take; the rest is for ours and the fence."""
_WHOLE = 1_000_000
_PAGE = "next_"


def of_read(entry: Entry, result: Mapping[str, JsonValue], left_out: int = 0) -> str:
    """Return what was read.

    Args:
        entry: The tool.
        result: What the model may be shown.
        left_out: How many entries are missing because not all readers may know of them.
    """
    lines = [f"**{entry.title}**", *_told(entry, result)]
    if left_out:
        lines.append(
            f"{left_out} more are left out, because not everybody who reads the answer can see them. Say so, and that "
            "/ask with a private answer shows all that the asker can see."
        )
    return capped("\n".join(lines))


def of_done(entry: Entry, result: Mapping[str, JsonValue], *, audit_id: str, by: str = "") -> str:
    """Return what was done; `by` names who approved it."""
    approved = f" Approved by <@{by}>." if by else ""
    head = f"**{entry.title}: done.**{approved} Audit id {audit_id}."
    return capped("\n".join([head, *_told(entry, result)]))


def of_preview(entry: Entry, outcome: Previewed) -> str:
    """Return what would be done."""
    lines = [f"**{entry.title}: preview. Nothing was changed.**", fenced(render(preview_shown(outcome.preview), _ROOM))]
    if outcome.preview.budget:
        lines.append(outcome.preview.budget)
    if outcome.preview.irreversible:
        lines.append(f"Cannot be undone: {outcome.preview.irreversible}")
    human = "; a person then has to approve it on a card" if outcome.needs_human else ""
    lines.append(f"To do it, call again with the same arguments and without dry_run{human}.")
    return capped("\n".join(lines))


def of_wait(entry: Entry, outcome: NeedsConfirmation) -> str:
    """Return that a human is asked; says nothing of what about."""
    return (
        f"**{entry.title}: waits for a person. Nothing was changed yet.** A card with buttons is in {outcome.where}, "
        f"until {outcome.expires_at:%Y-%m-%d %H:%M} UTC. Do not call this again."
    )


def of_failure(told: Mapping[str, object], *, quoting: bool = False) -> str:
    """Return what went wrong and what to do next.

    Args:
        told: The failure, as `GuildhallError.to_dict` tells it.
        quoting: Whether its hint, or what may have been meant, quotes what others wrote.
    """
    details = told.get("details")
    candidates = details.get("candidates") if quoting and isinstance(details, Mapping) else None
    hint = "\n".join(filter(None, (str(told.get("hint") or ""), *(candidates if isinstance(candidates, list) else ()))))
    head = f"**Failed ({told.get('code', 'error')}).** {told.get('message', '')}"
    return capped("\n".join(part for part in (head, fenced(hint) if quoting and hint else hint) if part))


def capped(text: str) -> str:
    """Return the text, cut where it is longer than a result may be; for words of ours, which no fence has to close."""
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[: MOST_CHARACTERS - 60]}\n(cut here: {len(text)} characters are too many)"


def _told(entry: Entry, result: Mapping[str, JsonValue]) -> list[str]:
    whole = render(result, _WHOLE)
    if len(whole) <= _ROOM:
        return [fenced(whole), *_pages(result)]
    name = _longest_list(result)
    kept = _that_fit(result, name) if name else 0
    if not kept:
        how = how_to_get_less(entry)
        return [fenced(render(result, _ROOM, how[:1].lower() + how[1:].rstrip(".")))]
    items = result[name]
    shown = items[:kept] if isinstance(items, list) else []
    total = len(items) if isinstance(items, list) else 0
    notice = f"Shown are the first {kept} of {total} {name}. {_rest(entry, name, shown[-1])}"
    return [fenced(render(_without_pages({**result, name: shown}), _WHOLE)), notice]


def _longest_list(result: Mapping[str, JsonValue]) -> str:
    lengths = {name: len(render({name: part}, _WHOLE)) for name, part in result.items() if isinstance(part, list)}
    return max(lengths, key=lambda name: lengths[name], default="")


def _that_fit(result: Mapping[str, JsonValue], name: str) -> int:
    """Return how many of the list's first entries there is room for."""
    items = result[name]
    least, most = 0, len(items) if isinstance(items, list) else 0
    while least < most:
        middle = (least + most + 1) // 2
        part = items[:middle] if isinstance(items, list) else []
        fits = len(render(_without_pages({**result, name: part}), _WHOLE)) <= _ROOM
        least, most = (middle, most) if fits else (least, middle - 1)
    return least


def _without_pages(result: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {name: part for name, part in result.items() if not name.startswith(_PAGE)}


def _rest(entry: Entry, name: str, last: JsonValue) -> str:
    taken = entry.definition["inputSchema"].get("properties", {})
    last_id = last.get(f"{name.removesuffix('s')}_id") if isinstance(last, Mapping) else None
    if "before" in taken and last_id:
        return f"For those before call again with before={last_id}."
    return how_to_get_less(entry)


def _pages(result: Mapping[str, JsonValue]) -> list[str]:
    return [
        f"There is more: call again with {name.removeprefix(_PAGE)}={value}."
        for name, value in result.items()
        if name.startswith(_PAGE) and isinstance(value, str)
    ]
