"""Which operations somebody means who says in words of their own what they want done."""

import math
import re
from dataclasses import dataclass

from guildhall.surfaces.tools.table import Entry, Table

_WORD = re.compile(r"[a-z0-9]+")
_STEM_CHARACTERS = 4
_STEM_LIKENESS, _OTHERWISE = 0.6, 0.9
_NAME_WEIGHT, _TITLE_WEIGHT, _DESCRIPTION_WEIGHT = 6.0, 4.0, 1.0
_EXACTNESS = 0.5
"""By how much a name counts more that says nothing else than what is asked."""
_PREFERRED = {"list": 0.3, "get": 0.2, "send": 0.2, "create": 0.1}
"""What is meant more often when a query leaves the verb open."""
_LISTED = 0.3
_IDLE = frozenset(
    _WORD.findall(
        "a all an and any anybody are at be by can do does every everybody for from have here how i in into is it "
        "its me my of off on or our please some someone somebody that the their them there these this to up us "
        "want was we what where which who with you your"
    )
)
"""Words that say nothing of what is wanted."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MEANT = {
    **dict.fromkeys(("server", "community"), ("guild",)),
    **dict.fromkeys(("user", "person", "people"), ("member", "user")),
    **dict.fromkeys(("add", "new", "make"), ("create", "add")),
    **dict.fromkeys(("change", "configure", "modify", "rename", "update", "set"), ("edit", "set")),
    **dict.fromkeys(("setting", "icon", "slowmode", "topic", "color", "colour"), ("edit", "colour")),
    **dict.fromkeys(("remove", "take"), ("remove", "delete")),
    **dict.fromkeys(("clear", "clean", "wipe", "purge"), ("purge", "bulk")),
    **dict.fromkeys(("duplicate", "copy"), ("clone", "copy")),
    **dict.fromkeys(("find", "look"), ("search", "find")),
    **dict.fromkeys(("info", "information", "detail", "see"), ("get",)),
    **dict.fromkeys(("write", "announce", "announcement", "reply", "say"), ("send", "reply")),
    **dict.fromkeys(("react", "reacted", "reacting"), ("reaction",)),
    **dict.fromkeys(("mute", "silence"), ("timeout", "mute")),
    **dict.fromkeys(("summarize", "summarise", "summary"), ("summary",)),
    **dict.fromkeys(("swear", "bad", "spam", "filter"), ("automod",)),
    **dict.fromkeys(("why", "refused"), ("explain", "refused")),
    **dict.fromkeys(("stop", "halt", "freeze"), ("pause", "end")),
    **dict.fromkeys(("private", "hide", "access"), ("permission", "private")),
    **dict.fromkeys(("vote", "survey"), ("poll",)),
    **dict.fromkeys(("nick", "nickname"), ("member", "nickname")),
    **dict.fromkeys(("raid", "lockdown"), ("incident",)),
    **dict.fromkeys(("automatic", "automatically", "automate", "whenever"), ("automation", "draft")),
    **dict.fromkeys(("remind", "reminder", "faq", "greet"), ("automation", "draft")),
    **dict.fromkeys(("daily", "weekly", "monthly", *_WEEKDAYS), ("automation", "draft", "event")),
    "archive": ("edit", "archive"),
    "category": ("channel", "category"),
    "delete": ("delete", "remove"),
    "bot": ("control", "bot"),
    "dm": ("direct",),
    "give": ("assign", "give"),
    "log": ("audit", "log"),
    "many": ("bulk", "many"),
    "meeting": ("event",),
    "post": ("post", "send"),
    "show": ("show", "get"),
    "schedule": ("create", "event", "automation"),
    "slash": ("command",),
    "upload": ("create", "upload"),
}
"""What people say, and the words of the catalogue for it."""


@dataclass(frozen=True, slots=True)
class _Told:
    """The words that an operation is told in."""

    entry: Entry
    verb: str
    name: tuple[str, ...]
    title: frozenset[str]
    description: frozenset[str]

    @classmethod
    def of(cls, entry: Entry) -> "_Told":
        verb = _words(entry.name.removeprefix(entry.toolset))[0]
        title, description = frozenset(_words(entry.title)), frozenset(_words(entry.description))
        return cls(entry, verb, _words(entry.name), title, description)


def rank(table: Table, query: str) -> list[Entry]:
    """Return the operations that fit, best first.

    A word in the name counts most, one in the description least; the fewer operations have a word, the more it counts;
    and of two names with the same words the one that says less besides is meant.
    """
    told = [_Told.of(entry) for entry in table.entries if entry.operation]
    said = [word for word in dict.fromkeys(_words(query)) if word not in _IDLE]
    found = [0.0] * len(told)
    for meanings in map(_meanings, said):
        scores = [_score(meanings, each) for each in told]
        if whole := sum(scores) / _NAME_WEIGHT:
            rarity = math.log1p(len(told) / whole)
            found = [so_far + score * rarity for so_far, score in zip(found, scores, strict=True)]
    wanted = {meaning for word in said for meaning in _meanings(word)}
    worth = {each.entry.name: _worth(sum_, each, wanted) for sum_, each in zip(found, told, strict=True) if sum_}
    fitting = [each.entry for each in told if each.entry.name in worth]
    return sorted(fitting, key=lambda entry: (-worth[entry.name], entry.name))


def _worth(found: float, told: _Told, wanted: set[str]) -> float:
    exact = sum(word in wanted for word in told.name) / len(told.name)
    usual = _PREFERRED.get(told.verb, 0.0) + _LISTED * told.entry.listed
    return found * (1 + _EXACTNESS * exact) + usual


def _meanings(word: str) -> tuple[str, ...]:
    return _MEANT.get(word) or (word,)


def _score(meanings: tuple[str, ...], told: _Told) -> float:
    parts = (
        (told.name, _NAME_WEIGHT),
        (told.title, _TITLE_WEIGHT),
        (told.description, _DESCRIPTION_WEIGHT),
    )
    return max(
        weight * _likeness(word, words) * (1 if word == meanings[0] else _OTHERWISE)
        for words, weight in parts
        for word in meanings
    )


def _likeness(word: str, words: tuple[str, ...] | frozenset[str]) -> float:
    if word in words:
        return 1.0
    stems = [other for other in words if min(len(word), len(other)) >= _STEM_CHARACTERS]
    return _STEM_LIKENESS if any(other.startswith(word) or word.startswith(other) for other in stems) else 0.0


def _words(text: str) -> tuple[str, ...]:
    return tuple(_singular(word) for word in _WORD.findall(text.lower()))


def _singular(word: str) -> str:
    """Return a word as it is said of one thing, as far as its end tells."""
    if len(word) < _STEM_CHARACTERS or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")
