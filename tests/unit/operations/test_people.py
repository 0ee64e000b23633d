"""Bans, roles and single messages: what they show, what they refuse, what they send."""

from typing import Any

import pytest

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import Member, User
from guildhall.errors import ChannelForbidden, DiscordNotFound, InvalidArguments, NotAMember, PermissionMissing
from tests.fakes.guild import (
    ADMIN,
    BOT_ROLE,
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    IN_GENERAL,
    IN_STAFF,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    STAFF,
    STRANGER,
    SUPPORT,
)
from tests.fakes.platform import Rig

NOBODY = UserId("2999999999999999999")
BAN = "PUT /guilds/{guild_id}/bans/{user_id}"


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def _preview(rig: Rig, operation: str, /, **asked: Any) -> Any:
    return rig.preview(operation, asked, rig.slash(OWNER), dry_run=True).preview


def _ban(rig: Rig, who: UserId, whom: UserId, **more: Any) -> str:
    asked = rig.ask("member.ban", {"user_id": whom, **more}, rig.slash(who))
    return rig.press(asked.confirmation_id, "approve", who).text


def test_a_ban_waits_for_a_human_and_is_then_made(rig: Rig) -> None:
    assert _ban(rig, OWNER, NEWCOMER, delete_message_seconds=3600, reason="spam").endswith("Done.")
    (sent,) = rig.discord.sent(BAN)
    assert sent.body == {"delete_message_seconds": 3600}
    assert sent.reason is not None
    assert sent.reason.startswith("spam - by owner")


def test_a_preview_of_a_ban_says_whom_and_what_goes_with_it(rig: Rig) -> None:
    rig.world.edit_member(NEWCOMER, nick="Noor")
    quiet = _preview(rig, "member.ban", user_id=NEWCOMER)
    assert (quiet.summary, quiet.targets[0].detail) == ("Ban Noor", "@newcomer")
    assert "invited again" in quiet.irreversible
    loud = _preview(rig, "member.ban", user_id=NEWCOMER, delete_message_seconds=5400)
    assert loud.summary == "Ban Noor and delete their messages of the last 1.5 h"
    assert "cannot be brought back" in loud.irreversible


def test_somebody_who_is_no_member_can_be_banned_too(rig: Rig) -> None:
    preview = _preview(rig, "member.ban", user_id=STRANGER)
    assert (preview.summary, preview.targets[0].detail) == ("Ban stranger", "@stranger, not a member")
    assert _ban(rig, OWNER, STRANGER).endswith("Done.")
    with pytest.raises(DiscordNotFound):
        rig.run("member.ban", {"user_id": NOBODY}, rig.slash(OWNER))


def test_leaving_between_preview_and_press_changes_the_target(rig: Rig) -> None:
    asked = rig.ask("member.ban", {"user_id": NEWCOMER}, rig.slash(OWNER))
    rig.world.remove_member(NEWCOMER)
    rig.world.put_member(Member(user=User(id=NEWCOMER, username="newcomer")), ELSEWHERE)
    assert "changed since it was previewed" in rig.press(asked.confirmation_id, "approve", OWNER).text
    assert rig.discord.sent(BAN) == []


@pytest.mark.parametrize(("who", "whom"), [(ADMIN, OWNER), (ADMIN, ADMIN), (OWNER, OWNER)])
def test_nobody_is_banned_by_somebody_who_does_not_stand_above_them(rig: Rig, who: UserId, whom: UserId) -> None:
    with pytest.raises(PermissionMissing, match="do not stand above"):
        rig.run("member.ban", {"user_id": whom}, rig.slash(who))


def test_a_protected_user_is_not_banned_member_or_not(rig: Rig) -> None:
    rig.set_policy(protected_user_ids=[NEWCOMER, STRANGER])
    for whom in (NEWCOMER, STRANGER):
        with pytest.raises(ChannelForbidden, match="protected"):
            rig.run("member.ban", {"user_id": whom}, rig.slash(OWNER))


def test_a_ban_needs_its_permission(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="You lack Ban Members"):
        rig.run("member.ban", {"user_id": NEWCOMER}, rig.slash(MODERATOR))


@pytest.mark.parametrize("seconds", [-1, 604_801])
def test_a_ban_deletes_messages_of_a_week_at_most(rig: Rig, seconds: int) -> None:
    with pytest.raises(InvalidArguments):
        rig.run("member.ban", {"user_id": NEWCOMER, "delete_message_seconds": seconds}, rig.slash(OWNER))


def test_an_unban_shows_why_somebody_was_banned(rig: Rig) -> None:
    rig.world.ban(STRANGER, "raid")
    preview = _preview(rig, "member.unban", user_id=STRANGER)
    assert (preview.summary, preview.targets[0].detail) == ("Lift the ban of stranger", "@stranger, banned: raid")
    asked = rig.ask("member.unban", {"user_id": STRANGER}, rig.slash(OWNER))
    assert rig.press(asked.confirmation_id, "approve", ADMIN).text.endswith("Done.")
    assert rig.world.bans == {}
    with pytest.raises(DiscordNotFound):
        rig.run("member.unban", {"user_id": STRANGER}, rig.slash(OWNER))


def test_roles_are_listed_from_the_highest_down_with_everyone_last(rig: Rig) -> None:
    rig.world.edit_role(MODERATOR_ROLE, color=0x3498DB)
    roles: Any = rig.complete("role.list", {}, rig.slash(MEMBER)).result["roles"]
    assert [role["name"] for role in roles] == ["Bot", "Admin", "Moderator", "Helper", "@everyone"]
    assert roles[2]["colour"] == "#3498db"
    assert roles[1]["permissions"] == ["Administrator"]
    assert (roles[0]["managed"], roles[-1]["role_id"], roles[-1]["colour"]) == (True, EVERYONE_ROLE, "")


def test_one_message_is_read_by_its_ids(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "message_id": IN_GENERAL[1]}
    assert rig.complete("message.get", asked, rig.slash(MEMBER)).result["content"] == "word 1"
    with pytest.raises(DiscordNotFound):
        rig.run("message.get", {**asked, "channel_id": SUPPORT}, rig.slash(MEMBER))


@pytest.mark.parametrize("beside", [{}, {"channel_id": GENERAL}])
def test_a_messages_link_names_its_channel_too(rig: Rig, beside: dict[str, Any]) -> None:
    link = f"https://discord.com/channels/{GUILD}/{GENERAL}/{IN_GENERAL[2]}"
    shown = rig.complete("message.get", {"message_id": link, **beside}, rig.slash(MEMBER)).result
    assert shown["message_id"] == IN_GENERAL[2]


def test_a_messages_link_into_another_channel_than_is_said_is_not_guessed_about(rig: Rig) -> None:
    link = f"https://discord.com/channels/{GUILD}/{GENERAL}/{IN_GENERAL[2]}"
    with pytest.raises(InvalidArguments, match="leads to a message in another channel"):
        rig.run("message.get", {"message_id": link, "channel_id": SUPPORT}, rig.slash(MEMBER))


def test_a_link_into_a_channel_that_one_cannot_see_leads_nowhere(rig: Rig) -> None:
    for channel_id, message_id in ((STAFF, IN_STAFF), (ELSEWHERE_CHANNEL, IN_GENERAL[0])):
        link = f"https://discord.com/channels/{GUILD}/{channel_id}/{message_id}"
        with pytest.raises(NotAMember):
            rig.run("message.get", {"message_id": link}, rig.slash(MEMBER))
    with pytest.raises(InvalidArguments, match="channel_id"):
        rig.run("message.get", {"message_id": IN_GENERAL[0]}, rig.slash(MEMBER))
