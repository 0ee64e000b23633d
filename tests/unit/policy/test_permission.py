"""Step 6: Discord lets caller and bot do it, and both stand above the target."""

from datetime import timedelta
from typing import Any

import pytest

from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import ThreadMetadata
from guildhall.discord.types.guild import Role, User
from guildhall.errors import DiscordNotFound, NotAMember, PermissionMissing
from guildhall.operations import catalogue
from guildhall.operations.base import Acts, ChannelOperation
from guildhall.policy.attempt import Attempt
from tests.contract.catalogue_examples import examples
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    ADMIN,
    ADMIN_ROLE,
    BOT,
    BOT_ROLE,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, attempt, denied

STEP = "require_permission"
SEND: dict[str, Any] = {"channel_id": GENERAL, "content": "hello"}
IN_THREAD: dict[str, Any] = {"channel_id": THREAD, "content": "hello"}
DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
TIMEOUT: dict[str, Any] = {"user_id": NEWCOMER, "duration_s": 60}


def _refused(rig: Rig, name: str, asked: dict[str, Any], who: UserId) -> PermissionMissing:
    error = denied(rig, STEP, name, asked, rig.slash(who))
    assert isinstance(error, PermissionMissing)
    return error


def test_what_was_found_is_told(rig: Rig) -> None:
    reason = allowed(rig, "message.bulk_delete", DELETE, rig.slash(MODERATOR))[5].reason
    assert reason == "caller and bot have View Channel + Manage Messages + Read Message History"


def test_what_takes_no_permission_says_why(rig: Rig) -> None:
    assert allowed(rig, "guild.list", {}, rig.slash(MEMBER))[5].reason.startswith("Everybody may know")
    assert allowed(rig, "guild.get", {}, rig.slash(MEMBER))[5].reason == "caller and bot have what it takes"


def test_the_caller_is_told_the_permission_where_it_is_lost_and_who_can_grant_it(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(MODERATOR_ROLE, deny=Permission.MANAGE_MESSAGES),))
    error = _refused(rig, "message.bulk_delete", DELETE, MODERATOR)
    assert error.message == f"You lack Manage Messages in <#{GENERAL}>."
    assert 'denied in this channel by the overwrite for the role "Moderator"' in error.hint
    who = 'The guild\'s owner or somebody with the role "Moderator", the role "Admin"'
    assert f"{who} can allow it in the channel's permissions." in error.hint
    assert error.details["who"] == "caller"
    assert error.details["needed"] == ["Manage Messages"]
    assert error.details["lost"] == ["role_overwrite"]


def test_the_bots_lack_is_told_as_the_bots(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(BOT, deny=Permission.MANAGE_MESSAGES),))
    error = _refused(rig, "message.bulk_delete", DELETE, OWNER)
    assert error.message == f"The bot lacks Manage Messages in <#{GENERAL}>."
    assert error.details["who"] == "bot"


def test_a_lack_in_the_whole_guild_names_no_channel(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.VIEW_CHANNEL)
    assert _refused(rig, "member.timeout", TIMEOUT, OWNER).message == "The bot lacks Timeout Members."


def test_the_rights_in_the_target_count_and_not_those_where_it_was_asked(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(MODERATOR, deny=Permission.MANAGE_MESSAGES),))
    assert _refused(rig, "message.bulk_delete", DELETE, MODERATOR).details["lost"] == ["member_overwrite"]


def test_the_bot_must_see_the_channel_too(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(BOT, deny=Permission.VIEW_CHANNEL),))
    error = _refused(rig, "message.send", SEND, MEMBER)
    assert error.details["who"] == "bot"
    assert "View Channel" in error.message


def test_writing_into_a_thread_takes_the_threads_own_permission(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=Permission.SEND_MESSAGES),))
    assert allowed(rig, "message.send", IN_THREAD, rig.slash(MEMBER))
    deny = Permission.SEND_MESSAGES_IN_THREADS
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=deny),))
    assert "Send Messages in Threads" in _refused(rig, "message.send", IN_THREAD, MEMBER).message
    assert allowed(rig, "message.send", SEND, rig.slash(MEMBER))


def test_answering_a_message_takes_being_able_to_read_it(rig: Rig) -> None:
    deny = Permission.READ_MESSAGE_HISTORY
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(MEMBER, deny=deny),))
    error = _refused(rig, "message.send", {**SEND, "reply_to": IN_GENERAL[0]}, MEMBER)
    assert error.details["needed"] == ["Read Message History"]
    assert allowed(rig, "message.send", SEND, rig.slash(MEMBER))


@pytest.mark.parametrize("archived", [False, True])
def test_a_locked_thread_is_written_in_by_its_managers_only(rig: Rig, *, archived: bool) -> None:
    rig.world.edit_channel(THREAD, thread_metadata=ThreadMetadata(locked=True, archived=archived))
    assert _refused(rig, "message.send", IN_THREAD, MEMBER).details["lost"] == ["thread_locked"]
    assert allowed(rig, "message.send", IN_THREAD, rig.slash(MODERATOR))


