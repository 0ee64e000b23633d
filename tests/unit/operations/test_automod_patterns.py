"""Patterns of AutoMod whose brackets do not close; each row was tried with Rust's own `regex`."""

import pytest

from guildhall.operations.automod_patterns import closing

REFUSED = ["(unclosed", "closed)", "(a))(", "a[bc", "[[]", "[]", "[^]", "x\\", r"(a\)", r"[a\]", "(?P<n>", "((a)"]
TAKEN = [
    *("(b|c)at", "[(]", "[)]a", "[]a]", "[^]a]", "[a[bc]]", "[[:alpha:]&&[^x]]", r"\(", r"\[", r"[\]]", "a]"),
    *(r"\p{L}+", "(?P<n>x)", "(?<m[>x)", "(?:a(?i)b)", "(?x) a # (", "(?x:a # (\n)", "(?i-x:a)", r"\\(a)"),
]


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_pattern_whose_brackets_do_not_close_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="does not close"):
        closing(pattern)


@pytest.mark.parametrize("pattern", TAKEN)
def test_a_pattern_that_rust_reads_is_left_to_discord(pattern: str) -> None:
    assert closing(pattern) == pattern
