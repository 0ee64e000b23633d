"""Who may do what in a channel, and by what; and which channels are quiet."""

from datetime import timedelta
from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import ChannelType
from guildhall.errors import InvalidArguments, NotAMember
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    ADMIN,
    BOT,
    BOT_ROLE,
    CATEGORY,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    OWNER,
    STAFF,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig


@pytest.fixture
def rig() -> Rig:
    return Rig()


def _read(rig: Rig, name: str, **asked: Any) -> dict[str, Any]:
    return rig.complete(name, asked, rig.slash(OWNER)).result


def _member(rig: Rig, user_id: str, *asked: str, channel_id: str = GENERAL) -> dict[str, Any]:
    told = _read(rig, "channel.list_permissions", channel_id=channel_id, of_user_id=user_id, permissions=[*asked])
    member: dict[str, Any] = told["member"]
    return member


def test_a_channel_tells_of_the_roles_and_members_of_whom_it_says_something(rig: Rig) -> None:
    told = _read(rig, "channel.list_permissions", channel_id=STAFF)
    assert [each["name"] for each in told["roles"]] == ["Moderator", "@everyone"]
    assert [(each["overwrite_id"], each["member_name"]) for each in told["members"]] == [(BOT, "guildhall")]
    moderators, everyone = told["roles"]
    assert (moderators["allow"], "VIEW_CHANNEL" in moderators["effective"]) == (["VIEW_CHANNEL"], True)
    assert (everyone["deny"], everyone["effective"]) == (["VIEW_CHANNEL"], [])


def test_every_role_is_told_where_that_is_asked(rig: Rig) -> None:
    told = _read(rig, "channel.list_permissions", channel_id=GENERAL, every_role=True)
    assert [each["name"] for each in told["roles"]] == ["Bot", "Admin", "Moderator", "Helper", "@everyone"]


def test_what_a_member_may_do_is_told_with_what_gives_it(rig: Rig) -> None:
    said = (overwrite(HELPER_ROLE, allow=Permission.ADD_REACTIONS), overwrite(MEMBER, allow=Permission.PIN_MESSAGES))
    rig.world.edit_channel(GENERAL, permission_overwrites=said)
    held = _member(rig, MEMBER, "SEND_MESSAGES", "ADD_REACTIONS", "PIN_MESSAGES")["held"]
    assert [(each["permission"], each["by_roles"], each["why"]) for each in held] == [
        ("ADD_REACTIONS", ["Helper"], "the channel allows it to a role"),
        ("SEND_MESSAGES", ["@everyone"], "a role carries it"),
        ("PIN_MESSAGES", [], "the channel allows it to this member"),
    ]


@pytest.mark.parametrize(
    ("who", "roles", "why"), [(OWNER, [], "they own the server"), (ADMIN, ["Admin"], "an administrator has all")]
)
def test_who_has_everything_has_it_by_that(rig: Rig, who: str, roles: list[str], why: str) -> None:
    (held,) = _member(rig, who, "MANAGE_WEBHOOKS")["held"]
    assert (held["by_roles"], held["why"]) == (roles, why)


def test_what_a_member_may_not_do_is_told_with_who_can_change_that(rig: Rig) -> None:
    (missing,) = _member(rig, MEMBER, "MANAGE_MESSAGES")["missing"]
    assert missing["why"] == "Manage Messages is granted by none of the roles held."
    assert 'the role "Moderator"' in missing["remedy"]


def test_writing_in_a_thread_is_what_its_channel_allows_there(rig: Rig) -> None:
    said = (overwrite(EVERYONE_ROLE, deny=Permission.SEND_MESSAGES_IN_THREADS),)
    rig.world.edit_channel(GENERAL, permission_overwrites=said)
    told = _member(rig, MEMBER, "SEND_MESSAGES", channel_id=THREAD)
    assert (told["held"], told["missing"][0]["permission"]) == ([], "SEND_MESSAGES_IN_THREADS")


def test_only_what_means_something_in_a_text_channel_is_explained_there(rig: Rig) -> None:
    told = _read(rig, "channel.list_permissions", channel_id=GENERAL, of_user_id=MEMBER)["member"]
    named = {each["permission"] for each in [*told["held"], *told["missing"]]}
    assert "SEND_MESSAGES" in named
    assert not named & {"SPEAK", "BAN_MEMBERS", "ADMINISTRATOR"}


