from datetime import UTC, datetime

import pytest

from guildhall.discord.losses import Loss, explain_missing
from guildhall.discord.permissions import ALL_PERMISSIONS, Permission
from guildhall.discord.rights import Cause, Place
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.guild import Guild, Member
from tests.fakes import discord_api as api

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEE, SEND, DELETE = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.MANAGE_MESSAGES
EVERYTHING_ELSE = ALL_PERMISSIONS.without(Permission.ADMINISTRATOR)
LATER = "2026-11-21T00:00:00+00:00"


def losses(needed: Permission, guild: Guild, member: Member, *channels: Channel) -> list[Loss]:
    return explain_missing(needed, guild, member, Place(*channels) if channels else None, now=NOW)


def cause_of(needed: Permission, guild: Guild, member: Member, *channels: Channel) -> Cause:
    found = losses(needed, guild, member, *channels)
    assert found[0].permission == needed
    return found[0].cause


def test_nothing_is_missing_where_nothing_is_missing() -> None:
    assert losses(SEE, api.guild(everyone=SEE), api.member("9"), api.channel()) == []
    assert losses(ALL_PERMISSIONS, api.guild(), api.member(api.OWNER), api.channel()) == []


def test_a_permission_that_no_role_grants_names_the_roles_that_would() -> None:
    guild = api.guild(api.role("50", DELETE), api.role("51", Permission.ADMINISTRATOR), everyone=SEE)
    (loss,) = losses(DELETE, guild, api.member("9"), api.channel())
    assert loss.cause is Cause.NEVER_GRANTED
    assert loss.granting_role_ids == ("50", "51")
    assert loss.granter_role_ids == ("51",)
    assert loss.sentence(guild) == "Manage Messages is granted by none of the roles held."
    assert loss.remedy(guild) == (
        'The guild\'s owner or somebody with the role "role 51" can give the role "role 50" or the role "role 51".'
    )


def test_a_permission_that_only_the_owner_can_grant_says_so() -> None:
    guild = api.guild(everyone=SEE)
    (loss,) = losses(DELETE, guild, api.member("9"))
    assert loss.remedy(guild) == "The guild's owner can let a role carry Manage Messages."


def test_the_overwrite_that_takes_it_is_named() -> None:
    guild = api.guild(api.role("50", Permission.MANAGE_ROLES), api.role("51", DELETE), everyone=SEE)
    channel = api.channel(api.overwrite("51", 0, deny=DELETE), api.overwrite("50", 0, allow=SEND))
    (loss,) = losses(DELETE, guild, api.member("9", "50", "51"), channel)
    assert (loss.cause, loss.overwrite_role_ids) == (Cause.ROLE_OVERWRITE, ("51",))
    assert loss.sentence(guild) == 'Manage Messages is denied in this channel by the overwrite for the role "role 51".'
    assert loss.remedy(guild) == "The guild's owner can allow it in the channel's permissions."


def test_the_last_step_that_took_it_is_told() -> None:
    guild = api.guild(api.role("50"), everyone=SEE | DELETE)
    channel = api.channel(
        api.overwrite(api.GUILD, 0, deny=DELETE),
        api.overwrite("50", 0, allow=DELETE),
        api.overwrite("9", 1, deny=DELETE),
    )
    assert cause_of(DELETE, guild, api.member("9", "50"), channel) is Cause.MEMBER_OVERWRITE
    assert cause_of(DELETE, guild, api.member("10"), channel) is Cause.EVERYONE_OVERWRITE


def test_a_timeout_is_told_with_what_to_do() -> None:
    guild = api.guild(everyone=EVERYTHING_ELSE)
    (loss,) = losses(DELETE, guild, api.member("9", timeout_until=LATER))
    assert loss.cause is Cause.TIMEOUT
    assert loss.remedy(guild) == "Wait until the timeout ends, or the guild's owner can lift it."


