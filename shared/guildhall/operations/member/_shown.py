"""How a member is shown."""

from datetime import datetime
from typing import Self

from guildhall.clock import moment_of_snowflake
from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.types.guild import Guild, Member
from guildhall.operations.fields import GivenName
from guildhall.operations.model import Model
from guildhall.operations.preview import Target


class MemberShown(Model):
    """A member; roles from the highest down, without @everyone; a timeout that is over is none."""

    user_id: UserId
    display_name: str
    username: str
    is_bot: bool
    account_created_at: datetime
    joined_at: datetime | None
    role_ids: list[RoleId]
    role_names: list[GivenName]
    timed_out_until: datetime | None

    @classmethod
    def of(cls, member: Member, guild: Guild, now: datetime) -> Self:
        """Return the member as they are shown."""
        held = [role for role in guild.roles if role.id in member.roles]
        roles = sorted(held, key=lambda role: (-role.position, int(role.id)))
        return cls(
            user_id=member.id,
            display_name=member.display,
            username=member.user.username,
            is_bot=member.user.bot,
            account_created_at=moment_of_snowflake(member.id),
            joined_at=member.joined_at,
            role_ids=[role.id for role in roles],
            role_names=[role.name for role in roles],
            timed_out_until=running_timeout(member, now),
        )


class MemberEdited(Model):
    """The member and their nickname; empty where they have none."""

    user_id: UserId
    nickname: str


def running_timeout(member: Member, now: datetime) -> datetime | None:
    """Return when a member's timeout ends; None for one that is over, which Discord goes on telling."""
    return member.communication_disabled_until if member.timed_out(now) else None


def target_of(member: Member) -> Target:
    """Return the member as a write's target."""
    return Target(id=member.id, label=member.display, detail=f"@{member.user.username}")