def test_a_thread_is_shown_with_its_state_and_its_channel(rig: Rig) -> None:
    state = {"archived": True, "locked": False, "auto_archive_duration": 60}
    rig.world.put_channel(
        rig.world.channels[THREAD].model_validate(
            {**rig.world.channels[THREAD].model_dump(mode="json"), "thread_metadata": state, "message_count": 3}
        )
    )
    told = _read(rig, "channel.get", channel_id=THREAD)
    assert (told["category_id"], told["category_name"], told["kind"]) == (GENERAL, "general", "public_thread")
    assert (told["thread"]["archived"], told["thread"]["archive_after_s"], told["thread"]["message_count"]) == (
        True,
        3600,
        3,
    )


def test_the_name_of_a_category_is_for_those_who_see_it(rig: Rig) -> None:
    said = (overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL),)
    rig.world.edit_channel(CATEGORY, permission_overwrites=said)
    assert _read(rig, "channel.get", channel_id=SUPPORT)["category_name"] == "rooms"
    told = rig.complete("channel.get", {"channel_id": SUPPORT}, rig.slash(MEMBER)).result
    assert (told["category_id"], told["category_name"]) == (CATEGORY, "")


def days_ago(days: int) -> str:
    return str(int((NOON - timedelta(days=days)).timestamp() * 1000 - 1_420_070_400_000) << 22)


def test_a_channel_is_quiet_since_its_newest_message_or_since_it_was_made(rig: Rig) -> None:
    for channel in list(rig.world.channels.values()):
        rig.world.edit_channel(channel.id, last_message_id=days_ago(1))
    rig.world.edit_channel(GENERAL, last_message_id=days_ago(40))
    rig.world.edit_channel(SUPPORT, last_message_id=days_ago(50))
    rig.world.edit_channel(STAFF, last_message_id=days_ago(60))
    found: Any = rig.complete("channel.find_inactive", {"guild_id": GUILD, "days": 30}, rig.slash(MEMBER)).result
    assert [each["name"] for each in found["channels"]] == ["support", "general"]


@pytest.mark.parametrize("kind", [ChannelType.GUILD_FORUM, ChannelType.GUILD_MEDIA])
def test_whatever_holds_posts_can_be_quiet(rig: Rig, kind: ChannelType) -> None:
    rig.world.edit_channel(GENERAL, type=kind, last_message_id=days_ago(2))
    found = _read(rig, "channel.find_inactive", guild_id=GUILD, days=1)["channels"]
    assert GENERAL in {each["channel_id"] for each in found}


def test_a_voice_channel_is_not_called_quiet(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, type=ChannelType.GUILD_VOICE, last_message_id=days_ago(2))
    found = _read(rig, "channel.find_inactive", guild_id=GUILD, days=1)["channels"]
    assert GENERAL not in {each["channel_id"] for each in found}


def test_a_thread_has_no_permissions_that_could_be_replaced_or_locked(rig: Rig) -> None:
    for name in ("channel.sync_permissions", "channel.lock"):
        with pytest.raises(InvalidArguments, match="A thread has no permissions of its own"):
            rig.run(name, {"channel_id": THREAD}, rig.slash(OWNER))


def test_a_channel_in_no_category_has_nothing_to_take_over(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="stands in no category"):
        rig.run("channel.sync_permissions", {"channel_id": GENERAL}, rig.slash(OWNER))


def test_permissions_are_not_copied_from_a_channel_that_the_caller_does_not_see(rig: Rig) -> None:
    rig.world.edit_member(MODERATOR, roles=(HELPER_ROLE,))
    needed = Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES | Permission.MANAGE_WEBHOOKS
    rig.world.edit_role(HELPER_ROLE, permissions=needed)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    for name, asked in (
        ("channel.copy_permissions", {"channel_id": GENERAL, "source_channel_id": STAFF}),
        ("channel.clone", {"guild_id": GUILD, "source_channel_id": STAFF}),
        ("channel.follow", {"channel_id": STAFF, "target_channel_id": GENERAL}),
    ):
        with pytest.raises(NotAMember):
            rig.run(name, asked, rig.slash(MODERATOR))
    assert rig.discord.writes == []
