"""What a webhook, and a message of its, may be called at all.

Source: https://docs.discord.com/developers/resources/webhook#create-webhook
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from guildhall.discord.limits import WEBHOOK_NAME
from guildhall.operations.fields import Keep, Redaction

AVATAR_BYTES = 8 * 1024 * 1024
_REFUSED = ("clyde", "discord")


def _taken_by_discord(name: str) -> str:
    if not name.strip() or any(part in name.casefold() for part in _REFUSED):
        raise ValueError("Discord takes no name with clyde or discord in it, and none of blanks")
    return name


WebhookName = Annotated[
    str,
    Field(min_length=1, max_length=WEBHOOK_NAME),
    AfterValidator(_taken_by_discord),
    Redaction(Keep.AS_IS),
]
