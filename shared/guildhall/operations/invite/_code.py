"""An invite's code, alone or in one of the addresses that Discord gives it."""

from typing import Annotated

from pydantic import BeforeValidator, Field

_BEGINNINGS = (
    *("discord.gg/", "discord.com/invite/", "discordapp.com/invite/"),
    *("www.discord.com/invite/", "ptb.discord.com/invite/", "canary.discord.com/invite/"),
)
_SIGNS = frozenset("-_")
SHORTEST, LONGEST = 2, 100


def parsed(value: object) -> str:
    """Return the code that a code or an address stands for.

    Raises:
        ValueError: It is neither; the message does not quote it.
    """
    text = value.strip().strip("<>") if isinstance(value, str) else ""
    bare = text.removeprefix("https://").removeprefix("http://")
    address = next((bare.removeprefix(each) for each in _BEGINNINGS if bare.startswith(each)), text)
    code = address.partition("?")[0].rstrip("/")
    ours = code.isascii() and all(letter.isalnum() or letter in _SIGNS for letter in code)
    if not ours or not SHORTEST <= len(code) <= LONGEST:
        raise ValueError("this is no invite; give its code, or its address such as https://discord.gg/abc")
    return code


InviteCode = Annotated[
    str, BeforeValidator(parsed), Field(description="An invite's code or address.", examples=["hTKzmak"])
]
