"""Attacks on rank: nobody raises anybody above themselves, nor touches who stands above or is protected."""

import pytest

from guildhall.discord.ids import ChannelId, RoleId, UserId
from guildhall.discord.permissions import Permission
from tests.e2e import attacks
from tests.e2e.attacks import call, changed, refusal
from tests.e2e.system import Json, System
from tests.e2e.tables import change_policy

P = Permission
LADDER = ("everyone", "moderators", "helpers", "managers", "above", "bot", "admins")


@pytest.fixture(scope="module")
def prepared(besieged: System) -> System:
    roles = {each["name"]: each["id"] for each in besieged.control("GET", "/state")["roles"]}
    besieged.endpoints["roles"] = {
        "everyone": besieged.discord["guild_id"],
        "bot": roles["Guildhall"],
        "admins": roles["Admins"],
        "moderators": roles["Moderators"],
        "managers": attacks.role(besieged, "managers", *MANAGING),
        "helpers": attacks.role(besieged, "helpers"),
        "above": attacks.role(besieged, "above"),
    }
    for position, name in enumerate(LADDER):
        besieged.control("PUT", f"/roles/{roles_of(besieged, name)}", {"position": position})
    besieged.endpoints["discord"]["users"] |= {
        "manager": attacks.person(besieged, roles_of(besieged, "managers")),
        "peer": attacks.person(besieged, roles_of(besieged, "managers")),
        "admin": attacks.person(besieged, roles_of(besieged, "admins")),
    }
    besieged.endpoints["api_keys"]["manager"] = attacks.key(besieged, "manager")
    return besieged


MANAGING = (P.MANAGE_ROLES, P.MANAGE_CHANNELS, P.MANAGE_GUILD, P.KICK_MEMBERS, P.MODERATE_MEMBERS, P.MANAGE_NICKNAMES)


def roles_of(system: System, name: str) -> str:
    return str(system.endpoints["roles"][name])


@pytest.fixture
def guild(prepared: System) -> System:
    attacks.calm(prepared)
    return prepared


def filled(guild: System, given: Json) -> Json:
    """Return arguments with ids in place of `@role` and `!user`."""
    ids = {f"@{name}": role for name, role in guild.endpoints["roles"].items()}
    ids |= {f"!{name}": user for name, user in guild.discord["users"].items()}
    ids |= {f"#{name}": channel for name, channel in guild.discord["channels"].items()}
    if isinstance(given, dict):
        return {ids.get(name, name): filled(guild, each) for name, each in given.items()}
    return [filled(guild, each) for each in given] if isinstance(given, list) else ids.get(given, given)


def refused(guild: System, tool: str, given: Json, by: str = "manager") -> str:
    """Return what a caller is told who may not do it; nothing reached Discord, and no card hangs."""
    since, cards = guild.mark(), len(guild.cards())
    told = refusal(call(guild, tool, by, **filled(guild, given)))[1]
    assert changed(guild, since) == []
    assert len(guild.cards()) == cards
    return told


# ---------------------------------------------------------------------------------------------------- Discord's ranks
ABOVE: dict[str, tuple[str, Json]] = {
    "a role above one's own": ("role_assign", {"user_id": "!manager", "role_id": "@above"}),
    "one's own role to a friend": ("role_assign", {"user_id": "!newcomer", "role_id": "@managers"}),
    "a role above to many": ("role_bulk_assign", {"user_ids": ["!newcomer", "!manager"], "role_id": "@above"}),
    "the administrators' role": ("role_assign", {"user_id": "!manager", "role_id": "@admins"}),
    "more bits for one's own role": ("role_edit", {"role_id": "@managers", "permissions": ["MANAGE_ROLES"]}),
    "the name of a role above": ("role_edit", {"role_id": "@above", "name": "below"}),
    "a role above away": ("role_delete", {"role_id": "@above"}),
    "a role above from its holder": ("role_remove", {"user_id": "!admin", "role_id": "@admins"}),
    "an equal's membership": ("member_kick", {"user_id": "!peer"}),
    "an administrator's voice": ("member_timeout", {"user_id": "!admin", "duration_s": 60}),
    "the owner's membership": ("member_kick", {"user_id": "!owner"}),
    "the owner's name": ("member_edit", {"user_id": "!owner", "nickname": "nobody"}),
}


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("what", ABOVE)
def test_what_stands_above_is_refused_with_who_could_do_it(guild: System, what: str) -> None:
    told = refused(guild, *ABOVE[what])
    assert "You do not stand above" in told
    assert "an administrator can move roles" in told


@pytest.mark.parametrize("tool", ["role_assign", "role_delete", "role_remove"])
@pytest.mark.parametrize("role", ["@bot", "@everyone"])
def test_managed_roles_and_everyones_are_nobodys_to_give_or_delete(guild: System, tool: str, role: str) -> None:
    more: Json = {} if tool == "role_delete" else {"user_id": "!newcomer"}
    told = refused(guild, tool, {"role_id": role, **more}, by="owner")
    assert "Nobody gives, takes or deletes the role" in told


def test_the_bot_does_not_change_its_own_highest_role(guild: System) -> None:
    told = refused(guild, "role_edit", {"role_id": "@bot", "permissions": ["ADMINISTRATOR"]}, by="owner")
    assert "The bot does not stand above" in told


