"""How well the names of things fit what somebody typed, from the very same to merely alike.

    ranked("#general", channels, names=lambda each: (each.name,))     # the best first, each with its `Fit`

Only the first two kinds of fit say that something *is* called so; the others are for asking back.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

_ALIKE = 0.6
_BETWEEN = str.maketrans("-_\u00a0", "   ")


class Fit(StrEnum):
    """How a name fits, the best first."""

    ID = "id"
    EXACT = "exact"
    SAME = "same_but_for_case"
    PREFIX = "begins_so"
    WORD = "has_the_word"
    NEAR = "alike"


_PLACES = {fit: place for place, fit in enumerate(Fit)}


def ranked[T](wanted: str, things: Iterable[T], names: Callable[[T], Sequence[str]]) -> list[tuple[T, Fit]]:
    """Return the things of which a name fits, the best first; of equally good ones, in the order in which they came."""
    found = [(thing, *best) for thing in things if (best := _best(wanted, names(thing))) is not None]
    found.sort(key=lambda each: (_PLACES[each[1]], -each[2]))
    return [(thing, fit) for thing, fit, _ in found]


def _best(wanted: str, names: Sequence[str]) -> tuple[Fit, float] | None:
    fits = [fit for name in names if name and (fit := _fit(wanted, name)) is not None]
    return min(fits, key=lambda each: (_PLACES[each[0]], -each[1]), default=None)


def _fit(wanted: str, name: str) -> tuple[Fit, float] | None:
    if wanted == name:
        return Fit.EXACT, 1.0
    typed, called = plain(wanted), plain(name)
    if not typed or not called:
        return None
    if typed == called:
        return Fit.SAME, 1.0
    likeness = _likeness(typed, called)
    if called.startswith(typed):
        return Fit.PREFIX, likeness
    if set(typed.split()) & set(called.split()):
        return Fit.WORD, likeness
    return (Fit.NEAR, likeness) if likeness >= _ALIKE else None


def plain(text: str) -> str:
    """Return a name without what people do not mind when they type it: case, width, and what stands between words."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_BETWEEN).split())


def _likeness(one: str, other: str) -> float:
    import difflib

    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0
