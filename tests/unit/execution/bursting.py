"""Too much moderation within a minute, and what is told of it."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, UserId
from guildhall.errors import ChannelForbidden
from guildhall.identity import Principal
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy
from tests.fakes.guild import GUILD, MODERATOR, NEWCOMER, STAFF
from tests.fakes.platform import Rig

PATCH = "PATCH /guilds/{guild_id}/members/{user_id}"
POST = "POST /channels/{channel_id}/messages"
BURST = 3


def prepare(rig: Rig) -> Rig:
    """Let a burst be small, ask a human only for what cannot be brought back, and tell alerts in #staff."""
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, moderation_burst=BURST, alerts_channel_id=STAFF)
    return rig


def timeout(rig: Rig, who: Principal | None = None, user_id: UserId = NEWCOMER) -> None:
    """Time a newcomer out."""
    arguments: dict[str, Any] = {"user_id": user_id, "duration_s": 600}
    rig.complete("member.timeout", arguments, who or rig.slash(MODERATOR), dry_run=False)


def trip(rig: Rig, who: Principal | None = None) -> ChannelForbidden:
    """Do one act of moderation too many; return the refusal."""
    for _ in range(BURST):
        timeout(rig, who)
    with pytest.raises(ChannelForbidden) as refused:
        timeout(rig, who)
    return refused.value


def policy(rig: Rig) -> GuildPolicy:
    """The guild's policy."""
    return rig.platform.policies.guild_policy(GUILD)


def resume(rig: Rig) -> None:
    """End the pause."""
    rig.set_policy(paused=None)


def alerts(rig: Rig, channel_id: ChannelId = STAFF) -> list[str]:
    """What was told in a channel."""
    return [str(body["content"]) for body in rig.world.posted(channel_id)]
