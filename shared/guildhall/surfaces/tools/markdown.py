r"""JSON as short Markdown for people and models: every value keeps its name, every text its author beside it.

{"messages": [{"message_id": "1", "author_name": "Ada", "content": "two\nlines"}]}

messages (1):
- message_id: 1 · author_name: Ada
  content:
  > two
  > lines
"""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from guildhall.surfaces.tools.fence import visible

INLINE_MAX_CHARACTERS = 80
_INDENT = "  "


def render(value: Mapping[str, JsonValue], max_characters: int, rest: str = "the structured result has them") -> str:
    """Return the object as Markdown, whole lines up to that length, and how much was left out.

    Args:
        value: The object.
        max_characters: How long it may become, the last line apart.
        rest: Where the lines are that were left out, or how to get them.
    """
    lines: list[str] = []
    room = max_characters
    every = [line for key, part in value.items() for line in _named(key, part)]
    for line in every:
        room -= len(line) + 1
        if room < 0:
            lines.append(f"({len(every) - len(lines)} more lines are left out here; {rest}.)")
            break
        lines.append(line)
    return "\n".join(lines)


def _named(name: str, value: JsonValue) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield f"{name}:"
        yield from _indented(_object(value))
    elif value in ([], {}):
        yield f"{name}: none"
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        yield f"{name} ({len(value)}):"
        for item in value:
            yield from _item(item)
    elif (inline := _inline(value)) is not None:
        if inline:
            yield f"{name}: {inline}"
    else:
        yield f"{name}:"
        yield from _quoted(value)


def _item(value: JsonValue) -> Iterator[str]:
    inner = list(_object(value)) if isinstance(value, Mapping) else list(_named("value", value))
    yield f"- {inner[0]}" if inner else "-"
    yield from _indented(inner[1:])


def _object(value: Mapping[str, JsonValue]) -> Iterator[str]:
    told = {key: _inline(part) for key, part in value.items()}
    if head := " · ".join(f"{key}: {inline}" for key, inline in told.items() if inline):
        yield head
    for key, part in value.items():
        if told[key] is None:
            yield from _named(key, part)


def _inline(value: JsonValue) -> str | None:
    """Return a small value on one line, empty for nothing, None if it needs lines of its own."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return None
    if isinstance(value, list):
        return _joined(value)
    text = visible(str(value))
    return text if len(text) <= INLINE_MAX_CHARACTERS and "\n" not in text else None


def _joined(values: Sequence[JsonValue]) -> str | None:
    parts = [None if isinstance(value, Mapping | list) else _inline(value) for value in values]
    return None if None in parts else ", ".join(part for part in parts if part)


def _quoted(value: JsonValue) -> Iterator[str]:
    texts = value if isinstance(value, list) else [value]
    for text in texts:
        for line in visible(str(text)).split("\n"):
            yield f"{_INDENT}> {line}"


def _indented(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{_INDENT}{line}"
