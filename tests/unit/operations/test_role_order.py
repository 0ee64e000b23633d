"""Roles in their order, and roles for many: what moves, what stays, and who gets what."""

from typing import Any

import pytest

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import Permission
from guildhall.errors import DiscordForbidden, InvalidArguments, PermissionMissing
from guildhall.operations.role_order import moved, numbered, order_of
from guildhall.operations.spec import Risk, Spending
from tests.fakes.guild import (
    ADMIN_ROLE,
    BOT_ROLE,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
)
from tests.fakes.platform import Rig

LIST = "GET /guilds/{guild_id}/members"


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def _numbers(rig: Rig, role_ids: list[RoleId], above: RoleId | None) -> dict[RoleId, int]:
    guild = rig.world.guilds[GUILD]
    return numbered(order_of(guild), moved(guild, role_ids, above))


def test_only_roles_between_the_old_and_the_new_place_get_other_numbers(rig: Rig) -> None:
    assert _numbers(rig, [HELPER_ROLE], MODERATOR_ROLE) == {HELPER_ROLE: 2, MODERATOR_ROLE: 1}
    assert _numbers(rig, [MODERATOR_ROLE, HELPER_ROLE], None) == {}
    assert _numbers(rig, [HELPER_ROLE, MODERATOR_ROLE], None) == {HELPER_ROLE: 2, MODERATOR_ROLE: 1}
    assert _numbers(rig, [MODERATOR_ROLE], RoleId(GUILD)) == {HELPER_ROLE: 2, MODERATOR_ROLE: 1}


def test_two_roles_with_one_number_get_numbers_of_their_own(rig: Rig) -> None:
    rig.world.edit_role(MODERATOR_ROLE, position=1)
    assert [role.id for role in order_of(rig.world.guilds[GUILD])][-2:] == [HELPER_ROLE, MODERATOR_ROLE]
    assert _numbers(rig, [MODERATOR_ROLE], HELPER_ROLE) == {MODERATOR_ROLE: 2}


def test_a_move_is_sent_once_and_one_that_changes_nothing_not_at_all(rig: Rig) -> None:
    asked = {"role_ids": [HELPER_ROLE], "above_role_id": MODERATOR_ROLE}
    told: Any = rig.complete("role.reorder", asked, rig.slash(OWNER)).result
    assert [role["role_id"] for role in told["roles"]][-2:] == [HELPER_ROLE, MODERATOR_ROLE]
    (sent,) = rig.discord.writes
    assert sent.items == [{"id": MODERATOR_ROLE, "position": 1}, {"id": HELPER_ROLE, "position": 2}]
    rig.complete("role.reorder", asked, rig.slash(OWNER))
    assert len(rig.discord.writes) == 1


def test_a_preview_of_a_move_shows_the_part_of_the_order_that_changes(rig: Rig) -> None:
    asked = {"role_ids": [HELPER_ROLE], "above_role_id": MODERATOR_ROLE}
    preview = rig.preview("role.reorder", asked, rig.slash(OWNER), dry_run=True).preview
    (change,) = preview.changes
    assert (change.before, change.after) == (["Moderator", "Helper"], ["Helper", "Moderator"])


@pytest.mark.parametrize(
    "asked",
    [
        {"role_ids": [HELPER_ROLE], "above_role_id": ADMIN_ROLE},
        {"role_ids": [ADMIN_ROLE], "above_role_id": HELPER_ROLE},
        {"role_ids": [HELPER_ROLE], "above_role_id": MODERATOR_ROLE},
    ],
)
def test_nobody_moves_a_role_that_stands_above_them_or_to_such_a_place(rig: Rig, asked: dict[str, Any]) -> None:
    with pytest.raises(PermissionMissing, match="do not stand above"):
        rig.run("role.reorder", asked, rig.slash(MODERATOR))
    assert rig.discord.writes == []


