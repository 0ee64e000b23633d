"""Discord's numbers in our words, and how many of something there are.

A number that we do not know yet is shown as `unknown_17` and fails nothing.
"""

from collections.abc import Mapping

from pydantic import BeforeValidator


def worded(words: Mapping[int, str]) -> BeforeValidator:
    """Return what turns one of Discord's numbers into a word; a word stays as it is."""

    def told(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        return words.get(value, f"unknown_{value}")

    return BeforeValidator(told)


def counted(number: int, noun: str, several: str = "") -> str:
    """Return how many there are: `1 file`, `2 files`; of a noun with another plural, that is given."""
    return f"{number} {noun if number == 1 else several or noun + 's'}"


def beside(number: int) -> str:
    """Return beside how many of its kind something new stands; nothing where it is the first."""
    return f" beside {counted(number, 'other')}" if number else ""
