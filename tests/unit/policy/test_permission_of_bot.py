"""Step 6, the bot's half: it needs what Discord asks of it, and nothing that only the platform asks of a caller."""

from typing import Any

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.errors import PermissionMissing
from tests.fakes.guild import (
    BOT,
    BOT_ROLE,
    GENERAL,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, denied


def _refused(rig: Rig, name: str, asked: dict[str, Any], who: UserId) -> PermissionMissing:
    error = denied(rig, "require_permission", name, asked, rig.slash(who))
    assert isinstance(error, PermissionMissing)
    return error


def test_what_discord_asks_of_no_bot_is_asked_of_the_caller_alone(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.VIEW_CHANNEL)
    asked = {"user_id": NEWCOMER}
    assert allowed(rig, "direct_message.open", asked, rig.slash(MODERATOR))
    assert _refused(rig, "direct_message.open", asked, MEMBER).details["who"] == "caller"


def test_what_the_arguments_take_is_asked_of_the_bot_all_the_same(rig: Rig) -> None:
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.MANAGE_GUILD | Permission.CHANGE_NICKNAME)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.VIEW_CHANNEL)
    assert allowed(rig, "member.edit_own", {"bio": "At your service."}, rig.slash(OWNER))
    error = _refused(rig, "member.edit_own", {"nickname": "Hall"}, OWNER)
    assert error.message == "The bot lacks Change Nickname."


def test_what_only_the_platform_keeps_takes_the_permission_of_the_caller_and_not_of_the_bot(rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.MANAGE_GUILD)
    assert allowed(rig, "chat.allow", {"channel_id": GENERAL}, rig.slash(MEMBER))
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(BOT, deny=Permission.VIEW_CHANNEL),))
    assert _refused(rig, "chat.allow", {"channel_id": GENERAL}, MEMBER).details["who"] == "bot"