def test_everyone_is_not_moved_and_no_role_twice(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="@everyone"):
        rig.run("role.reorder", {"role_ids": [GUILD]}, rig.slash(OWNER))
    with pytest.raises(InvalidArguments):
        rig.run("role.reorder", {"role_ids": [HELPER_ROLE, HELPER_ROLE]}, rig.slash(OWNER))


def _filter(rig: Rig, **asked: Any) -> dict[str, Any]:
    return dict(rig.complete("role.assign_by_filter", {"role_id": HELPER_ROLE, **asked}, rig.slash(OWNER)).result)


def test_a_filter_gives_only_to_whom_it_means_and_goes_on_when_asked_again(rig: Rig) -> None:
    first = _filter(rig, bots=False, at_most=1)
    assert (first["done_count"], len(first["items"])) == (1, 1)
    assert first["left_count"] > 0
    assert first["matched_count"] == 1 + first["left_count"] + _holders_but_new(rig)
    assert "ask again" in first["go_on"]
    while _filter(rig, bots=False, at_most=2)["left_count"]:
        pass
    people = [member for (guild_id, _), member in rig.world.members.items() if guild_id == GUILD]
    assert all((HELPER_ROLE in member.roles) is not member.user.bot for member in people)


def _holders_but_new(rig: Rig) -> int:
    """How many people have the role, without the one who got it."""
    people = [member for (guild_id, _), member in rig.world.members.items() if guild_id == GUILD]
    return sum(HELPER_ROLE in member.roles and not member.user.bot for member in people) - 1


def test_whom_the_policy_protects_is_left_out_of_a_filter(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, protected_user_ids=frozenset({NEWCOMER}))
    told = _filter(rig, lacks_role_id=HELPER_ROLE, bots=False)
    assert NEWCOMER not in {item["user_id"] for item in told["items"]}
    assert HELPER_ROLE not in rig.world.members[GUILD, NEWCOMER].roles


def test_many_members_at_once_are_as_grave_as_what_cannot_be_undone(rig: Rig) -> None:
    for at_most, risk in ((25, Risk.SENSITIVE), (26, Risk.DESTRUCTIVE)):
        asked: Any = {"role_id": HELPER_ROLE, "bots": False, "at_most": at_most, "guild_id": GUILD}
        request = rig.platform.build("role.assign_by_filter", asked, rig.slash(OWNER))
        session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
        session.authorize()
        assert session.attempt.risk is risk
        assert request.spends() == {Spending.WRITES: at_most}


def test_a_filter_that_means_everybody_is_refused(rig: Rig) -> None:
    with pytest.raises(InvalidArguments):
        rig.run("role.assign_by_filter", {"role_id": HELPER_ROLE}, rig.slash(OWNER))


@pytest.mark.parametrize("name", ["member.list", "role.list_members"])
def test_without_the_intent_a_list_says_what_to_do(rig: Rig, name: str) -> None:
    rig.discord.fail(LIST, DiscordForbidden("Missing Access", status=403, discord_code=50001))
    asked = {"role_id": HELPER_ROLE} if name == "role.list_members" else {}
    with pytest.raises(DiscordForbidden, match="Server Members intent") as refused:
        rig.run(name, asked, rig.slash(MEMBER))
    assert "developer portal" in refused.value.hint


def test_a_page_of_holders_goes_on_where_it_ended(rig: Rig) -> None:
    rig.world.edit_member(NEWCOMER, roles=(HELPER_ROLE,))
    rig.world.edit_member(MEMBER, roles=(HELPER_ROLE,))
    seen: list[str] = []
    after: str | None = None
    while True:
        asked = {"role_id": HELPER_ROLE, "limit": 1, **({"after": after} if after else {})}
        page: Any = rig.complete("role.list_members", asked, rig.slash(OWNER)).result
        seen += [each["user_id"] for each in page["members"]]
        after = page["next_after"]
        if after is None:
            break
    assert {NEWCOMER, MEMBER} <= set(seen)
    assert len(seen) == len(set(seen))
