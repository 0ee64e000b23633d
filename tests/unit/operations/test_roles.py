"""Roles that are made, changed, deleted, given and taken: who may, and what is never passed on."""

from typing import Any

import pytest

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import DANGEROUS_PERMISSIONS, Permission
from guildhall.errors import ChannelForbidden, InvalidArguments, NotAMember, PermissionMissing
from guildhall.operations.fields import names
from guildhall.operations.spec import Risk
from tests.fakes.guild import (
    ADMIN_ROLE,
    BOT_ROLE,
    EVERYONE_ROLE,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    NOWHERE,
    OWNER,
)
from tests.fakes.platform import Rig

UNNAMED = Permission(1 << 60)
"""A bit that Discord added since."""


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def _risk(rig: Rig, operation: str, /, **asked: Any) -> Risk:
    request = rig.platform.build(operation, asked, rig.slash(OWNER))
    session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
    session.authorize()
    return session.attempt.risk


def test_a_role_is_made_with_what_was_given_and_nothing_else(rig: Rig) -> None:
    asked = {"name": "Artists", "permissions": ["SEND_MESSAGES"], "colour": "#00ff7f", "hoist": True}
    made = rig.complete("role.create", asked, rig.slash(MODERATOR)).result
    assert made == {
        "role_id": made["role_id"],
        "name": "Artists",
        "colour": "#00ff7f",
        "second_colour": "",
        "holographic": False,
        "unicode_emoji": "",
        "icon_url": "",
        "hoist": True,
        "mentionable": False,
        "permissions": "Send Messages",
    }
    bare = rig.complete("role.create", {"name": "Bare"}, rig.slash(MODERATOR)).result
    assert (bare["permissions"], bare["colour"]) == ("nothing", "#000000")


def test_a_preview_of_a_new_role_names_its_twins(rig: Rig) -> None:
    preview = rig.preview("role.create", {"name": "Helper"}, rig.slash(OWNER), dry_run=True).preview
    assert preview.summary == "Create the role Helper (1 of that name already)"


@pytest.mark.parametrize("name", ["role.create", "role.edit"])
def test_nobody_puts_into_a_role_what_they_do_not_have(rig: Rig, name: str) -> None:
    role = {"role_id": HELPER_ROLE} if name == "role.edit" else {"name": "x"}
    with pytest.raises(PermissionMissing, match="You lack Ban Members in this server") as refused:
        rig.run(name, {**role, "permissions": ["BAN_MEMBERS", "SEND_MESSAGES"]}, rig.slash(MODERATOR))
    assert refused.value.details["needed"] == ["Ban Members"]
    rig.world.edit_role(BOT_ROLE, permissions=Permission.MANAGE_ROLES)
    with pytest.raises(PermissionMissing, match="The bot lacks Ban Members"):
        rig.run(name, {**role, "permissions": ["BAN_MEMBERS"]}, rig.slash(OWNER))
    assert rig.discord.writes == []


def test_nobody_takes_out_of_a_role_what_they_do_not_have(rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.BAN_MEMBERS | Permission.SEND_MESSAGES)
    with pytest.raises(PermissionMissing, match="You lack Ban Members"):
        rig.run("role.edit", {"role_id": HELPER_ROLE, "permissions": []}, rig.slash(MODERATOR))
    kept = {"role_id": HELPER_ROLE, "permissions": ["BAN_MEMBERS"]}
    assert rig.complete("role.edit", kept, rig.slash(MODERATOR)).result["permissions"] == "Ban Members"


@pytest.mark.parametrize("bit", list(Permission))
def test_what_is_dangerous_to_gain_makes_the_call_destructive(rig: Rig, bit: Permission) -> None:
    risen = Risk.DESTRUCTIVE if bit & DANGEROUS_PERMISSIONS else Risk.SENSITIVE
    assert _risk(rig, "role.create", name="x", permissions=[bit.name]) is risen
    assert _risk(rig, "role.edit", role_id=HELPER_ROLE, permissions=[bit.name]) is risen
    rig.world.edit_role(HELPER_ROLE, permissions=bit)
    assert _risk(rig, "role.edit", role_id=HELPER_ROLE, permissions=[bit.name]) is Risk.SENSITIVE
    assert _risk(rig, "role.edit", role_id=HELPER_ROLE, permissions=[]) is Risk.SENSITIVE


@pytest.mark.parametrize("role_id", [MODERATOR_ROLE, ADMIN_ROLE])
@pytest.mark.parametrize("name", ["role.edit", "role.delete", "role.remove"])
def test_a_role_at_or_above_ones_own_is_left_alone(rig: Rig, name: str, role_id: RoleId) -> None:
    all_of_them: dict[str, dict[str, str]] = {"role.edit": {"name": "x"}, "role.remove": {"user_id": MEMBER}}
    more = all_of_them.get(name, {})
    with pytest.raises(PermissionMissing, match="You do not stand above"):
        rig.run(name, {"role_id": role_id, **more}, rig.slash(MODERATOR))


