"""Members who need not meet what the guild asks of others before they may write."""

from guildhall.discord.ids import UserId
from guildhall.operations.model import Model

BYPASSES = 1 << 2
"""Source: https://docs.discord.com/developers/resources/guild#guild-member-object-guild-member-flags"""


def exempt(flags: int) -> bool:
    """Return whether a member's flags say that they are exempt."""
    return bool(flags & BYPASSES)


class VerificationBypassed(Model):
    """Whether the member is exempt from the guild's verification now."""

    user_id: UserId
    bypasses: bool