def test_who_has_not_passed_the_screening_writes_nothing(rig: Rig) -> None:
    rig.world.edit_member(MEMBER, pending=True)
    error = _refused(rig, "message.send", SEND, MEMBER)
    assert error.details["lost"] == ["screening"]
    assert "accepting the server's rules" in error.hint


def test_of_many_targets_each_is_looked_at_and_outsiders_stand_below_all(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.BAN_MEMBERS | Permission.MANAGE_GUILD)
    nobody = "2000000000000000077"
    assert allowed(rig, "member.bulk_ban", {"user_ids": [NEWCOMER, nobody]}, rig.slash(OWNER))
    assert allowed(rig, "member.ban", {"user_id": nobody}, rig.slash(OWNER))
    error = _refused(rig, "member.bulk_ban", {"user_ids": [NEWCOMER, ADMIN]}, ADMIN)
    assert error.message == f"You do not stand above <@{ADMIN}>."


def test_of_many_targets_none_may_be_missing_where_outsiders_are_not_taken(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.BAN_MEMBERS | Permission.MANAGE_GUILD)
    members = (NEWCOMER, UserId("2000000000000000077"))
    monkeypatch.setattr(catalogue.find("member.bulk_ban"), "acts_on", lambda _: Acts(member_ids=members))
    with pytest.raises(DiscordNotFound):
        allowed(rig, "member.bulk_ban", {"user_ids": list(members)}, rig.slash(OWNER))


def test_deleting_a_thread_takes_managing_threads_and_not_channels(rig: Rig) -> None:
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.MANAGE_CHANNELS)
    error = _refused(rig, "channel.delete", {"channel_id": THREAD}, MODERATOR)
    assert error.details["needed"] == ["Manage Threads"]
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.MANAGE_THREADS)
    assert allowed(rig, "channel.delete", {"channel_id": THREAD}, rig.slash(MODERATOR))


@pytest.mark.parametrize("who", [MODERATOR, BOT])
def test_a_timeout_takes_everything_but_reading(rig: Rig, who: UserId) -> None:
    rig.world.edit_member(who, communication_disabled_until=NOON + timedelta(seconds=1))
    error = _refused(rig, "message.send", SEND, MODERATOR)
    assert error.details["who"] == ("bot" if who == BOT else "caller")
    assert error.details["lost"] == ["timeout"] or "timeout" in error.hint
    rig.world.edit_member(who, communication_disabled_until=NOON)
    assert allowed(rig, "message.send", SEND, rig.slash(MODERATOR))


@pytest.mark.parametrize(("target", "who"), [(OWNER, ADMIN), (ADMIN, MODERATOR), (MODERATOR, MODERATOR)])
def test_the_caller_must_stand_above_the_target(rig: Rig, target: UserId, who: UserId) -> None:
    error = _refused(rig, "member.timeout", {"user_id": target, "duration_s": 60}, who)
    assert error.message == f"You do not stand above <@{target}>."
    assert error.details["who"] == "caller"


def test_the_bot_must_stand_above_the_target_too(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, position=1)
    error = _refused(rig, "member.timeout", {"user_id": MODERATOR, "duration_s": 60}, OWNER)
    assert error.message == f"The bot does not stand above <@{MODERATOR}>."


def test_of_two_roles_at_one_height_the_older_stands_above(rig: Rig) -> None:
    rig.world.put_role(Role(id=RoleId("3000000000000000099"), name="Peer", position=2))
    rig.world.edit_member(NEWCOMER, roles=(RoleId("3000000000000000099"),))
    assert allowed(rig, "member.timeout", TIMEOUT, rig.slash(MODERATOR))
    rig.world.put_role(Role(id=RoleId("2999999999999999999"), name="Elder", position=2))
    rig.world.edit_member(NEWCOMER, roles=(RoleId("2999999999999999999"),))
    _refused(rig, "member.timeout", TIMEOUT, MODERATOR)


def test_a_target_who_is_no_member_is_discords_not_found(rig: Rig) -> None:
    with pytest.raises(DiscordNotFound):
        rig.run("member.timeout", {"user_id": "2000000000000000077", "duration_s": 60}, rig.slash(MODERATOR))
    assert rig.discord.writes == []


@pytest.mark.parametrize(
    ("role_id", "who", "told"),
    [
        (MODERATOR_ROLE, MODERATOR, "You do not stand above the role Moderator."),
        (ADMIN_ROLE, MODERATOR, "You do not stand above the role Admin."),
        (BOT_ROLE, OWNER, "Nobody gives, takes or deletes the role Bot."),
        (EVERYONE_ROLE, OWNER, "Nobody gives, takes or deletes the role @everyone."),
    ],
)
def test_a_role_is_given_from_above_only(rig: Rig, role_id: RoleId, who: UserId, told: str) -> None:
    assert _refused(rig, "role.assign", {"user_id": NEWCOMER, "role_id": role_id}, who).message == told


