"""The permission algorithm of the simulated Discord: overwrites, owner, administrator, threads, timeout, rank."""

from local.discord import permissions
from local.discord.builders import overwrite
from local.discord.clock import iso
from local.discord.identity import Identity
from local.discord.permissions import ALL, LEFT_IN_TIMEOUT, MEMBER_OVERWRITE, NOTHING, ROLE_OVERWRITE, P
from local.discord.state import World
from tests.unit.local_discord.support import world


def rights(found: World, who: Identity, user: str, channel: str = "general") -> P:
    return permissions.in_channel(found, found.channels[who.name_to_id(channel)], who.name_to_id(user))


def overwrites(found: World, who: Identity, *items: tuple[str, int, P, P]) -> None:
    found.channels[who.channels["general"]]["permission_overwrites"] = [
        overwrite(who.name_to_id(name), kind, allow=allow, deny=deny) for name, kind, allow, deny in items
    ]


def test_the_owner_and_administrators_have_everything_whatever_a_channel_denies() -> None:
    found, who = world()
    overwrites(found, who, ("guild", ROLE_OVERWRITE, NOTHING, ALL))
    assert rights(found, who, "owner") == ALL
    found.guilds[who.guild_id].members[who.users["member"]]["roles"] = [who.extra["admins_role"]]
    assert rights(found, who, "member") == ALL


def test_a_role_allowance_wins_over_the_denial_of_everyone_and_a_member_denial_over_both() -> None:
    found, who = world()
    deny_all = ("guild", ROLE_OVERWRITE, NOTHING, P.SEND_MESSAGES)
    allow_role = ("moderators_role", ROLE_OVERWRITE, P.SEND_MESSAGES, NOTHING)
    overwrites(found, who, allow_role, deny_all)
    assert not rights(found, who, "member") & P.SEND_MESSAGES
    assert rights(found, who, "moderator") & P.SEND_MESSAGES
    overwrites(found, who, deny_all, allow_role, ("moderator", MEMBER_OVERWRITE, NOTHING, P.SEND_MESSAGES))
    assert not rights(found, who, "moderator") & P.SEND_MESSAGES


def test_of_two_roles_the_allowance_wins_whatever_their_order() -> None:
    found, who = world()
    found.guilds[who.guild_id].members[who.users["member"]]["roles"] = [
        who.extra["moderators_role"],
        who.extra["guildhall_role"],
    ]
    for first, second in (("moderators_role", "guildhall_role"), ("guildhall_role", "moderators_role")):
        allow = (first, ROLE_OVERWRITE, P.ADD_REACTIONS, NOTHING)
        overwrites(found, who, allow, (second, ROLE_OVERWRITE, NOTHING, P.ADD_REACTIONS))
        assert rights(found, who, "member") & P.ADD_REACTIONS


def test_a_category_is_not_consulted() -> None:
    found, who = world()
    category = found.channels[who.extra["community_category"]]
    category["permission_overwrites"] = [overwrite(who.guild_id, ROLE_OVERWRITE, deny=P.VIEW_CHANNEL)]
    assert rights(found, who, "member") & P.VIEW_CHANNEL


def test_a_timeout_leaves_looking_and_reading_until_it_ends() -> None:
    found, who = world()
    member = found.guilds[who.guild_id].members[who.users["moderator"]]
    member["communication_disabled_until"] = iso(found.clock.now() + 60)
    assert rights(found, who, "moderator") == LEFT_IN_TIMEOUT
    overwrites(found, who, ("moderator", MEMBER_OVERWRITE, P.SEND_MESSAGES, NOTHING))
    assert rights(found, who, "moderator") == LEFT_IN_TIMEOUT
    found.clock.advance(61)
    assert rights(found, who, "moderator") & P.MANAGE_MESSAGES


def test_a_thread_has_its_parents_overwrites_and_a_private_one_its_members() -> None:
    found, who = world()
    overwrites(found, who, ("guild", ROLE_OVERWRITE, NOTHING, P.ADD_REACTIONS))
    thread = {"id": "5", "type": 11, "guild_id": who.guild_id, "parent_id": who.channels["general"]}
    member = who.users["member"]
    assert not permissions.in_channel(found, thread, member) & P.ADD_REACTIONS
    assert permissions.in_channel(found, thread, member) & P.VIEW_CHANNEL
    private = thread | {"type": 12}
    assert not permissions.in_channel(found, private, member) & P.VIEW_CHANNEL
    assert permissions.in_channel(found, private, who.users["moderator"]) & P.VIEW_CHANNEL
    found.thread_members["5"] = {member: {}}
    assert permissions.in_channel(found, private, member) & P.VIEW_CHANNEL


def test_strangers_have_nothing_and_a_direct_message_is_for_its_two() -> None:
    found, who = world()
    assert rights(found, who, "stranger") == NOTHING
    channel = {"id": "7", "type": 1}
    found.dm_members["7"] = (who.bot_user_id, who.users["member"])
    assert permissions.in_channel(found, channel, who.users["member"]) & P.SEND_MESSAGES
    assert permissions.in_channel(found, channel, who.users["owner"]) == NOTHING


def test_who_cannot_see_can_do_nothing_and_who_cannot_send_cannot_embed() -> None:
    assert permissions.effective(ALL & ~P.VIEW_CHANNEL) == NOTHING
    quiet = permissions.effective(ALL & ~P.SEND_MESSAGES & ~P.SEND_MESSAGES_IN_THREADS)
    assert not quiet & (P.EMBED_LINKS | P.ATTACH_FILES | P.MENTION_EVERYONE)
    assert quiet & P.ADD_REACTIONS


def test_rank_follows_the_highest_role_and_the_older_of_two_at_one_place() -> None:
    found, who = world()
    guild = found.guilds[who.guild_id]
    owner, moderator, member, bot = (who.name_to_id(name) for name in ("owner", "moderator", "member", "bot"))
    assert permissions.outranks(guild, bot, moderator)
    assert permissions.outranks(guild, moderator, member)
    assert not permissions.outranks(guild, bot, owner)
    assert not permissions.outranks(guild, member, member)
    assert permissions.outranks(guild, owner, bot)
    guild.roles["1"] = guild.roles[who.extra["moderators_role"]] | {"id": "1"}
    assert permissions.role_rank(guild.roles["1"]) > permissions.role_rank(guild.roles[who.extra["moderators_role"]])


def test_the_bits_are_those_of_the_documentation() -> None:
    assert (P.PIN_MESSAGES, P.BYPASS_SLOWMODE, P.CREATE_EVENTS) == (1 << 51, 1 << 52, 1 << 44)
    assert permissions.bits("8") == P.ADMINISTRATOR
    assert permissions.bits(None) == NOTHING
