"""Step 4: role and credential reach the operation; and the one table of who reaches what."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import NotAMember, ScopeMissing
from guildhall.identity import Level, PlatformRole
from guildhall.operations import catalogue
from guildhall.operations.spec import Access, Risk
from guildhall.policy.membership import require_membership
from guildhall.policy.model import Membership
from guildhall.policy.scope import platform_role, require_scope
from guildhall.policy.scopes import (
    LEVEL_SCOPES,
    MODERATION_BITS,
    ROLE_SCOPES,
    covers,
    role_by_permissions,
    roles_covering,
)
from tests.contract.catalogue_examples import examples
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    ADMIN,
    FORUM,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    STAFF,
    SUPPORT,
)
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, attempt, denied

STEP = "require_scope"
SEND = {"channel_id": GENERAL, "content": "hello"}


def _role(rig: Rig, user_id: UserId) -> PlatformRole:
    call = attempt(rig, "guild.get", {}, rig.slash(user_id))
    call.locus = call.operation.locate(rig.discord)
    call.caller = call.bot = rig.world.members[GUILD, user_id]
    return platform_role(call)


@pytest.mark.parametrize(
    ("user_id", "role"),
    [
        (OWNER, PlatformRole.OWNER),
        (ADMIN, PlatformRole.ADMIN),
        (MODERATOR, PlatformRole.MODERATOR),
        (MEMBER, PlatformRole.VIEWER),
        (NEWCOMER, PlatformRole.VIEWER),
    ],
)
def test_the_role_comes_from_discord(rig: Rig, user_id: UserId, role: PlatformRole) -> None:
    assert _role(rig, user_id) is role


def test_whoever_manages_the_guild_is_an_operator(rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.MANAGE_GUILD)
    assert _role(rig, MEMBER) is PlatformRole.OPERATOR


@pytest.mark.parametrize("granted", PlatformRole)
@pytest.mark.parametrize("user_id", [ADMIN, NEWCOMER])
def test_a_role_granted_by_hand_overrides_discord_both_ways(rig: Rig, user_id: UserId, granted: PlatformRole) -> None:
    rig.platform.policies.put_membership(
        Membership(guild_id=GUILD, user_id=user_id, role=granted, granted_by=OWNER, granted_at=NOON)
    )
    assert _role(rig, user_id) is granted


def test_whoever_comes_to_own_the_guild_is_owner_whatever_was_granted_before(rig: Rig) -> None:
    rig.platform.policies.put_membership(
        Membership(guild_id=GUILD, user_id=OWNER, role=PlatformRole.VIEWER, granted_by=ADMIN, granted_at=NOON)
    )
    assert _role(rig, OWNER) is PlatformRole.OWNER


def test_the_role_map_raises_and_never_lowers(rig: Rig) -> None:
    rig.set_policy(role_map={HELPER_ROLE: PlatformRole.OPERATOR, MODERATOR_ROLE: PlatformRole.VIEWER})
    assert _role(rig, MEMBER) is PlatformRole.OPERATOR
    assert _role(rig, MODERATOR) is PlatformRole.MODERATOR


def test_of_several_mapped_roles_the_farthest_counts(rig: Rig) -> None:
    rig.world.edit_member(MEMBER, roles=(HELPER_ROLE, MODERATOR_ROLE))
    rig.set_policy(role_map={HELPER_ROLE: PlatformRole.ANALYST, MODERATOR_ROLE: PlatformRole.ADMIN})
    assert _role(rig, MEMBER) is PlatformRole.ADMIN


def test_a_member_is_told_the_missing_permission_by_name_and_who_can_help(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
    error = denied(rig, STEP, "message.bulk_delete", asked, rig.slash(MEMBER))
    assert isinstance(error, ScopeMissing)
    assert "You lack the Discord permission Manage Messages." in error.message
    assert "moderator" in error.message
    assert error.details["missing_permissions"] == ["Manage Messages"]


def test_a_role_too_low_for_what_takes_no_permission_says_so(rig: Rig) -> None:
    error = denied(rig, STEP, "audit.list", {}, rig.slash(MEMBER))
    assert error.message == "Your role here is viewer; this takes analyst."
    assert error.details == {
        "step": STEP,
        "needed": "audit:read",
        "role": "viewer",
        "missing_permissions": [],
    }


def test_an_analyst_reads_and_writes_nothing(rig: Rig) -> None:
    rig.platform.policies.put_membership(
        Membership(guild_id=GUILD, user_id=MEMBER, role=PlatformRole.ANALYST, granted_by=OWNER, granted_at=NOON)
    )
    assert allowed(rig, "audit.list", {}, rig.slash(MEMBER))
    assert isinstance(denied(rig, STEP, "message.send", SEND, rig.slash(MEMBER)), ScopeMissing)


@pytest.mark.parametrize(
    ("level", "name", "reached"),
    [
        (Level.READ_ONLY, "message.list", True),
        (Level.READ_ONLY, "message.send", False),
        (Level.READ_WRITE, "message.send", True),
        (Level.READ_WRITE, "message.bulk_delete", False),
        (Level.MODERATE, "message.bulk_delete", True),
        (Level.MODERATE, "channel.delete", False),
        (Level.ADMIN, "channel.delete", True),
    ],
)
def test_a_key_narrows_what_its_person_may_do(rig: Rig, level: Level, name: str, *, reached: bool) -> None:
    more: dict[str, dict[str, Any]] = {
        "message.send": {"content": "x"},
        "message.bulk_delete": {"message_ids": list(IN_GENERAL[:2])},
    }
    asked = {"channel_id": GENERAL, **more.get(name, {})}
    if reached:
        assert allowed(rig, name, asked, rig.mcp(OWNER, level))
        return
    error = denied(rig, STEP, name, asked, rig.mcp(OWNER, level))
    assert error.message.startswith("This credential does not reach ")
    assert error.reason == f"credential has *:{ {'read-only': 'read', 'read-write': 'write'}.get(level, 'moderate') }"


def test_a_key_narrows_calls_without_a_guild_too(rig: Rig) -> None:
    denied(rig, STEP, "guild.list", {}, rig.mcp(OWNER, scopes=frozenset({"messages:manage"})))


@pytest.mark.parametrize("level", Level)
def test_a_key_never_widens_what_its_person_may_do(rig: Rig, level: Level) -> None:
    asked = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
    denied(rig, STEP, "message.bulk_delete", asked, rig.mcp(MEMBER, level))


WRITES = [cls.full_name() for cls in catalogue.every() if cls.spec.risk is not Risk.READ]
PLACES = {"webhook": FORUM, "invite": GENERAL, "voice": GENERAL}
"""Things that an id of their own names, or that are where somebody is: their place is told by Discord."""
PLACED = [
    name
    for name in WRITES
    if name.partition(".")[0] in PLACES and "channel_id" not in catalogue.find(name).model_fields
]


@pytest.mark.parametrize("name", PLACED)
def test_a_key_for_single_channels_reaches_the_things_that_are_in_them_and_no_others(rig: Rig, name: str) -> None:
    cls, place = catalogue.find(name), PLACES[name.partition(".")[0]]
    asked = next(examples(cls, "some words")).model_dump(mode="json", exclude_unset=True)
    rig.world.put_channel(Channel(id=FORUM, type=ChannelType.GUILD_FORUM, guild_id=GUILD, name="posts"))
    for ceiling, reached in ((place, True), (SUPPORT, False), (STAFF, False)):
        call = attempt(rig, name, asked, rig.mcp(OWNER, channel_ids=frozenset({ceiling})))
        if reached:
            require_membership(call)
            assert require_scope(call).reason.startswith("owner reaches")
            continue
        with pytest.raises(NotAMember) as refused:
            require_membership(call)
        assert refused.value.reason == "outside the credential's channels"
    assert rig.discord.writes == []


@pytest.mark.parametrize("name", [name for name in WRITES if name not in PLACED])
def test_a_key_for_single_channels_writes_nothing_in_the_guild_at_large(rig: Rig, name: str) -> None:
    cls = catalogue.find(name)
    if "channel_id" in cls.model_fields:
        return
    asked = next(examples(cls, "some words")).model_dump(mode="json", exclude_unset=True)
    error = denied(rig, STEP, name, asked, rig.mcp(OWNER, channel_ids=frozenset({GENERAL})))
    assert isinstance(error, ScopeMissing)
    assert "channels" in error.message


def test_a_key_for_single_channels_still_reads_in_the_guild_at_large(rig: Rig) -> None:
    shown = rig.complete("channel.list", {}, rig.mcp(OWNER, channel_ids=frozenset({GENERAL}))).result["channels"]
    assert isinstance(shown, list)
    assert [channel["name"] for channel in shown if isinstance(channel, dict)] == ["general"]


@pytest.mark.parametrize("cls", [cls for cls in catalogue.every() if cls.for_keepers], ids=lambda cls: cls.full_name())
def test_a_key_for_single_servers_changes_nothing_that_is_in_all_of_them(
    rig: Rig, cls: type[catalogue.AnyOperation]
) -> None:
    asked = next(examples(cls, "some words")).model_dump(mode="json", exclude_unset=True)
    for ceiling in (None, frozenset({GUILD})):
        call = attempt(rig, cls.full_name(), asked, rig.mcp(OWNER, guild_ids=ceiling))
        require_membership(call)
        if ceiling is None or cls.spec.risk is Risk.READ:
            assert require_scope(call).reason.startswith("owner reaches")
            continue
        with pytest.raises(ScopeMissing, match="single servers only"):
            require_scope(call)


VERBS = list(Access)


@pytest.mark.parametrize(("granted", "needed"), list(product(VERBS, VERBS)))
def test_a_farther_verb_includes_the_nearer_ones(granted: Access, needed: Access) -> None:
    reaches = VERBS.index(granted) >= VERBS.index(needed)
    assert covers([f"messages:{granted}"], f"messages:{needed}") is reaches
    assert covers([f"*:{granted}"], f"messages:{needed}") is reaches
    assert not covers([f"message:{granted}", f"channels:{granted}"], f"messages:{needed}")


@given(st.lists(st.one_of(st.text(max_size=20), st.text(max_size=8).map("messages:{}".format))))
def test_scopes_that_are_none_reach_nothing(granted: list[str]) -> None:
    known = [scope for scope in granted if scope.partition(":")[2] in set(Access)]
    assert not covers([scope for scope in granted if scope not in known], "messages:read")


@pytest.mark.parametrize("cls", list(catalogue.every()), ids=lambda cls: cls.full_name())
def test_every_operation_is_within_reach_of_somebody_below_the_owner(cls: type[catalogue.AnyOperation]) -> None:
    assert PlatformRole.ADMIN in roles_covering(cls.spec.scope)


def test_who_reaches_a_scope_is_told_from_the_nearest_up() -> None:
    assert roles_covering("messages:write")[0] is PlatformRole.VIEWER
    assert roles_covering("audit:read")[0] is PlatformRole.ANALYST
    assert roles_covering("channels:manage")[0] is PlatformRole.MODERATOR
    assert roles_covering("keys:manage") == [PlatformRole.ADMIN, PlatformRole.OWNER]


def test_only_owners_and_administrators_reach_what_the_table_does_not_name() -> None:
    assert {role for role in PlatformRole if covers(ROLE_SCOPES[role], "unheard-of:write")} == {
        PlatformRole.OWNER,
        PlatformRole.ADMIN,
    }
    assert covers(LEVEL_SCOPES[Level.READ_ONLY], "unheard-of:read")


@given(st.integers(min_value=0, max_value=(1 << 60) - 1), st.booleans())
def test_a_platform_role_never_exceeds_discords_permissions(bits: int, owner: bool) -> None:
    permissions = Permission(bits)
    role = role_by_permissions(permissions, is_owner=owner)
    assert (role is PlatformRole.OWNER) is owner
    if role is PlatformRole.MODERATOR:
        assert permissions & MODERATION_BITS
    if role is PlatformRole.VIEWER:
        assert not permissions & (MODERATION_BITS | Permission.ADMINISTRATOR | Permission.MANAGE_GUILD)
    assert role_by_permissions(NO_PERMISSIONS, is_owner=False) is PlatformRole.VIEWER
