from datetime import UTC, datetime

import pytest

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import ALL_PERMISSIONS, NO_PERMISSIONS, Permission
from guildhall.discord.rights import (
    base_permissions,
    can_assign_role,
    can_manage_role,
    channel_permissions,
    guild_permissions,
    outranks,
    top_role,
)
from guildhall.discord.types.guild import Guild
from tests.fakes import discord_api as api

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TALK = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES
LATER = "2026-11-21T00:00:00+00:00"
THREAD, PRIVATE_THREAD, VOICE, STAGE = 11, 12, 2, 13


def test_the_worked_example_of_the_documentation() -> None:
    guild = api.guild(api.role("50"), api.role("51", Permission.MANAGE_MESSAGES), everyone=TALK)
    channel = api.channel(
        api.overwrite("50", 0, deny=Permission.SEND_MESSAGES),
        api.overwrite("51", 0, allow=Permission.SEND_MESSAGES),
        api.overwrite("9", 1, deny=Permission.MANAGE_MESSAGES),
    )
    assert channel_permissions(guild, api.member("9", "50", "51"), channel, now=NOW) == TALK


def test_the_owner_may_do_everything_whatever_is_denied() -> None:
    channel = api.channel(api.overwrite(api.OWNER, 1, deny=ALL_PERMISSIONS))
    assert channel_permissions(api.guild(), api.member(api.OWNER), channel, now=NOW) == ALL_PERMISSIONS


def test_an_administrator_is_out_of_reach_of_overwrites_and_timeouts() -> None:
    guild = api.guild(api.role("50", Permission.ADMINISTRATOR))
    boss = api.member("9", "50", timeout_until=LATER)
    channel = api.channel(api.overwrite("50", 0, deny=ALL_PERMISSIONS))
    assert channel_permissions(guild, boss, channel, now=NOW) == ALL_PERMISSIONS
    assert guild_permissions(guild, boss, now=NOW) == ALL_PERMISSIONS


def test_roles_that_the_guild_does_not_have_give_nothing() -> None:
    assert base_permissions(api.guild(everyone=TALK), api.member("9", "404")) == TALK


def test_a_timeout_leaves_reading_only() -> None:
    reading = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    guild = api.guild(everyone=TALK | reading | Permission.KICK_MEMBERS)
    quiet = api.member("9", timeout_until=LATER)
    assert channel_permissions(guild, quiet, api.channel(), now=NOW) == reading
    assert guild_permissions(guild, quiet, now=NOW) == reading
    assert base_permissions(guild, quiet).has(Permission.KICK_MEMBERS)


def test_a_channel_that_cannot_be_seen_leaves_nothing() -> None:
    guild = api.guild(everyone=TALK | Permission.MANAGE_MESSAGES | Permission.BAN_MEMBERS)
    channel = api.channel(api.overwrite(api.GUILD, 0, deny=Permission.VIEW_CHANNEL))
    assert channel_permissions(guild, api.member("9"), channel, now=NOW) == NO_PERMISSIONS


def test_who_cannot_send_cannot_attach_either() -> None:
    guild = api.guild(everyone=Permission.VIEW_CHANNEL | Permission.ATTACH_FILES | Permission.ADD_REACTIONS)
    left = channel_permissions(guild, api.member("9"), api.channel(), now=NOW)
    assert left == Permission.VIEW_CHANNEL | Permission.ADD_REACTIONS


@pytest.mark.parametrize("kind", [VOICE, STAGE])
def test_who_cannot_connect_neither_manages_a_voice_channel_nor_reads_or_writes_its_text(kind: int) -> None:
    texts = TALK | Permission.READ_MESSAGE_HISTORY | Permission.ATTACH_FILES
    guild = api.guild(everyone=texts | Permission.SPEAK | Permission.MANAGE_CHANNELS | Permission.USE_EXTERNAL_EMOJIS)
    left = channel_permissions(guild, api.member("9"), api.channel(kind=kind), now=NOW)
    assert left == Permission.VIEW_CHANNEL | Permission.USE_EXTERNAL_EMOJIS


@pytest.mark.parametrize("bit", [Permission.MANAGE_GUILD, Permission.ADMINISTRATOR, Permission.BAN_MEMBERS])
def test_an_overwrite_gives_and_takes_nothing_that_holds_in_the_whole_guild(bit: Permission) -> None:
    channel = api.channel(api.overwrite("9", 1, allow=bit), api.overwrite("10", 1, deny=Permission.MANAGE_GUILD))
    assert channel_permissions(api.guild(everyone=TALK), api.member("9"), channel, now=NOW) == TALK
    guild = api.guild(everyone=TALK | Permission.MANAGE_GUILD)
    assert channel_permissions(guild, api.member("10"), channel, now=NOW).has(Permission.MANAGE_GUILD)


