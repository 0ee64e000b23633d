"""One message of the gateway's, as JSON.

Discord writes opcode, number and name before what a message carries, so an event that nobody here needs is known by its
first bytes, and its body, which can be a whole guild, is not parsed. Where they stand elsewhere, all of it is parsed. A
message that somebody wrote always is: at 5,000 a second that and the socket take an eighth of one slow core.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

NEEDED = frozenset({"READY", "RESUMED", "MESSAGE_CREATE"})
_SAID, _HEAD_BYTES = b'"MESSAGE_CREATE"', 64
"""What is most frequent is seen without a pattern; whoever has it at the beginning is parsed."""
_FIELD = rb'"(?:t|s|op)"\s*:\s*(?:null|-?\d+|"[A-Z0-9_]*")'
_HEAD = re.compile(rb"\s*\{\s*(%b)\s*,\s*(%b)\s*,\s*(%b)\s*,\s*\"d\"\s*:" % (_FIELD, _FIELD, _FIELD))


class FrameUnreadable(Exception):
    """The message is none of the gateway's; nothing of it is quoted."""


class Frame(NamedTuple):
    """A message.

    Attributes:
        op: The opcode.
        data: What it carries, None for an event that nobody needs; `fields` when it is an object.
        seq: The sequence number of an event, None for everything else.
        name: The name of an event, empty for everything else.
    """

    op: int
    data: Any = None
    seq: int | None = None
    name: str = ""

    @property
    def fields(self) -> Mapping[str, Any]:
        """What it carries, empty when that is no object."""
        return self.data if isinstance(self.data, dict) else {}


def read(raw: bytes) -> Frame:
    """Return the message that a text is.

    Raises:
        FrameUnreadable: It is none.
    """
    if _SAID not in raw[:_HEAD_BYTES] and (head := _HEAD.match(raw)):
        frame = _frame(b"{%b,%b,%b}" % head.groups())
        if frame.op == 0 and frame.name not in NEEDED:
            return frame
    return _frame(raw)


def _frame(raw: bytes) -> Frame:
    try:
        document = json.loads(raw)
        op, seq = document["op"], document.get("s")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FrameUnreadable(type(error).__name__) from None
    if type(op) is not int or not (seq is None or type(seq) is int):
        raise FrameUnreadable("op or s is no number")
    return Frame(op, document.get("d"), seq, document.get("t") or "")
