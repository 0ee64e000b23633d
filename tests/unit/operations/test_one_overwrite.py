"""What a channel says of one role or member: set, taken away, and by whom."""

from typing import Any

import pytest

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import DANGEROUS_PERMISSIONS, Permission
from guildhall.discord.types.channel import OverwriteType
from guildhall.errors import ChannelForbidden, DiscordNotFound, InvalidArguments, PermissionMissing
from guildhall.operations.spec import Risk
from tests.fakes.guild import (
    BOT_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    NOWHERE,
    OWNER,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig

EDIT, DELETE = "channel.edit_permissions", "channel.delete_permissions"
UNNAMED = Permission(1 << 60)
WRITING = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def _run(rig: Rig, name: str, who: UserId, whose: str, **sides: Any) -> Any:
    return rig.run(name, {"channel_id": GENERAL, "overwrite_id": whose, **sides}, rig.slash(who))


def _stands(rig: Rig, whose: str, kind: OverwriteType = OverwriteType.ROLE) -> Any:
    return rig.world.channels[GENERAL].overwrite(whose, kind)


def _let(rig: Rig, *overwrites: Any) -> None:
    rig.world.edit_channel(GENERAL, permission_overwrites=overwrites)


def _risk(rig: Rig, name: str, **sides: Any) -> Risk:
    asked = {"channel_id": GENERAL, "overwrite_id": HELPER_ROLE, **sides}
    session = rig.platform.machinery.session(
        rig.slash(OWNER), rig.platform.build(name, asked, rig.slash(OWNER)), "a" * 26
    )
    session.authorize()
    return session.attempt.risk


def test_what_is_set_stands_in_place_of_what_stood_there(rig: Rig) -> None:
    _let(rig, overwrite(HELPER_ROLE, allow=Permission.SEND_MESSAGES))
    result = _run(rig, EDIT, MODERATOR, HELPER_ROLE, deny=["SEND_MESSAGES"]).result
    assert (result["allow"], result["deny"]) == ("nothing", "Send Messages")
    assert _stands(rig, HELPER_ROLE) == overwrite(HELPER_ROLE, deny=Permission.SEND_MESSAGES)


def test_a_member_is_told_from_a_role_by_the_guild(rig: Rig) -> None:
    _run(rig, EDIT, MODERATOR, f"<@{MEMBER}>", allow=["VIEW_CHANNEL"])
    assert _stands(rig, MEMBER, OverwriteType.MEMBER).allow == Permission.VIEW_CHANNEL
    _run(rig, DELETE, MODERATOR, MEMBER)
    assert _stands(rig, MEMBER, OverwriteType.MEMBER) is None


def test_a_preview_shows_both_sides_before_and_after(rig: Rig) -> None:
    _let(rig, overwrite(HELPER_ROLE, deny=Permission.SEND_MESSAGES))
    asked = {"channel_id": GENERAL, "overwrite_id": HELPER_ROLE, "allow": ["SEND_MESSAGES"]}
    preview = rig.preview(EDIT, asked, rig.slash(OWNER), dry_run=True).preview
    assert preview.summary == "Set what general says of Helper"
    assert [(each.field, each.before, each.after) for each in preview.changes] == [
        ("allow", "nothing", "Send Messages"),
        ("deny", "Send Messages", "nothing"),
    ]
    gone = rig.preview(DELETE, {"channel_id": GENERAL, "overwrite_id": HELPER_ROLE}, rig.slash(OWNER), dry_run=True)
    assert gone.preview.summary == "Take away what general says of Helper"
    assert [each.after for each in gone.preview.changes] == [None, None]


def test_who_locks_a_channel_is_told_whether_the_bot_falls_silent_too(rig: Rig) -> None:
    def told(name: str, **more: Any) -> str:
        return rig.preview(name, {"channel_id": GENERAL, **more}, rig.slash(OWNER), dry_run=True).preview.summary

    rig.world.edit_role(BOT_ROLE, permissions=WRITING | Permission.MANAGE_ROLES)
    assert told("channel.lock", overwrite_id=HELPER_ROLE) == "Keep Helper from writing in #general"
    assert told("channel.lock") == "Keep @everyone from writing in #general; nor can the bot write there then"
    assert told("channel.unlock") == "Let @everyone write in #general again"
    _let(rig, overwrite(BOT_ROLE, allow=Permission.SEND_MESSAGES))
    assert told("channel.lock") == "Keep @everyone from writing in #general"


@pytest.mark.parametrize("side", ["allow", "deny"])
def test_nobody_gives_or_takes_what_they_do_not_have(rig: Rig, side: str) -> None:
    with pytest.raises(PermissionMissing, match="You lack Ban Members"):
        _run(rig, EDIT, MODERATOR, HELPER_ROLE, **{side: ["BAN_MEMBERS"]})
    _let(rig, overwrite(HELPER_ROLE, **{side: Permission.BAN_MEMBERS}))
    with pytest.raises(PermissionMissing, match="You lack Ban Members"):
        _run(rig, DELETE, MODERATOR, HELPER_ROLE)
    _run(rig, EDIT, MODERATOR, HELPER_ROLE, **{side: ["BAN_MEMBERS", "SEND_MESSAGES"]})
    assert len(rig.discord.writes) == 1


@pytest.mark.parametrize("bit", list(Permission))
def test_what_is_dangerous_to_gain_makes_the_call_destructive(rig: Rig, bit: Permission) -> None:
    risen = Risk.DESTRUCTIVE if bit & DANGEROUS_PERMISSIONS else Risk.SENSITIVE
    assert _risk(rig, EDIT, allow=[bit.name]) is risen
    assert _risk(rig, EDIT, deny=[bit.name]) is Risk.SENSITIVE
    _let(rig, overwrite(HELPER_ROLE, deny=bit))
    assert _risk(rig, EDIT) is risen
    assert _risk(rig, DELETE) is risen


def test_a_permission_that_has_no_name_here_stays(rig: Rig) -> None:
    _let(rig, overwrite(HELPER_ROLE, allow=UNNAMED))
    _run(rig, EDIT, OWNER, HELPER_ROLE, allow=["SPEAK"])
    assert _stands(rig, HELPER_ROLE).allow == UNNAMED | Permission.SPEAK


def test_what_makes_no_sense_is_refused(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="either allowed or denied"):
        _run(rig, EDIT, OWNER, HELPER_ROLE, allow=["SPEAK"], deny=["SPEAK"])
    with pytest.raises(InvalidArguments, match="no permissions of its own"):
        rig.run(EDIT, {"channel_id": THREAD, "overwrite_id": HELPER_ROLE}, rig.slash(OWNER))
    with pytest.raises(DiscordNotFound, match="nothing to take away"):
        _run(rig, DELETE, OWNER, HELPER_ROLE)
    with pytest.raises(DiscordNotFound):
        _run(rig, EDIT, OWNER, NOWHERE)


def test_what_is_said_of_somebody_who_left_can_be_taken_away(rig: Rig) -> None:
    _let(rig, overwrite(NEWCOMER, deny=Permission.SEND_MESSAGES))
    rig.world.remove_member(NEWCOMER)
    asked = {"channel_id": GENERAL, "overwrite_id": NEWCOMER}
    preview = rig.preview(DELETE, asked, rig.slash(OWNER), dry_run=True).preview
    assert preview.summary.endswith("who left")


def test_a_protected_member_is_left_alone(rig: Rig) -> None:
    rig.set_policy(protected_user_ids=[MEMBER])
    with pytest.raises(ChannelForbidden):
        _run(rig, EDIT, OWNER, MEMBER, deny=["VIEW_CHANNEL"])


def test_everyone_is_the_role_with_the_guilds_id(rig: Rig) -> None:
    _run(rig, EDIT, MODERATOR, GUILD, deny=["SEND_MESSAGES"])
    assert _stands(rig, GUILD).deny == Permission.SEND_MESSAGES