def test_who_has_not_passed_the_screening_reads_only() -> None:
    guild = api.guild(api.role("50", Permission.ADMINISTRATOR), everyone=TALK | Permission.READ_MESSAGE_HISTORY)
    waiting = api.member("9").model_copy(update={"pending": True})
    reading = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    assert channel_permissions(guild, waiting, api.channel(), now=NOW) == reading
    assert guild_permissions(guild, waiting, now=NOW) == reading
    boss = api.member("9", "50").model_copy(update={"pending": True})
    assert guild_permissions(guild, boss, now=NOW) == ALL_PERMISSIONS


IN_THREADS = (
    TALK
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.MANAGE_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.PIN_MESSAGES
    | Permission.ATTACH_FILES
)
LOCKED_OUT = Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS | Permission.ATTACH_FILES
RESTING = Permission.ADD_REACTIONS | Permission.PIN_MESSAGES


@pytest.mark.parametrize(
    ("locked", "archived", "lost"),
    [
        (False, False, NO_PERMISSIONS),
        (True, False, LOCKED_OUT),
        (False, True, RESTING),
        (True, True, LOCKED_OUT | RESTING | Permission.MANAGE_MESSAGES),
    ],
)
def test_a_locked_thread_is_not_written_in_and_an_archived_one_only_written_in(
    *, locked: bool, archived: bool, lost: Permission
) -> None:
    state = {"locked": locked, "archived": archived}
    thread = api.channel(kind=THREAD, channel_id="21", parent_id="20", thread_metadata=state)
    guild = api.guild(api.role("50", Permission.MANAGE_THREADS), everyone=IN_THREADS)
    left = channel_permissions(guild, api.member("9"), thread, api.channel(), now=NOW)
    assert left == IN_THREADS.without(lost)
    manager = channel_permissions(guild, api.member("9", "50"), thread, api.channel(), now=NOW)
    assert manager == (IN_THREADS | Permission.MANAGE_THREADS).without(RESTING if archived else NO_PERMISSIONS)


def test_a_manager_of_threads_in_timeout_sees_no_private_thread_of_others() -> None:
    guild = api.guild(api.role("50", Permission.MANAGE_THREADS), everyone=IN_THREADS)
    thread = api.channel(kind=PRIVATE_THREAD, channel_id="21", parent_id="20")
    quiet = api.member("9", "50", timeout_until=LATER)
    assert channel_permissions(guild, quiet, thread, api.channel(), now=NOW) == NO_PERMISSIONS


@pytest.mark.parametrize(
    ("old", "split"),
    [
        (Permission.MANAGE_MESSAGES, Permission.PIN_MESSAGES),
        (
            Permission.MANAGE_MESSAGES | Permission.MANAGE_CHANNELS | Permission.MANAGE_THREADS,
            Permission.BYPASS_SLOWMODE,
        ),
        (Permission.MANAGE_GUILD_EXPRESSIONS, Permission.CREATE_GUILD_EXPRESSIONS),
        (Permission.MANAGE_EVENTS, Permission.CREATE_EVENTS),
    ],
)
def test_what_was_split_off_in_2026_is_not_covered_by_what_it_was_split_from(
    old: Permission, split: Permission
) -> None:
    left = channel_permissions(api.guild(everyone=TALK | old), api.member("9"), api.channel(), now=NOW)
    assert left.has(old)
    assert not left & split


@pytest.mark.parametrize("kind", [10, THREAD])
def test_a_thread_takes_its_parents_overwrites_and_its_own_bit_for_sending(kind: int) -> None:
    parent = api.channel(
        api.overwrite(api.GUILD, 0, allow=Permission.SEND_MESSAGES_IN_THREADS, deny=Permission.SEND_MESSAGES)
    )
    thread = api.channel(api.overwrite(api.GUILD, 0, deny=ALL_PERMISSIONS), kind=kind, channel_id="21", parent_id="20")
    left = channel_permissions(api.guild(everyone=TALK), api.member("9"), thread, parent, now=NOW)
    assert left == TALK | Permission.SEND_MESSAGES_IN_THREADS


def test_sending_in_the_parent_is_not_sending_in_the_thread() -> None:
    thread = api.channel(kind=THREAD, channel_id="21", parent_id="20")
    left = channel_permissions(api.guild(everyone=TALK), api.member("9"), thread, api.channel(), now=NOW)
    assert left == Permission.VIEW_CHANNEL


