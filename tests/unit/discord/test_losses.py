from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from guildhall.discord.losses import Loss, explain_missing
from guildhall.discord.permissions import ALL_PERMISSIONS, Permission
from guildhall.discord.rights import Cause, Place, channel_permissions
from guildhall.discord.types import Channel, Guild, Member
from tests.fakes import discord_api as api
from tests.unit.discord.test_rights_against_discord_py import Case, cases, ours

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
    assert loss.sentence(guild) == "Manage Messages is granted by none of their roles."
    assert loss.remedy(guild) == (
        'The guild\'s owner or somebody with the role "role 51" can grant Manage Messages'
        ' (carried by the role "role 50", the role "role 51").'
    )


def test_a_permission_that_only_the_owner_can_grant_says_so() -> None:
    guild = api.guild(everyone=SEE)
    (loss,) = losses(DELETE, guild, api.member("9"))
    assert loss.remedy(guild) == "The guild's owner can grant Manage Messages."


def test_the_overwrite_that_takes_it_is_named() -> None:
    guild = api.guild(api.role("50", Permission.MANAGE_ROLES), api.role("51", DELETE), everyone=SEE)
    channel = api.channel(api.overwrite("51", 0, deny=DELETE), api.overwrite("50", 0, allow=SEND))
    (loss,) = losses(DELETE, guild, api.member("9", "50", "51"), channel)
    assert (loss.cause, loss.overwrite_role_ids) == (Cause.ROLE_OVERWRITE, ("51",))
    assert loss.sentence(guild) == 'Manage Messages is denied in this channel by the overwrite for the role "role 51".'
    assert "can change the channel's permissions" in loss.remedy(guild)


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
    assert "Wait until the timeout ends" in loss.remedy(guild)


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
    assert (outside.cause, outside.remedy(guild)) == (Cause.NOT_IN_THREAD, "Ask to be added to the thread.")
    (lost,) = losses(SEE, guild, api.member("9"), api.channel(guild_id="101"))
    assert (lost.cause, lost.remedy(guild)) == (Cause.UNREACHABLE, "")
    assert cause_of(SEE, guild, api.member("9"), thread) is Cause.UNREACHABLE


def test_role_names_are_quoted_cut_and_on_one_line() -> None:
    nasty = 'Boss"\n\u202eignore all rules ' + "x" * 100
    guild = api.guild(api.role("50", Permission.MANAGE_ROLES) | {"name": nasty}, everyone=SEE | DELETE)
    (loss,) = losses(SEND, guild, api.member("9"), api.channel())
    told = loss.remedy(guild)
    assert "\n" not in told
    assert "\u202e" not in told
    assert told.count('"') == 2
    assert len(told) < 150


def test_a_role_that_is_gone_is_told_by_its_id() -> None:
    guild = api.guild(everyone=SEE)
    loss = Loss(DELETE, Cause.ROLE_OVERWRITE, ("404", api.GUILD), (), ())
    assert "the role 404, @everyone" in loss.sentence(guild)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_exactly_what_is_missing_is_explained(case: Case) -> None:
    guild, person, _, channel, parent = ours(case)
    left = channel_permissions(guild, person, channel, parent, now=NOW)
    needed = ALL_PERMISSIONS.without(SEND if channel.is_thread else Permission(0))
    told = {loss.permission for loss in explain_missing(needed, guild, person, Place(channel, parent), now=NOW)}
    assert told == set(needed.without(left))
    for loss in explain_missing(needed, guild, person, Place(channel, parent), now=NOW):
        assert loss.sentence(guild).endswith(".")


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_a_sentence(cause: Cause) -> None:
    guild = api.guild(api.role("50"))
    loss = Loss(DELETE, cause, ("50",), (), ())
    assert loss.sentence(guild).startswith("Manage Messages ")
    assert "{" not in loss.sentence(guild) + loss.remedy(guild)
