"""A line of the table, and the words in which it is written."""

from typing import NamedTuple

from guildhall.operations.spec import Risk

WRITE, SENSITIVE, DESTRUCTIVE = Risk.WRITE, Risk.SENSITIVE, Risk.DESTRUCTIVE
SEE, HISTORY = "view_channel", "read_message_history"


class Row(NamedTuple):
    """What a write takes.

    Attributes:
        risk: How bad a mistake is.
        flags: What whoever asks has to have, in discord.py's words with a space between; all of them.
        source: Discord's page and heading that say so, after https://docs.discord.com/developers/.
        departs: Where that page asks for less, or for something else, and why we do not follow.
    """

    risk: Risk
    flags: str
    source: str
    departs: str = ""
