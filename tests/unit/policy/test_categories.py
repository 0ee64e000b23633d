"""A new channel in a category: what is seen, permitted and ruled there counts beside what is so in the guild."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.errors import ChannelForbidden, NotAMember, PermissionMissing
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import ChannelPolicy
from tests.fakes.guild import BOT, CATEGORY, ELSEWHERE_CHANNEL, GUILD, MODERATOR, MODERATOR_ROLE, NOWHERE, overwrite
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, denied

CREATE: dict[str, Any] = {"name": "news", "category_id": CATEGORY}
MANAGES, VIEWS = Permission.MANAGE_CHANNELS, Permission.VIEW_CHANNEL


def _refused(rig: Rig, step: str, **more: Any) -> Any:
    return denied(rig, step, "channel.create", {**CREATE, **more}, rig.slash(MODERATOR))


@pytest.mark.parametrize("who", [MODERATOR_ROLE, BOT])
def test_managing_channels_must_be_allowed_in_the_category_too(rig: Rig, who: str) -> None:
    assert allowed(rig, "channel.create", CREATE, rig.slash(MODERATOR))
    rig.world.edit_channel(CATEGORY, permission_overwrites=(overwrite(who, deny=MANAGES),))
    error = _refused(rig, "require_permission")
    assert isinstance(error, PermissionMissing)
    assert f"Manage Channels in <#{CATEGORY}>" in error.message
    assert error.details["lost"] == ["member_overwrite" if who == BOT else "role_overwrite"]
    assert allowed(rig, "channel.create", {"name": "news"}, rig.slash(MODERATOR))


def test_managing_channels_in_the_category_alone_is_not_enough(rig: Rig) -> None:
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.MANAGE_MESSAGES)
    rig.world.edit_channel(CATEGORY, permission_overwrites=(overwrite(MODERATOR_ROLE, allow=MANAGES),))
    assert isinstance(_refused(rig, "require_permission"), PermissionMissing)


@pytest.mark.parametrize("category_id", [CATEGORY, ELSEWHERE_CHANNEL, NOWHERE])
def test_a_category_that_the_caller_cannot_see_is_none(rig: Rig, category_id: ChannelId) -> None:
    rig.world.edit_channel(CATEGORY, permission_overwrites=(overwrite(MODERATOR_ROLE, deny=VIEWS),))
    assert isinstance(_refused(rig, "require_membership", category_id=category_id), NotAMember)


@pytest.mark.parametrize(
    ("rules", "rule"),
    [
        ({"mode": ChannelMode.CLOSED}, "mode of the channel"),
        ({"mode": ChannelMode.READ_ONLY}, "mode of the channel"),
        ({"denied_operations": ("channel.*",)}, "denied_operations of the channel"),
    ],
)
def test_the_rules_of_the_category_hold_for_what_is_put_into_it(rig: Rig, rules: dict[str, Any], rule: str) -> None:
    rig.platform.policies.put_channel_policy(ChannelPolicy(guild_id=GUILD, channel_id=CATEGORY, **rules))
    error = _refused(rig, "apply_channel_policy")
    assert isinstance(error, ChannelForbidden)
    assert error.details["rule"] == rule


def test_nothing_is_put_into_a_protected_category(rig: Rig) -> None:
    rig.set_policy(protected_channel_ids={CATEGORY})
    assert _refused(rig, "apply_channel_policy").details["rule"] == "protected_channel_ids"


def test_a_new_channel_in_a_category_is_still_a_change_at_large(rig: Rig) -> None:
    rig.set_policy(writable_channel_ids={CATEGORY}, changes_at_large=False)
    assert _refused(rig, "apply_channel_policy").details["rule"] == "changes_at_large"
    rig.set_policy(writable_channel_ids=frozenset(), changes_at_large=True)
    assert allowed(rig, "channel.create", CREATE, rig.slash(MODERATOR))
