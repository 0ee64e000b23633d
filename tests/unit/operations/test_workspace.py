"""Platform roles that are granted by hand."""

import pytest

from guildhall.discord.ids import GuildId, UserId
from guildhall.errors import (
    DiscordNotFound,
    PermissionMissing,
)
from guildhall.identity import PlatformRole
from guildhall.operations.acts import AuditKind
from guildhall.policy.model import Membership
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    ADMIN,
    GUILD,
    MEMBER,
    MODERATOR,
    OWNER,
    STRANGER,
)
from tests.fakes.platform import Rig
from tests.unit.operations.rules import do, ruled


@pytest.fixture
def rig() -> Rig:
    return ruled()


def _grant(rig: Rig, user_id: UserId, role: PlatformRole) -> None:
    rig.platform.policies.put_membership(
        Membership(guild_id=GUILD, user_id=user_id, role=role, granted_by=OWNER, granted_at=NOON)
    )


def test_a_platform_role_is_granted_listed_and_taken_back(rig: Rig) -> None:
    done = do(rig, "workspace.grant", user_id=MEMBER, role="analyst")
    assert done == {"user_id": MEMBER, "role": "analyst", "by_hand": True}
    assert do(rig, "workspace.list") == {"granted": [{"user_id": MEMBER, "role": "analyst"}]}
    granted = rig.platform.policies.membership(GUILD, MEMBER)
    assert granted is not None
    assert (granted.granted_by, granted.granted_at) == (OWNER, NOON)
    rig.complete("audit.list", {}, rig.slash(MEMBER))
    done = do(rig, "workspace.revoke", user_id=MEMBER)
    assert done == {"user_id": MEMBER, "role": "viewer", "by_hand": False}
    assert do(rig, "workspace.list") == {"granted": []}
    outcomes = [each for each in rig.trail(kind=AuditKind.OUTCOME) if each.operation == "workspace.grant"]
    assert outcomes[0].changes == ({"field": "platform role", "before": None, "after": "analyst"},)


@pytest.mark.parametrize(
    ("who", "whom", "role"),
    [
        (MODERATOR, MEMBER, "admin"),
        (MODERATOR, MEMBER, "owner"),
        (ADMIN, MEMBER, "owner"),
        (MODERATOR, ADMIN, "viewer"),
        (ADMIN, OWNER, "viewer"),
        (OWNER, OWNER, "viewer"),
        (OWNER, OWNER, "owner"),
        (MODERATOR, MODERATOR, "operator"),
    ],
)
def test_nobody_grants_above_their_own_role_or_to_themselves_or_changes_somebody_above(
    rig: Rig, who: UserId, whom: UserId, role: str
) -> None:
    with pytest.raises(PermissionMissing):
        do(rig, "workspace.grant", who, user_id=whom, role=role)
    assert rig.platform.policies.memberships(GUILD) == []


def test_a_role_that_would_come_back_above_ones_own_is_not_taken_back(rig: Rig) -> None:
    _grant(rig, ADMIN, PlatformRole.VIEWER)
    with pytest.raises(PermissionMissing, match="The role admin is above"):
        do(rig, "workspace.revoke", MODERATOR, user_id=ADMIN)
    with pytest.raises(PermissionMissing, match="The role admin is above"):
        do(rig, "workspace.grant", MODERATOR, user_id=ADMIN, role="moderator")
    assert do(rig, "workspace.revoke", user_id=ADMIN)["role"] == "admin"


def test_who_is_no_member_is_granted_nothing(rig: Rig) -> None:
    with pytest.raises(DiscordNotFound):
        do(rig, "workspace.grant", user_id=STRANGER, role="viewer")


def test_a_preview_of_a_grant_that_is_there_already_changes_nothing(rig: Rig) -> None:
    _grant(rig, MEMBER, PlatformRole.ANALYST)
    shown = rig.preview("workspace.grant", {"user_id": MEMBER, "role": "analyst"}, rig.slash(OWNER), dry_run=True)
    assert shown.preview.changes == ()
    assert not shown.needs_human


def test_a_policy_of_a_guild_is_no_other_guilds(rig: Rig) -> None:
    do(rig, "control.pause")
    assert rig.platform.policies.guild_policy(GuildId("1000000000000000002")).paused is None