def test_the_bot_gives_only_roles_below_its_own(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, position=1)
    error = _refused(rig, "role.assign", {"user_id": NEWCOMER, "role_id": ADMIN_ROLE}, OWNER)
    assert error.message == "The bot does not stand above the role Admin."


def test_a_role_that_discord_manages_is_changed_and_moved_and_neither_given_nor_deleted(rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, managed=True)
    assert allowed(rig, "role.edit", {"role_id": HELPER_ROLE, "colour": "#ff0000"}, rig.slash(MODERATOR))
    assert allowed(rig, "role.reorder", {"role_ids": [HELPER_ROLE]}, rig.slash(MODERATOR))
    for name, asked in (("role.assign", {"user_id": NEWCOMER}), ("role.delete", {})):
        told = _refused(rig, name, {"role_id": HELPER_ROLE, **asked}, OWNER).message
        assert told == "Nobody gives, takes or deletes the role Helper."


def test_a_role_of_another_guild_is_unknown_like_any_other(rig: Rig) -> None:
    asked = {"user_id": NEWCOMER, "role_id": "3000000000000000077"}
    error = denied(rig, STEP, "role.assign", asked, rig.slash(OWNER))
    assert isinstance(error, NotAMember)


def test_giving_a_role_to_somebody_above_oneself_is_discords_own_yes(rig: Rig) -> None:
    assert allowed(rig, "role.assign", {"user_id": OWNER, "role_id": HELPER_ROLE}, rig.slash(MODERATOR))


def test_a_granted_platform_role_does_not_replace_discords_permission(rig: Rig) -> None:
    rig.set_policy(role_map={HELPER_ROLE: "admin"})
    _refused(rig, "message.bulk_delete", DELETE, MEMBER)


_HEARD: dict[str, Any] = {"name": "wave", "emoji_id": "4000000000000000777"}


def _belongs_to(rig: Rig, who: UserId) -> None:
    rig.world.application = rig.world.application.model_copy(update={"owner": User(id=who, username="keeper")})


def test_what_is_about_the_application_is_refused_to_a_guilds_owner_to_whom_it_does_not_belong(rig: Rig) -> None:
    assert allowed(rig, "application_emoji.edit", _HEARD, rig.slash(OWNER))
    _belongs_to(rig, MODERATOR)
    for name, asked in (("application_emoji.edit", _HEARD), ("application.get", {})):
        error = _refused(rig, name, asked, OWNER)
        assert error.details["who"] == "caller"
        assert error.details["needed"] == ["the application's owner or team"]
        assert "for all servers" in error.message


def test_what_is_about_the_application_is_allowed_to_a_moderator_to_whom_it_belongs(rig: Rig) -> None:
    rig.set_policy(role_map={MODERATOR_ROLE: "admin"})
    _refused(rig, "application_emoji.edit", _HEARD, MODERATOR)
    _belongs_to(rig, MODERATOR)
    reason = allowed(rig, "application_emoji.edit", _HEARD, rig.slash(MODERATOR))[5].reason
    assert reason == "caller and bot have what it takes"


def test_whom_the_application_belongs_to_still_needs_the_scope_in_the_guild(rig: Rig) -> None:
    _belongs_to(rig, MODERATOR)
    denied(rig, "require_scope", "application_emoji.edit", _HEARD, rig.slash(MODERATOR))


def test_a_guilds_own_commands_are_its_managers_whoever_the_application_belongs_to(rig: Rig) -> None:
    _belongs_to(rig, MODERATOR)
    assert allowed(rig, "guild_command.list", {}, rig.slash(OWNER))
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.MODERATE_MEMBERS)
    rig.set_policy(role_map={MODERATOR_ROLE: "operator"})
    assert _refused(rig, "guild_command.list", {}, MODERATOR).details["needed"] == ["Manage Server"]


@pytest.mark.parametrize(
    "cls",
    [cls for cls in catalogue.every() if issubclass(cls, ChannelOperation)],
    ids=lambda cls: cls.full_name(),
)
def test_seeing_the_channel_is_always_part_of_what_a_channels_operation_needs(
    rig: Rig, cls: type[catalogue.AnyOperation]
) -> None:
    call: Attempt = attempt(rig, "message.list", {"channel_id": GENERAL}, rig.slash(MEMBER))
    call.operation = next(examples(cls, "word")).model_copy(update={"channel_id": GENERAL})
    call.locus = call.operation.locate(rig.discord)
    assert call.needs().has(Permission.VIEW_CHANNEL)
    assert call.locus.guild is not None
    assert call.locus.guild.id == GUILD