@pytest.mark.parametrize(
    ("name", "role_id", "more"),
    [("role.edit", BOT_ROLE, {"name": "x"}), ("role.delete", BOT_ROLE, {}), ("role.delete", EVERYONE_ROLE, {})],
)
def test_a_role_that_discord_manages_is_left_alone(rig: Rig, name: str, role_id: RoleId, more: dict[str, str]) -> None:
    with pytest.raises(PermissionMissing):
        rig.run(name, {"role_id": role_id, **more}, rig.slash(OWNER))


def test_what_everybody_may_do_is_changed_by_whoever_may_do_it_too(rig: Rig) -> None:
    held = next(role for role in rig.world.guilds[GUILD].roles if role.id == EVERYONE_ROLE).permissions
    less = held.without(Permission.SEND_MESSAGES)
    asked = {"role_id": EVERYONE_ROLE, "permissions": names(less)}
    assert less != held
    rig.complete("role.edit", asked, rig.slash(MODERATOR))
    assert rig.discord.writes[-1].body == {"permissions": less.wire}
    with pytest.raises(PermissionMissing, match="You lack Ban Members"):
        rig.run("role.edit", {**asked, "permissions": ["BAN_MEMBERS"]}, rig.slash(MODERATOR))


def test_what_everybody_gains_is_as_grave_as_in_any_role(rig: Rig) -> None:
    assert _risk(rig, "role.edit", role_id=EVERYONE_ROLE, permissions=["MENTION_EVERYONE"]) is Risk.DESTRUCTIVE


@pytest.mark.parametrize("more", [{"name": "x"}, {"clear": ["icon"]}, {"permissions": [], "hoist": True}])
def test_of_everyone_nothing_else_is_changed(rig: Rig, more: dict[str, Any]) -> None:
    with pytest.raises(InvalidArguments, match="only the permissions"):
        rig.run("role.edit", {"role_id": EVERYONE_ROLE, **more}, rig.slash(OWNER))
    rig.set_policy(protected_role_ids=[EVERYONE_ROLE])
    with pytest.raises(ChannelForbidden, match="protected"):
        rig.run("role.edit", {"role_id": EVERYONE_ROLE, "permissions": []}, rig.slash(OWNER))


def test_a_role_that_is_not_there_cannot_be_changed(rig: Rig) -> None:
    with pytest.raises(NotAMember):
        rig.run("role.edit", {"role_id": str(NOWHERE), "name": "x"}, rig.slash(OWNER))


def test_an_edit_shows_and_sends_only_what_was_given(rig: Rig) -> None:
    asked = {"role_id": HELPER_ROLE, "colour": "#102030", "mentionable": True}
    preview = rig.preview("role.edit", asked, rig.slash(OWNER), dry_run=True).preview
    assert [(each.field, each.before, each.after) for each in preview.changes] == [
        ("colour", "#000000", "#102030"),
        ("mentionable", False, True),
    ]
    rig.complete("role.edit", asked, rig.slash(OWNER))
    colours = {"primary_color": 0x102030, "secondary_color": None, "tertiary_color": None}
    assert rig.discord.writes[-1].body == {"colors": colours, "mentionable": True}
    with pytest.raises(InvalidArguments, match="at least one of"):
        rig.run("role.edit", {"role_id": HELPER_ROLE}, rig.slash(OWNER))


def test_a_permission_that_has_no_name_here_stays_in_an_edited_role(rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=UNNAMED | Permission.SPEAK)
    rig.complete("role.edit", {"role_id": HELPER_ROLE, "permissions": ["SEND_MESSAGES"]}, rig.slash(OWNER))
    assert rig.discord.writes[-1].body == {"permissions": (UNNAMED | Permission.SEND_MESSAGES).wire}


def test_a_deletion_says_how_many_have_the_role(rig: Rig) -> None:
    preview = rig.preview("role.delete", {"role_id": HELPER_ROLE}, rig.slash(OWNER), dry_run=True).preview
    assert (preview.summary, preview.targets[0].detail) == ("Delete the role Helper for good", "1 member has it")
    asked = rig.ask("role.delete", {"role_id": HELPER_ROLE}, rig.slash(OWNER))
    assert rig.press(asked.confirmation_id, "approve", OWNER).text.endswith("Done.")
    assert rig.world.guilds[GUILD].role(HELPER_ROLE) is None
    assert rig.world.members[GUILD, MEMBER].roles == ()


def test_a_role_is_taken_from_a_member(rig: Rig) -> None:
    asked = {"user_id": MEMBER, "role_id": HELPER_ROLE}
    preview = rig.preview("role.remove", asked, rig.slash(MODERATOR), dry_run=True).preview
    assert preview.summary == "Take the role Helper from member"
    assert [(each.before, each.after) for each in preview.changes] == [(True, False)]
    rig.complete("role.remove", asked, rig.slash(MODERATOR))
    assert rig.world.members[GUILD, MEMBER].roles == ()
    rig.complete("role.remove", {**asked, "user_id": NEWCOMER}, rig.slash(MODERATOR))
