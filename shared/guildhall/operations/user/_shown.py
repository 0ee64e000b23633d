"""How an account is shown."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import JsonValue

from guildhall.clock import moment_of_snowflake
from guildhall.discord.ids import UserId
from guildhall.operations.addresses import picture
from guildhall.operations.fields import By, OurText
from guildhall.operations.reversal import fields
from guildhall.operations.shown import At, Shown

_BADGES = {
    **{0: "staff", 1: "partner", 2: "hypesquad", 3: "bug_hunter", 14: "bug_hunter_gold"},
    **{6: "house_bravery", 7: "house_brilliance", 8: "house_balance", 9: "early_supporter", 10: "team"},
    **{16: "verified_bot", 17: "early_verified_bot_developer", 19: "http_interactions_bot", 22: "active_developer"},
    18: "moderator_programs_alumni",
}
"""By the bit's place. Source: https://docs.discord.com/developers/resources/user#user-object-user-flags"""


class UserShown(Shown):
    """An account as everybody sees it."""

    user_id: UserId = At("id")
    username: Annotated[str, By("user_id")] = ""
    display_name: Annotated[str, By("user_id")] = At("global_name", default="")
    is_bot: bool = At("bot", default=False)
    is_system: bool = At("system", default=False)
    created_at: datetime
    avatar_url: OurText = ""
    banner_url: OurText = ""
    badges: tuple[OurText, ...] = ()

    @classmethod
    def of(cls, answer: JsonValue) -> Self:
        """Return what Discord's answer says; what is made of it (addresses, badges, age) beside what stands there."""
        told = fields(answer)
        user_id, flags = str(told.get("id", "")), told.get("public_flags")
        bits = f"{flags:b}"[::-1] if isinstance(flags, int) else ""
        badges = [_BADGES.get(place, f"unknown_{place}") for place, bit in enumerate(bits) if bit == "1"]
        made: dict[str, JsonValue] = {
            "created_at": moment_of_snowflake(user_id).isoformat(),
            "avatar_url": picture("avatars", user_id, _text(told.get("avatar"))),
            "banner_url": picture("banners", user_id, _text(told.get("banner"))),
            "badges": [*badges],
        }
        return cls.read({**told, **made})


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
