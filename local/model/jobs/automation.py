"""What is not there yet, said plainly."""

import re

from local.model.conversation import Conversation
from local.model.steps import Say, Step

ASKED = re.compile(
    r"\bfaq\b|\bautomat\w+|\bauto-?(?:reply|respond|answer)\w*|\bwhen (?:some|any)(?:body|one)\b"
    r"|\b(?:whenever|every time|each time|every (?:day|week|morning))\b",
    re.IGNORECASE,
)


def refuse(conversation: Conversation) -> Step | None:
    """Say that automations are not there; None if none was asked for."""
    if not ASKED.search(conversation.words):
        return None
    return Say(
        "That would be an automation, something that I do by myself whenever it is due. There are none here yet; "
        "ask me again when you need it, and I do it then."
    )
