"""Whether the brackets of a pattern close, as Rust's `regex` reads them, which Discord uses.

Only what Rust refuses for sure is refused here; whatever else may be wrong with a pattern is Discord's to say.
Source: https://docs.rs/regex/latest/regex/#syntax
"""


def closing(pattern: str) -> str:
    """Return a pattern whose brackets close.

    Raises:
        ValueError: They do not, or it ends with a backslash that stands for nothing.
    """
    if not _may_have_comments(pattern) and not _closes(pattern):
        raise ValueError(
            r"a bracket of the pattern does not close, or closes none; \( \) \[ \\ are the signs themselves"
        )
    return pattern


def _closes(pattern: str) -> bool:
    groups = at = 0
    while at < len(pattern) and groups >= 0:
        char = pattern[at]
        groups += (char == "(") - (char == ")")
        if char == "[":
            at = _after_class(pattern, at)
        elif char == "(":
            at = _after_name(pattern, at)
        else:
            at += 2 if char == "\\" else 1
    return groups == 0 and at == len(pattern)


def _after_class(pattern: str, at: int) -> int:
    """Return where a class ends, in which others may be; beyond the end of the pattern where it does not."""
    depth = 0
    while at < len(pattern):
        char = pattern[at]
        at += 2 if char == "\\" else 1
        if char == "[":
            depth += 1
            at += pattern.startswith("^", at)
            at += pattern.startswith("]", at)  # as the first one it stands for itself
        elif char == "]":
            depth -= 1
            if not depth:
                return at
    return len(pattern) + 1


def _after_name(pattern: str, at: int) -> int:
    """Return where a group's name ends, in which brackets may be."""
    named = pattern.startswith(("(?P<", "(?<"), at)
    return max(at + 1, pattern.find(">", at)) if named else at + 1


def _may_have_comments(pattern: str) -> bool:
    """Return whether a flag lets comments be in it, whose brackets are words."""
    flags = (part[: len(part) - len(part.lstrip("imsuURx-"))] for part in pattern.split("(?")[1:])
    return any("x" in each for each in flags)
