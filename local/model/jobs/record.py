"""Shortening the record of a conversation: a request without tools that shows a record and asks nothing."""

import re

from local.model import fenced
from local.model.conversation import Conversation
from local.model.steps import Say, Step

ASKED = re.compile(r" asked: (.+)")
MOST, LINE = 20, 90


def shorten(conversation: Conversation) -> Step | None:
    """Tell what was asked, one line each; None if there is anything else to do."""
    kept = fenced.inside(conversation.opening, "record")
    if conversation.tools or conversation.words or not kept:
        return None
    asked = list(dict.fromkeys(line.strip()[:LINE] for line in ASKED.findall(kept)))
    return Say("Asked before: " + "; ".join(asked[-MOST:]) if asked else "Nothing was asked.", signed=False)