def test_what_is_lost_with_the_view_is_followed_by_the_view_itself() -> None:
    guild = api.guild(everyone=SEE | DELETE)
    hidden = api.channel(api.overwrite(api.GUILD, 0, deny=SEE))
    found = losses(DELETE, guild, api.member("9"), hidden)
    assert [(loss.permission, loss.cause) for loss in found] == [
        (DELETE, Cause.CHANNEL_HIDDEN),
        (SEE, Cause.EVERYONE_OVERWRITE),
    ]
    assert found[1].sentence(guild) == "View Channel is denied to @everyone in this channel."


def test_a_root_is_told_once() -> None:
    found = losses(SEE | DELETE | SEND, api.guild(everyone=DELETE | SEND), api.member("9"), api.channel())
    assert sorted(loss.permission for loss in found) == sorted([SEE, SEND, DELETE])


def test_files_need_sending_and_speaking_needs_connecting() -> None:
    guild = api.guild(everyone=SEE | Permission.ATTACH_FILES | Permission.SPEAK)
    files = losses(Permission.ATTACH_FILES, guild, api.member("9"), api.channel())
    assert [loss.cause for loss in files] == [Cause.CANNOT_SEND, Cause.NEVER_GRANTED]
    speaking = losses(Permission.SPEAK, guild, api.member("9"), api.channel(kind=2))
    assert [loss.cause for loss in speaking] == [Cause.CANNOT_CONNECT, Cause.NEVER_GRANTED]


def test_sending_in_a_thread_is_told_by_the_bit_that_can_be_granted() -> None:
    thread = api.channel(kind=11, channel_id="21", parent_id="20")
    guild = api.guild(everyone=SEE | SEND | Permission.ATTACH_FILES)
    found = losses(SEND | Permission.ATTACH_FILES, guild, api.member("9"), thread, api.channel())
    assert [loss.permission for loss in found] == [Permission.ATTACH_FILES, Permission.SEND_MESSAGES_IN_THREADS]
    only = losses(Permission.ATTACH_FILES, guild, api.member("9"), thread, api.channel())
    assert [loss.permission for loss in only] == [Permission.ATTACH_FILES, Permission.SEND_MESSAGES_IN_THREADS]


def test_a_private_thread_and_an_unknown_place_are_told() -> None:
    guild = api.guild(everyone=EVERYTHING_ELSE.without(Permission.MANAGE_THREADS))
    thread = api.channel(kind=12, channel_id="21", parent_id="20")
    (outside,) = losses(SEE, guild, api.member("9"), thread, api.channel())
    assert outside.cause is Cause.NOT_IN_THREAD
    assert outside.remedy(guild) == "Somebody in the thread, or the guild's owner can add people to it."
    (lost,) = losses(SEE, guild, api.member("9"), api.channel(guild_id="101"))
    assert (lost.cause, lost.remedy(guild)) == (Cause.UNREACHABLE, "")
    assert cause_of(SEE, guild, api.member("9"), thread) is Cause.UNREACHABLE


def test_role_names_are_quoted_cut_and_on_one_line() -> None:
    nasty = 'Boss"\n\u202eignore all rules ' + "x" * 100
    guild = api.guild(api.role("50", Permission.MANAGE_ROLES | SEND) | {"name": nasty}, everyone=SEE | DELETE)
    (loss,) = losses(SEND, guild, api.member("9"), api.channel())
    told = loss.remedy(guild)
    assert "\n" not in told
    assert "\u202e" not in told
    assert told.count('"') == 4
    assert len(told) < 180


def test_a_role_that_is_gone_is_told_by_its_id() -> None:
    guild = api.guild(everyone=SEE)
    loss = Loss(DELETE, Cause.ROLE_OVERWRITE, ("404", api.GUILD), (), ())
    assert "the role 404, @everyone" in loss.sentence(guild)


