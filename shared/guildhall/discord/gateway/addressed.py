"""Whether a message is for the bot. Pure, and the only place that decides it; whether it is *answered* is the worker's.

    <@bot> hello                     in a guild          direct
    a reply to the bot, with a ping  (it is in mentions) direct
    hello                            in a direct message direct
    <@&helpers> hello                roles only          by role: one of them may be the bot's own
    @everyone, @here                                     not for us
    anything by a bot or a webhook                       not for us

Source: https://docs.discord.com/developers/events/gateway#message-content-intent
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

DEFAULT, REPLY = 0, 19
SPOKEN = frozenset({DEFAULT, REPLY})
"""Types of messages that people write; the others tell of pins, joins, boosts.

Source: https://docs.discord.com/developers/resources/message#message-object-message-types
"""


class Address(Enum):
    """How a message speaks to the bot."""

    DIRECT = "direct"
    BY_ROLE = "by role"


def addressed(message: Mapping[str, Any], bot_user_id: str) -> Address | None:
    """Return how a message speaks to the bot, None when it does not."""
    author = message.get("author")
    if not isinstance(author, dict) or author.get("bot") or message.get("webhook_id"):
        return None
    if message.get("type") not in SPOKEN:
        return None
    found = _spoken_to(message, bot_user_id)
    return found if found is not None and _whole(message, author) else None


def _spoken_to(message: Mapping[str, Any], bot_user_id: str) -> Address | None:
    named = any(isinstance(user, dict) and user.get("id") == bot_user_id for user in message.get("mentions") or ())
    if named or not message.get("guild_id"):
        return Address.DIRECT
    return Address.BY_ROLE if message.get("mention_roles") else None


def _whole(message: Mapping[str, Any], author: Mapping[str, Any]) -> bool:
    ids = (message.get("id"), message.get("channel_id"), author.get("id"))
    return all(isinstance(found, str) and found.isdecimal() for found in ids)
