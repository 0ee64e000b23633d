"""Members: what is told of one, whom a timeout reaches, how the bot itself looks, and who asks to join."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import Member, User
from guildhall.errors import DiscordUnavailable, InvalidArguments, PermissionMissing
from guildhall.operations.join_request._shown import JoinRequestShown
from guildhall.operations.member._details import MemberDetails
from guildhall.operations.spec import Risk
from guildhall.operations.user._shown import UserShown
from tests.fakes.clock import NOON
from tests.fakes.documented import OTHER_IDS
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
    guild,
)
from tests.fakes.platform import Rig

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def test_a_member_is_told_of_with_all_that_discord_tells() -> None:
    told: Any = {
        "user": {"id": MEMBER, "username": "member", "global_name": "Mem"},
        "nick": "Mimi",
        "avatar": "abc",
        "roles": [HELPER_ROLE],
        "premium_since": "2026-01-02T03:04:05+00:00",
        "pending": True,
        "mute": True,
        "deaf": False,
        "flags": 1 << 2 | 1 << 11,
        "communication_disabled_until": None,
    }
    shown = MemberDetails.read(told, guild(), NOON)
    assert (shown.display_name, shown.nickname, shown.role_names) == ("Mimi", "Mimi", ["Helper"])
    assert shown.avatar_url.endswith(f"/guilds/{GUILD}/users/{MEMBER}/avatars/abc.png")
    assert (shown.pending, shown.muted, shown.deafened) == (True, True, False)
    assert shown.boosting_since is not None
    assert shown.flags == ["bypasses_verification", "unknown_11"]


@pytest.mark.parametrize(("ends_in_s", "runs"), [(60, True), (-60, False)])
def test_a_timeout_that_is_over_is_none(rig: Rig, ends_in_s: int, runs: bool) -> None:
    until = rig.clock() + timedelta(seconds=ends_in_s)
    rig.world.edit_member(NEWCOMER, communication_disabled_until=until)
    shown = rig.complete("member.get", {"user_id": NEWCOMER}, rig.slash(OWNER)).result
    assert (shown["timed_out_until"] is not None) is runs
    asked = {"user_id": NEWCOMER, "duration_s": 0}
    (change,) = rig.preview("member.timeout", asked, rig.slash(OWNER), dry_run=True).preview.changes
    assert (change.before is not None) is runs


def test_an_administrator_is_not_timed_out_and_a_timeout_of_one_can_be_ended(rig: Rig) -> None:
    rig.world.edit_member(NEWCOMER, roles=(ADMIN_ROLE,))
    with pytest.raises(InvalidArguments, match="administrator, whom Discord lets nobody time out"):
        rig.run("member.timeout", {"user_id": NEWCOMER, "duration_s": 60}, rig.slash(OWNER))
    assert rig.discord.writes == []
    rig.complete("member.timeout", {"user_id": NEWCOMER, "duration_s": 0}, rig.slash(OWNER))


def test_how_the_bot_looks_takes_the_right_to_a_nickname_for_a_nickname_alone(rig: Rig) -> None:
    everyone = next(role for role in rig.world.guilds[GUILD].roles if str(role.id) == GUILD)
    rig.world.edit_role(everyone.id, permissions=everyone.permissions.without(Permission.CHANGE_NICKNAME))
    held = next(role for role in rig.world.guilds[GUILD].roles if role.id == MODERATOR_ROLE).permissions
    rig.world.edit_role(MODERATOR_ROLE, permissions=held | Permission.MANAGE_GUILD)
    rig.complete("member.edit_own", {"avatar": PIXEL}, rig.slash(MODERATOR))
    with pytest.raises(PermissionMissing, match="You lack Change Nickname"):
        rig.run("member.edit_own", {"nickname": "Steward"}, rig.slash(MODERATOR))


def test_a_prune_names_the_roles_that_are_no_hindrance(rig: Rig) -> None:
    asked = {"days": 7, "at_most": 40, "include_role_ids": [HELPER_ROLE]}
    shown = rig.preview("member.prune", asked, rig.slash(OWNER), dry_run=True).preview
    assert [(target.id, target.label) for target in shown.targets] == [(HELPER_ROLE, "@Helper")]


def test_a_rejection_shows_what_the_applicant_will_read(rig: Rig) -> None:
    asked = {"request_id": OTHER_IDS[0], "decision": "rejected", "rejection_reason": "Full"}
    shown = rig.preview("join_request.act", asked, rig.slash(OWNER), dry_run=True).preview
    assert [(each.field, each.before, each.after) for each in shown.changes] == [
        ("status", "submitted", "rejected"),
        ("rejection_reason", None, "Full"),
    ]


def test_a_request_says_who_decided_it() -> None:
    told: Any = {"id": "1", "user_id": "2", "created_at": "2026-11-19T12:00:00+00:00", "actioned_by_user": {"id": "3"}}
    assert JoinRequestShown.read(told).decided_by_user_id == "3"
    assert JoinRequestShown.read({**told, "actioned_by_user": None}).decided_by_user_id is None


def test_a_badge_that_discord_adds_is_shown() -> None:
    shown = UserShown.of({"id": MEMBER, "username": "member", "public_flags": 1 << 7 | 1 << 20})
    assert shown.badges == ("house_brilliance", "unknown_20")


def _execute(operation: str, answer: Any, rig: Rig, /, **asked: Any) -> Any:
    """Execute an operation to whose write Discord answers so."""
    request = rig.platform.build(operation, {"guild_id": GUILD, **asked}, rig.slash(OWNER))
    member = Member(user=User(id=MEMBER, username="member"))
    discord = SimpleNamespace(call=lambda *_, **__: answer, member=lambda *_: member, guild=lambda _: guild())
    return request.execute(SimpleNamespace(discord=discord))


@pytest.mark.parametrize(("answer", "nickname"), [(None, "Mimi"), ({"nick": "Mi"}, "Mi"), ({"nick": None}, "")])
def test_a_nickname_is_what_discord_says_or_what_was_asked_where_it_says_nothing(
    rig: Rig, answer: Any, nickname: str
) -> None:
    assert _execute("member.edit", answer, rig, user_id=MEMBER, nickname="Mimi").nickname == nickname


@pytest.mark.parametrize(("answer", "bypasses"), [(None, True), ({"flags": 4}, True), ({"flags": 1}, False)])
def test_an_exemption_is_what_discord_says_or_what_was_asked(rig: Rig, answer: Any, bypasses: bool) -> None:
    told = _execute("member.bypass_verification", answer, rig, user_id=MEMBER, bypasses=True)
    assert told.bypasses is bypasses


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("role.get", {"role_id": HELPER_ROLE}),
        ("role.list", {}),
        ("role.create", {"name": "x"}),
        ("member.get_ban", {"user_id": MEMBER}),
        ("member.list", {}),
    ],
)
def test_an_answer_that_discord_does_not_promise_is_no_crash(rig: Rig, name: str, asked: dict[str, Any]) -> None:
    with pytest.raises(DiscordUnavailable, match="is not what it should be"):
        _execute(name, "nonsense", rig, **asked)