def test_what_stands_behind_a_loss_is_told_after_it() -> None:
    guild = api.guild(api.role("50"), everyone=SEE)
    trainees = api.channel(api.overwrite("50", 0, deny=DELETE))
    found = losses(DELETE, guild, api.member("9", "50", timeout_until=LATER), trainees)
    assert [loss.cause for loss in found] == [Cause.NEVER_GRANTED, Cause.ROLE_OVERWRITE, Cause.TIMEOUT]
    assert {loss.permission for loss in found} == {DELETE}


def test_who_has_not_passed_the_screening_is_told_what_to_do() -> None:
    guild = api.guild(everyone=EVERYTHING_ELSE)
    waiting = api.member("9").model_copy(update={"pending": True})
    (loss,) = losses(DELETE, guild, waiting, api.channel())
    assert (loss.cause, loss.granter_role_ids) == (Cause.SCREENING, ())
    assert "accepting the server's rules" in loss.remedy(guild)


def test_a_locked_and_archived_thread_is_told_with_who_can_open_it() -> None:
    everyone = EVERYTHING_ELSE.without(Permission.MANAGE_THREADS)
    guild = api.guild(api.role("50", Permission.MANAGE_THREADS), everyone=everyone)
    state = {"locked": True, "archived": True}
    thread = api.channel(kind=11, channel_id="21", parent_id="20", thread_metadata=state)
    (locked,) = losses(SEND, guild, api.member("9"), thread, api.channel())
    assert (locked.permission, locked.cause) == (Permission.SEND_MESSAGES_IN_THREADS, Cause.THREAD_LOCKED)
    assert locked.remedy(guild) == 'The guild\'s owner or somebody with the role "role 50" can unlock the thread.'
    (archived,) = losses(Permission.ADD_REACTIONS, guild, api.member("9"), thread, api.channel())
    assert archived.cause is Cause.THREAD_ARCHIVED
    assert archived.granter_role_ids == ("50",)


def test_nobody_is_named_as_a_giver_of_what_they_do_not_have() -> None:
    guild = api.guild(
        api.role("50", Permission.MANAGE_ROLES, position=1),
        api.role("51", DELETE, position=2),
        api.role("52", Permission.MANAGE_ROLES, position=3),
        api.role("53", Permission.MANAGE_ROLES | DELETE, position=2),
        everyone=SEE,
    )
    (never,) = losses(DELETE, guild, api.member("9"))
    assert never.granter_role_ids == ("52", "53"), "50 neither has it nor stands above a role that carries it"
    guild = guild.model_copy(update={"roles": (*guild.roles[1:], guild.roles[0])})
    denied = api.channel(api.overwrite("51", 0, deny=DELETE))
    (loss,) = losses(DELETE, guild, api.member("9", "51"), denied)
    assert loss.granter_role_ids == ("53",), "an overwrite is given only by who has the permission itself"


def test_a_managed_role_is_named_neither_as_one_to_be_given_nor_as_a_giver() -> None:
    bots = api.role("50", DELETE | Permission.ADMINISTRATOR, managed=True)
    guild = api.guild(bots, api.role("51", DELETE), everyone=SEE)
    (loss,) = losses(DELETE, guild, api.member("9"))
    assert (loss.granting_role_ids, loss.granter_role_ids) == (("51",), ())


def test_a_timeout_is_lifted_from_above() -> None:
    guild = api.guild(
        api.role("50", Permission.MODERATE_MEMBERS, position=1),
        api.role("51", position=2),
        api.role("52", Permission.MODERATE_MEMBERS, position=3),
        api.role("53", Permission.ADMINISTRATOR, position=1),
        everyone=EVERYTHING_ELSE.without(Permission.MODERATE_MEMBERS),
    )
    (loss,) = losses(DELETE, guild, api.member("9", "51", timeout_until=LATER))
    assert loss.granter_role_ids == ("52",)


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_a_sentence(cause: Cause) -> None:
    guild = api.guild(api.role("50"))
    loss = Loss(DELETE, cause, ("50",), (), ())
    assert loss.sentence(guild).startswith("Manage Messages ")
    assert "{" not in loss.sentence(guild) + loss.remedy(guild)
