"""The rights of a call's caller are those in the call's guild: in another one it says nothing for them."""

import pytest

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.execution.rights import Rights
from tests.fakes.guild import ADMIN, ELSEWHERE_CHANNEL, GUILD, OWNER, STAFF
from tests.fakes.platform import Rig


def _held(rig: Rig, who: UserId, channel_id: ChannelId) -> Permission:
    call = rig.call("role.list", {"guild_id": GUILD}, rig.mcp(who))
    session = rig.platform.machinery.session(call.principal, call.operation, "0" * 26)
    session.authorize()
    return Rights(session.attempt).in_channel(rig.world.channel(channel_id))


@pytest.mark.parametrize("who", [OWNER, ADMIN])
def test_whoever_may_do_all_in_one_guild_sees_nothing_of_another(rig: Rig, who: UserId) -> None:
    assert _held(rig, who, STAFF).has(Permission.VIEW_CHANNEL)
    assert _held(rig, who, ELSEWHERE_CHANNEL) == NO_PERMISSIONS
