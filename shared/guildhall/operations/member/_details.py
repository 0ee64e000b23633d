"""One member with all that Discord tells of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from pydantic import JsonValue, TypeAdapter

from guildhall.discord.parsing import parsed
from guildhall.discord.routes import GET_GUILD_MEMBER
from guildhall.discord.types.guild import Member
from guildhall.operations.addresses import picture
from guildhall.operations.fields import OurText
from guildhall.operations.member._shown import MemberShown
from guildhall.operations.reversal import fields

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild

_FLAGS = {
    0: "rejoined",
    1: "completed_onboarding",
    2: "bypasses_verification",
    3: "started_onboarding",
    4: "guest",
    5: "started_server_guide",
    6: "completed_server_guide",
    7: "name_blocked_by_automod",
    9: "dismissed_dm_settings_hint",
    10: "server_tag_blocked_by_automod",
}
"""Source: https://docs.discord.com/developers/resources/guild#guild-member-object-guild-member-flags"""


class MemberDetails(MemberShown):
    """A member; `pending` = has not passed the screening, `avatar_url` is empty where it is the account's own."""

    nickname: str
    avatar_url: OurText
    boosting_since: datetime | None
    pending: bool
    muted: bool
    deafened: bool
    flags: list[OurText]

    @classmethod
    def read(cls, answer: JsonValue, guild: "Guild", now: datetime) -> Self:
        """Return what Discord's answer says."""
        member, told = parsed(TypeAdapter(Member), GET_GUILD_MEMBER, answer), fields(answer)
        avatar = picture("guilds", f"{guild.id}/users/{member.id}/avatars", str(told.get("avatar") or ""))
        bits = [place for place in range(member.flags.bit_length()) if member.flags >> place & 1]
        return cls(
            **dict(MemberShown.of(member, guild, now)),
            nickname=member.nick or "",
            avatar_url=avatar,
            boosting_since=member.premium_since,
            pending=member.pending,
            muted=told.get("mute") is True,
            deafened=told.get("deaf") is True,
            flags=[_FLAGS.get(place, f"unknown_{place}") for place in bits],
        )
