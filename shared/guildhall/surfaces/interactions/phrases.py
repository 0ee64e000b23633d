"""Small words: names of fields as people read them, and text that is cut where it must be."""

_UNITS = {"s": "seconds", "ms": "milliseconds", "bytes": "bytes"}


def words(name: str) -> str:
    """Return a field's name in words: `slowmode_s` → `Slowmode (seconds)`, `message_ids` → `Messages`."""
    stem, _, last = name.rpartition("_")
    if stem and last in {"id", "ids"}:
        name = stem + last.removeprefix("id")
    elif stem and last in _UNITS:
        name = f"{stem} ({_UNITS[last]})"
    told = name.replace("_", " ")
    return told[:1].upper() + told[1:]


def cut(text: str, length: int) -> str:
    """Return the text, ended by an ellipsis at a word where it is longer than that."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def plural(count: int, noun: str) -> str:
    """Return `1 message` or `2 messages`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
