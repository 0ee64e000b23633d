"""A channel that is made with permissions of its own: who may do what, and who may say so."""

from typing import Any

import pytest

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import DANGEROUS_PERMISSIONS, Permission
from guildhall.discord.types.channel import OverwriteType
from guildhall.errors import ChannelForbidden, DiscordNotFound, InvalidArguments, PermissionMissing
from guildhall.execution.outcome import NeedsConfirmation
from guildhall.operations.spec import Risk
from tests.fakes.guild import (
    ADMIN,
    BOT_ROLE,
    CATEGORY,
    EVERYONE_ROLE,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NOWHERE,
    OWNER,
)
from tests.fakes.platform import Rig

READ_ONLY = [
    {"id": str(GUILD), "kind": "role", "deny": ["SEND_MESSAGES"]},
    {"id": str(MODERATOR_ROLE), "kind": "role", "allow": ["SEND_MESSAGES"]},
]


@pytest.fixture
def rig() -> Rig:
    return Rig()


def _asked(*overwrites: Any) -> dict[str, Any]:
    return {"name": "support", "permission_overwrites": list(overwrites)}


def _create(rig: Rig, who: UserId, *overwrites: Any) -> Any:
    return rig.run("channel.create", _asked(*overwrites), rig.slash(who))


def test_a_channel_that_only_moderators_can_write_in_is_one_call_without_a_card(rig: Rig) -> None:
    done = rig.complete("channel.create", _asked(*READ_ONLY), rig.slash(MODERATOR))
    made = rig.world.channels[done.result["channel_id"]]  # type: ignore[index]  # ids of results are texts
    everyone = made.overwrite(EVERYONE_ROLE, OverwriteType.ROLE)
    moderators = made.overwrite(MODERATOR_ROLE, OverwriteType.ROLE)
    assert everyone is not None
    assert moderators is not None
    assert (everyone.allow, everyone.deny) == (0, Permission.SEND_MESSAGES)
    assert (moderators.allow, moderators.deny) == (Permission.SEND_MESSAGES, 0)


def test_the_preview_says_who_may_do_what(rig: Rig) -> None:
    for_member = {"id": f"<@{MEMBER}>", "kind": "member"}
    preview = rig.preview("channel.create", _asked(*READ_ONLY, for_member), rig.slash(OWNER), dry_run=True).preview
    assert [(change.field, change.after) for change in preview.changes if change.field.startswith("permissions")] == [
        ("permissions of @everyone", "deny Send Messages"),
        ("permissions of Moderator", "allow Send Messages"),
        ("permissions of member", "nothing"),
    ]
    assert rig.discord.writes == []


def test_permissions_are_left_to_the_category_unless_they_are_given(rig: Rig) -> None:
    rig.complete("channel.create", {"name": "a", "category_id": CATEGORY}, rig.slash(OWNER))
    rig.complete("channel.create", {"name": "b", "permission_overwrites": []}, rig.slash(OWNER))
    first, second = (dict(sent.body or {}) for sent in rig.discord.writes)
    assert "permission_overwrites" not in first
    assert second["permission_overwrites"] == []


@pytest.mark.parametrize("side", ["allow", "deny"])
def test_nobody_gives_or_takes_what_they_do_not_have(rig: Rig, side: str) -> None:
    with pytest.raises(PermissionMissing, match="You lack Ban Members in this server") as refused:
        _create(rig, MODERATOR, {"id": str(HELPER_ROLE), side: ["BAN_MEMBERS", "SEND_MESSAGES"]})
    assert refused.value.details["needed"] == ["Ban Members"]
    assert rig.discord.writes == []
    assert rig.trail()[-1].status == "denied"


def test_the_bot_gives_nothing_that_it_does_not_have(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="The bot lacks Ban Members"):
        _create(rig, OWNER, {"id": str(HELPER_ROLE), "allow": ["BAN_MEMBERS"]})


def test_managing_permissions_in_a_channel_is_given_by_administrators_only(rig: Rig) -> None:
    manage = {"id": str(MODERATOR_ROLE), "allow": ["MANAGE_ROLES"]}
    with pytest.raises(PermissionMissing, match="You lack Administrator"):
        _create(rig, MODERATOR, manage)
    with pytest.raises(PermissionMissing, match="The bot lacks Administrator"):
        _create(rig, ADMIN, manage)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    assert isinstance(_create(rig, ADMIN, manage), NeedsConfirmation)


@pytest.mark.parametrize("bit", list(Permission))
def test_what_is_dangerous_to_allow_makes_the_call_sensitive(rig: Rig, bit: Permission) -> None:
    for side, risen in (("allow", bool(bit & DANGEROUS_PERMISSIONS)), ("deny", False)):
        asked = _asked({"id": str(HELPER_ROLE), side: [bit.name]})
        session = rig.platform.machinery.session(
            rig.slash(OWNER), rig.platform.build("channel.create", asked, rig.slash(OWNER)), "a" * 26
        )
        session.authorize()
        assert session.attempt.risk is (Risk.SENSITIVE if risen else Risk.WRITE)


@pytest.mark.parametrize("kind", ["role", "member"])
def test_an_overwrite_for_nobody_is_refused(rig: Rig, kind: str) -> None:
    with pytest.raises(DiscordNotFound):
        _create(rig, OWNER, {"id": str(NOWHERE), "kind": kind, "allow": ["VIEW_CHANNEL"]})


@pytest.mark.parametrize("name", ["send messages", "SEND_MESSAGES", "Send Messages", " send_messages "])
def test_a_permission_is_named_as_in_the_client_or_as_in_the_document(rig: Rig, name: str) -> None:
    preview = rig.preview(
        "channel.create", _asked({"id": str(HELPER_ROLE), "deny": [name]}), rig.slash(OWNER), dry_run=True
    ).preview
    assert preview.changes[-1].after == "deny Send Messages"


@pytest.mark.parametrize("names", [["FLY"], ["SEND_MESSAGES", 7], "SEND_MESSAGES", 2048, {"a": 1}])
def test_what_is_no_permission_is_refused_without_being_quoted(rig: Rig, names: Any) -> None:
    with pytest.raises(InvalidArguments, match="is no permission") as refused:
        _create(rig, OWNER, {"id": str(HELPER_ROLE), "deny": names})
    assert "FLY" not in str(refused.value.to_dict())


def test_a_protected_member_gets_no_overwrite(rig: Rig) -> None:
    rig.set_policy(protected_user_ids=[MEMBER])
    _create(rig, OWNER, {"id": str(HELPER_ROLE), "allow": ["VIEW_CHANNEL"]})
    with pytest.raises(ChannelForbidden, match="protected"):
        _create(rig, OWNER, {"id": str(MEMBER), "kind": "member", "allow": ["VIEW_CHANNEL"]})


def test_the_trail_keeps_who_and_which_bits(rig: Rig) -> None:
    rig.complete("channel.create", _asked(*READ_ONLY), rig.slash(OWNER))
    kept = rig.trail()[-1].arguments["permission_overwrites"]
    assert kept[0] == {"id": str(GUILD), "kind": "role", "deny": int(Permission.SEND_MESSAGES)}  # type: ignore[index]  # JSON
