"""A guild's settings in our words, and Discord's numbers for them.

Source: https://docs.discord.com/developers/resources/guild#guild-object
"""

from enum import StrEnum


class _Numbered(StrEnum):
    """Words whose numbers at Discord are their places."""

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(type(self)).index(self)

    @classmethod
    def words(cls) -> dict[int, str]:
        """Return the words by their numbers."""
        return {place: str(word) for place, word in enumerate(cls)}


class Verification(_Numbered):
    """What an account needs before it may write: an address, some age, some time as a member, a telephone number."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    HIGHEST = "highest"


class Notifications(_Numbered):
    """Of which messages members are told who did not choose themselves."""

    ALL_MESSAGES = "all_messages"
    ONLY_MENTIONS = "only_mentions"


class ContentFilter(_Numbered):
    """Whose pictures Discord looks through for explicit ones."""

    OFF = "off"
    MEMBERS_WITHOUT_ROLES = "members_without_roles"
    ALL_MEMBERS = "all_members"


class SystemNotice(StrEnum):
    """What Discord posts in the system channel; the place of each is its bit."""

    JOINS = "joins"
    BOOSTS = "boosts"
    SETUP_TIPS = "setup_tips"
    JOIN_REPLIES = "join_replies"
    ROLE_SUBSCRIPTIONS = "role_subscriptions"
    ROLE_SUBSCRIPTION_REPLIES = "role_subscription_replies"

    @property
    def bit(self) -> int:
        """Discord's bit that suppresses it."""
        return 1 << list(SystemNotice).index(self)


def suppressed(value: object) -> object:
    """Return the notices that a number of Discord's suppresses; what is no number stays as it is."""
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    known = {notice.bit: str(notice) for notice in SystemNotice}
    bits = [1 << place for place in range(value.bit_length()) if value >> place & 1]
    return [known.get(bit, f"unknown_{bit.bit_length() - 1}") for bit in bits]


MFA = {0: "not_required", 1: "required_of_moderators"}
AGE = {0: "default", 1: "explicit", 2: "safe", 3: "age_restricted"}
LOCALES = (
    *("ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu"),
    *("id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi"),
    *("zh-CN", "zh-TW"),
)
"""Source: https://docs.discord.com/developers/reference#locales"""
TOGGLES = {
    "community": "COMMUNITY",
    "discoverable": "DISCOVERABLE",
    "invites_disabled": "INVITES_DISABLED",
    "raid_alerts_disabled": "RAID_ALERTS_DISABLED",
}
"""Arguments that switch a feature, and Discord's names of the features.
Source: https://docs.discord.com/developers/resources/guild#guild-object-mutable-guild-features"""
PICTURES = {"icon": "icons", "banner": "banners", "splash": "splashes", "discovery_splash": "discovery-splashes"}
"""A guild's pictures, and Discord's words for them in addresses."""
CHANNELS = tuple(f"{use}_channel_id" for use in ("afk", "system", "rules", "public_updates", "safety_alerts"))