LACKED: dict[str, tuple[str, Json]] = {
    "a new role": ("role_create", {"name": "mine", "permissions": ["BAN_MEMBERS"]}),
    "an administrators' role": ("role_create", {"name": "mine", "permissions": ["ADMINISTRATOR"]}),
    "a role below": ("role_edit", {"role_id": "@helpers", "permissions": ["BAN_MEMBERS"]}),
    "an overwrite of one's own": (
        "channel_edit_permissions",
        {"channel_id": "#general", "overwrite_id": "!manager", "allow": ["MENTION_EVERYONE"]},
    ),
    "a denial of it to others": (
        "channel_edit_permissions",
        {"channel_id": "#general", "overwrite_id": "@everyone", "deny": ["MANAGE_WEBHOOKS"]},
    ),
    "managing roles in a channel": (
        "channel_edit_permissions",
        {"channel_id": "#general", "overwrite_id": "!manager", "allow": ["MANAGE_ROLES"]},
    ),
    "a channel of one's own": (
        "channel_create",
        {"name": "mine", "permission_overwrites": [{"id": "!manager", "kind": "member", "allow": ["MANAGE_MESSAGES"]}]},
    ),
}


@pytest.mark.parametrize("what", LACKED)
def test_a_permission_that_one_lacks_is_not_granted_and_is_named(guild: System, what: str) -> None:
    tool, given = LACKED[what]
    told = refused(guild, tool, given)
    assert "You lack" in told
    assert "ask somebody who has it" in told


# -------------------------------------------------------------------------------------------------- protected targets
PROTECTED: dict[str, tuple[str, Json]] = {
    "member": ("member_kick", {"user_id": "!newcomer"}),
    "member among others": ("member_bulk_ban", {"user_ids": ["!newcomer", "!peer"]}),
    "member's roles": ("role_assign", {"user_id": "!newcomer", "role_id": "@helpers"}),
    "member among those who get a role": (
        "role_bulk_assign",
        {"user_ids": ["!peer", "!newcomer"], "role_id": "@helpers"},
    ),
    "member's overwrite": (
        "channel_edit_permissions",
        {"channel_id": "#general", "overwrite_id": "!newcomer", "deny": ["SEND_MESSAGES"]},
    ),
    "role": ("role_assign", {"user_id": "!peer", "role_id": "@moderators"}),
    "role's name": ("role_edit", {"role_id": "@moderators", "name": "nobodies"}),
    "role itself": ("role_delete", {"role_id": "@moderators"}),
    "role's overwrite": (
        "channel_edit_permissions",
        {"channel_id": "#general", "overwrite_id": "@moderators", "deny": ["VIEW_CHANNEL"]},
    ),
    "role's place in a channel": (
        "channel_delete_permissions",
        {"channel_id": "#staff", "overwrite_id": "@moderators"},
    ),
    "role in a new channel": (
        "channel_create",
        {"name": "x", "permission_overwrites": [{"id": "@moderators", "deny": ["VIEW_CHANNEL"]}]},
    ),
    "channel": ("channel_delete", {"channel_id": "#support"}),
    "channel's topic": ("channel_edit", {"channel_id": "#support", "topic": "gone"}),
    "channel's overwrite": (
        "channel_edit_permissions",
        {"channel_id": "#support", "overwrite_id": "@everyone", "deny": ["VIEW_CHANNEL"]},
    ),
}


@pytest.mark.parametrize("what", PROTECTED)
def test_what_is_protected_is_so_from_the_owner_too_on_every_way_to_it(guild: System, what: str) -> None:
    change_policy(
        guild,
        protected_user_ids=frozenset({UserId.parse(guild.user("newcomer"))}),
        protected_role_ids=frozenset({RoleId.parse(roles_of(guild, "moderators"))}),
        protected_channel_ids=frozenset({ChannelId.parse(guild.channel("support"))}),
    )
    told = refused(guild, *PROTECTED[what], by="owner")
    assert "protected by this server's policy" in told
    assert "Somebody who manages the server can change the policy." in told


# ----------------------------------------------------------------------------------------------- the platform's ranks
RAISED: dict[str, tuple[str, Json]] = {
    "oneself": ("workspace_grant", {"user_id": "!manager", "role": "admin"}),
    "a friend": ("workspace_grant", {"user_id": "!newcomer", "role": "owner"}),
    "an administrator down": ("workspace_grant", {"user_id": "!admin", "role": "viewer"}),
    "a role that one holds": ("policy_edit", {"role_map": {"@managers": "admin"}}),
    "a role that one could give": ("policy_edit", {"role_map": {"@helpers": "owner"}}),
}


@pytest.mark.parametrize("what", RAISED)
def test_nobody_deals_with_a_platform_role_above_their_own(guild: System, what: str) -> None:
    told = refused(guild, *RAISED[what])
    assert "is above your own here, which is operator" in told


def test_the_owner_stays_owner(guild: System) -> None:
    assert "owner stays owner" in refused(guild, "workspace_grant", {"user_id": "!owner", "role": "moderator"})


def test_a_platform_role_gives_no_right_that_discord_does_not(guild: System) -> None:
    granted = guild.slash("owner", "workspace grant", user_id=guild.user("member"), role="admin")
    assert "Done" in granted
    member = attacks.key(guild, "member")
    for tool, given in (
        ("member_ban", {"user_id": "!newcomer"}),
        ("role_create", {"name": "mine"}),
        ("policy_edit", {"changes_at_large": True}),
        ("message_bulk_delete", {"channel_id": "#general", "message_ids": attacks.spam(guild)}),
    ):
        assert "You lack" in refused(guild, tool, given, by=member)
    guild.slash("owner", "workspace revoke", user_id=guild.user("member"))