def test_a_private_thread_is_for_its_members_and_thread_managers() -> None:
    everyone = TALK | Permission.SEND_MESSAGES_IN_THREADS
    guild = api.guild(api.role("50", Permission.MANAGE_THREADS), everyone=everyone)
    thread = api.channel(kind=PRIVATE_THREAD, channel_id="21", parent_id="20", member_ids=["9"])

    def left(*member: str) -> Permission:
        return channel_permissions(guild, api.member(*member), thread, api.channel(), now=NOW)

    assert left("9") == everyone
    assert left("10") == NO_PERMISSIONS
    assert left("10", "50") == everyone | Permission.MANAGE_THREADS


def test_a_thread_without_its_parent_gives_no_rights() -> None:
    thread = api.channel(kind=THREAD, channel_id="21", parent_id="20")
    guild, somebody = api.guild(everyone=ALL_PERMISSIONS.without(Permission.ADMINISTRATOR)), api.member("9")
    assert channel_permissions(guild, somebody, thread, now=NOW) == NO_PERMISSIONS
    assert channel_permissions(guild, somebody, thread, api.channel(channel_id="22"), now=NOW) == NO_PERMISSIONS


@pytest.mark.parametrize("guild_id", ["101", None])
def test_a_channel_of_another_guild_gives_no_rights_even_to_the_owner(guild_id: str | None) -> None:
    elsewhere = api.channel(guild_id=guild_id)
    assert channel_permissions(api.guild(), api.member(api.OWNER), elsewhere, now=NOW) == NO_PERMISSIONS


def test_a_guild_without_its_roles_gives_no_rights_and_no_rank() -> None:
    partial = Guild.model_validate({"id": api.GUILD, "name": "from a list"})
    somebody = api.member("9")
    assert channel_permissions(partial, somebody, api.channel(), now=NOW) == NO_PERMISSIONS
    with pytest.raises(ValueError, match="without its roles"):
        top_role(partial, somebody)


def ranked() -> Guild:
    return api.guild(api.role("50", position=2), api.role("51", position=2), api.role("52", position=1))


def test_of_two_roles_at_one_position_the_lower_id_is_higher() -> None:
    guild = ranked()
    assert top_role(guild, api.member("9", "51", "50", "52")).id == "50"
    assert outranks(guild, api.member("9", "50"), api.member("10", "51"))
    assert not outranks(guild, api.member("10", "51"), api.member("9", "50"))


def test_everyone_is_below_all_roles_even_at_their_position() -> None:
    guild = api.guild(api.role("900", position=0))
    assert top_role(guild, api.member("9", "900")).id == "900"
    assert top_role(guild, api.member("9")).id == api.GUILD


def test_equals_do_not_outrank_each_other_nor_anybody_themselves() -> None:
    guild = ranked()
    assert not outranks(guild, api.member("9", "50"), api.member("10", "50"))
    assert not outranks(guild, api.member(api.OWNER), api.member(api.OWNER))


def test_nobody_outranks_the_owner_and_the_owner_outranks_all() -> None:
    guild = ranked()
    assert not outranks(guild, api.member("9", "50"), api.member(api.OWNER))
    assert outranks(guild, api.member(api.OWNER), api.member("9", "50"))


def test_roles_are_managed_from_above() -> None:
    guild = ranked()
    roles = {str(role.id): role for role in guild.roles}
    helper = api.member("9", "51")
    assert can_manage_role(guild, helper, roles["52"])
    assert can_manage_role(guild, helper, roles[api.GUILD])
    assert not can_manage_role(guild, helper, roles["51"])
    assert not can_manage_role(guild, helper, roles["50"])
    assert can_manage_role(guild, api.member(api.OWNER), roles["50"])


def test_neither_everyone_nor_a_managed_role_can_be_given() -> None:
    guild = api.guild(api.role("50", position=2), api.role("51", managed=True))
    everyone, _, managed = guild.roles
    owner = api.member(api.OWNER)
    assert not can_assign_role(guild, owner, everyone)
    assert not can_assign_role(guild, owner, managed)
    assert can_assign_role(guild, owner, guild.roles[1])
    assert not can_assign_role(guild, api.member("9", "50"), guild.roles[1])


def test_a_member_id_is_not_taken_for_a_role_id() -> None:
    channel = api.channel(api.overwrite("9", 0, allow=Permission.MANAGE_MESSAGES))
    left = channel_permissions(api.guild(everyone=TALK), api.member(UserId("9")), channel, now=NOW)
    assert left == TALK
