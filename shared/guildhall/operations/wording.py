"""Discord's numbers in our words; a number that we do not know yet is shown as `unknown_17` and fails nothing."""

from collections.abc import Mapping

from pydantic import BeforeValidator


def worded(words: Mapping[int, str]) -> BeforeValidator:
    """Return what turns one of Discord's numbers into a word; a word stays as it is."""

    def told(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        return words.get(value, f"unknown_{value}")

    return BeforeValidator(told)
