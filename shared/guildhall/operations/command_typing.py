"""What may be typed after a slash: the names of commands and of their options, and the endings of files."""

import unicodedata

_SCRIPTS = ((0x900, 0x950), (0x955, 0x963), (0x966, 0x97F), (0xA8E0, 0xA8FF), (0xE01, 0xE3A), (0xE40, 0xE5B))
"""Devanagari and Thai, whose vowels are marks and no letters."""


def _allowed(letter: str) -> bool:
    """Return whether a letter may stand in the name of a typed command, or of an option."""
    own = letter in "-_'" or unicodedata.category(letter)[0] in "LN"
    return own or any(first <= ord(letter) <= last for first, last in _SCRIPTS)


def typed(name: str) -> str:
    """Return a name under which something can be typed.

    Raises:
        ValueError: It has a capital, a space, or a sign that Discord allows in none. Source:
            …/interactions/application-commands#application-command-object-application-command-naming
    """
    if name != name.lower() or not all(map(_allowed, name)):
        raise ValueError("what is typed has lower-case letters, digits, - _ and ' in its name, and no spaces")
    return name


def file_type(word: str) -> str:
    """Return a type of file by which an option for attachments can be narrowed.

    Raises:
        ValueError: It is neither a group that Discord knows nor an ending. Source: …/reference#file-type-filtering
    """
    if word not in {"image", "video", "audio"} and not (word.startswith(".") and word[1:].isalnum()):
        raise ValueError("a type of file is image, video, audio, or an ending such as .pdf")
    return word.lower()
