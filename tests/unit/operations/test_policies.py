"""The policy: how it is read, what a change takes, and what it refuses."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Overwrite, OverwriteType
from guildhall.errors import (
    ChannelForbidden,
    InvalidArguments,
    PermissionMissing,
    PlanDrifted,
    RateLimited,
)
from guildhall.identity import PlatformRole
from guildhall.operations.acts import AuditKind
from guildhall.policy.membership import MISSES
from guildhall.policy.model import GuildPolicy
from tests.fakes.guild import (
    ADMIN,
    ADMIN_ROLE,
    APPROVALS,
    BOT,
    ELSEWHERE_CHANNEL,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NOWHERE,
    OWNER,
    STAFF,
    SUPPORT,
    THREAD,
)
from tests.fakes.platform import Rig
from tests.unit.operations.rules import do, not_set_up, policy_of, ruled


@pytest.fixture
def rig() -> Rig:
    return ruled()


def test_the_policy_is_read_with_the_names_of_what_it_speaks_of(rig: Rig) -> None:
    rig.set_policy(
        approvals_channel_id=APPROVALS,
        writable_channel_ids=[GENERAL, STAFF],
        approver_role_ids=[MODERATOR_ROLE],
        role_map={HELPER_ROLE: "moderator"},
        two_person_from=3,
    )
    shown = do(rig, "policy.get")
    assert shown["confirm_from"] == "sensitive"
    assert shown["two_person_from"] == "destructive"
    assert (shown["writes_anywhere"], shown["writable_channel_ids"]) == (False, sorted([GENERAL, STAFF]))
    assert {each["id"] for each in shown["names"]} == {APPROVALS, GENERAL, STAFF, MODERATOR_ROLE, HELPER_ROLE}


def test_a_new_guilds_policy_says_that_nothing_is_written_anywhere(rig: Rig) -> None:
    not_set_up(rig)
    shown = do(rig, "policy.get")
    assert (shown["version"], shown["writes_anywhere"], shown["writable_channel_ids"]) == (0, False, [])
    assert shown["names"] == []


def test_a_channel_that_the_reader_does_not_see_is_not_named(rig: Rig) -> None:
    hidden = Overwrite(id=str(MODERATOR), type=OverwriteType.MEMBER, deny=Permission.VIEW_CHANNEL)
    rig.world.edit_channel(SUPPORT, permission_overwrites=(hidden,))
    rig.set_policy(protected_channel_ids=[SUPPORT, GENERAL])
    assert [each["id"] for each in do(rig, "policy.get", MODERATOR)["names"]] == [GENERAL]


def test_who_manages_nothing_reads_no_policy(rig: Rig) -> None:
    with pytest.raises(PermissionMissing):
        do(rig, "policy.get", MEMBER)


def test_a_change_keeps_its_diff_in_the_trail_and_the_rest_of_the_policy(rig: Rig) -> None:
    rig.set_policy(writes_per_day=9)
    done = do(rig, "policy.edit", writable_channel_ids=[SUPPORT, GENERAL], changes_at_large=False)
    assert (done["version"], sorted(done["changed_fields"])) == (2, ["changes_at_large", "writable_channel_ids"])
    assert policy_of(rig).writable_channel_ids == frozenset({GENERAL, SUPPORT})
    assert policy_of(rig).writes_per_day == 9
    (outcome,) = rig.trail(kind=AuditKind.OUTCOME)
    assert {change["field"]: (change["before"], change["after"]) for change in outcome.changes} == {
        "writable_channel_ids": (None, [GENERAL, SUPPORT]),
        "changes_at_large": (True, False),
    }


def test_writes_can_be_opened_anywhere_and_closed_everywhere(rig: Rig) -> None:
    not_set_up(rig)
    do(rig, "policy.edit", writes_anywhere=True)
    assert policy_of(rig).writable_channel_ids is None
    do(rig, "policy.edit", writes_anywhere=False)
    assert policy_of(rig).writable_channel_ids == frozenset()
    do(rig, "policy.edit", writes_anywhere=False, writable_channel_ids=[GENERAL])
    assert policy_of(rig).writable_channel_ids == frozenset({GENERAL})
    with pytest.raises(InvalidArguments, match="give writes_anywhere or"):
        do(rig, "policy.edit", writes_anywhere=True, writable_channel_ids=[GENERAL])


@pytest.mark.parametrize("name", ["policy.edit", "policy.edit_approvals", "policy.edit_limits", "policy.edit_channel"])
def test_a_change_of_nothing_is_no_change(rig: Rig, name: str) -> None:
    with pytest.raises(InvalidArguments, match="give"):
        do(rig, name, **({"channel_id": GENERAL} if name.endswith("channel") else {}))


def test_what_is_so_already_makes_no_new_version(rig: Rig) -> None:
    assert do(rig, "policy.edit", changes_at_large=True) == {"version": 0, "changed_fields": []}


def test_approvals_are_set_and_unset(rig: Rig) -> None:
    do(
        rig,
        "policy.edit_approvals",
        approvals_channel_id=APPROVALS,
        alerts_channel_id=THREAD,
        confirm_from="write",
        two_person_from="destructive",
        approver_role_ids=[MODERATOR_ROLE],
    )
    policy = policy_of(rig)
    assert (policy.approvals_channel_id, policy.alerts_channel_id) == (APPROVALS, THREAD)
    assert (policy.confirm_from.label, policy.approvals_needed(policy.confirm_from)) == ("write", 1)
    assert policy.two_person_from is not None
    do(rig, "policy.edit_approvals", unset="alerts_channel_id")
    assert policy_of(rig).alerts_channel_id is None
    with pytest.raises(InvalidArguments, match="set too"):
        do(rig, "policy.edit_approvals", unset="alerts_channel_id", alerts_channel_id=GENERAL)


@pytest.mark.parametrize("rule", ["write", "sensitive", "destructive"])
def test_nobody_ends_the_rule_of_two_people_alone(rig: Rig, rule: str) -> None:
    do(rig, "policy.edit_approvals", approvals_channel_id=APPROVALS, two_person_from=rule)
    asked = rig.ask("policy.edit_approvals", {"two_person_from": "never"}, rig.slash(OWNER))
    assert "1 of 2" in rig.press(asked.confirmation_id, "approve", OWNER).text
    assert policy_of(rig).two_person_from is not None
    assert "Done" in rig.press(asked.confirmation_id, "approve", ADMIN).text


@pytest.mark.parametrize("asked", [{"self_approval": False}, {"two_person_from": "sensitive"}])
def test_another_approver_is_not_asked_for_where_nobody_could_be_asked(rig: Rig, asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidArguments, match="somewhere that others read"):
        do(rig, "policy.edit_approvals", **asked)
    do(rig, "policy.edit_approvals", approvals_channel_id=APPROVALS, **asked)
    with pytest.raises(InvalidArguments, match="somewhere that others read"):
        rig.run("policy.edit_approvals", {"unset": "approvals_channel_id"}, rig.slash(OWNER))


def test_limits_stay_within_what_a_policy_holds(rig: Rig) -> None:
    do(rig, "policy.edit_limits", writes_per_day=0, audit_days=30, moderation_burst=1)
    assert (policy_of(rig).writes_per_day, policy_of(rig).audit_days, policy_of(rig).moderation_burst) == (0, 30, 1)
    for wrong in ({"audit_days": 29}, {"moderation_burst": 0}, {"history_days": 91}, {"writes_per_day": -1}):
        with pytest.raises(InvalidArguments):
            do(rig, "policy.edit_limits", **wrong)


def test_a_stored_value_that_no_policy_can_have_is_told_by_its_field(rig: Rig) -> None:
    owner = rig.slash(OWNER)
    session = rig.platform.machinery.session(owner, rig.platform.build("guild.get", {}, owner), "a" * 26)
    with pytest.raises(InvalidArguments, match="cannot be like that: history_days"):
        session.ports.rules.draft(GUILD, {"history_days": 1_000})


@pytest.mark.parametrize("channel_id", [NOWHERE, ELSEWHERE_CHANNEL])
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("policy.edit_approvals", "approvals_channel_id"),
        ("policy.edit_approvals", "alerts_channel_id"),
        ("policy.edit", "writable_channel_ids"),
        ("policy.edit", "protected_channel_ids"),
    ],
)
def test_a_channel_that_is_nowhere_and_one_of_another_guild_look_the_same(
    rig: Rig, name: str, field: str, channel_id: ChannelId
) -> None:
    with pytest.raises(InvalidArguments, match=f"no channel {channel_id} here that you see"):
        do(rig, name, **{field: [channel_id] if field.endswith("s") else channel_id})


def test_a_channel_that_the_editor_does_not_see_is_not_chosen(rig: Rig) -> None:
    hidden = Overwrite(id=str(MODERATOR), type=OverwriteType.MEMBER, deny=Permission.VIEW_CHANNEL)
    rig.world.edit_channel(SUPPORT, permission_overwrites=(hidden,))
    with pytest.raises(InvalidArguments, match="that you see"):
        do(rig, "policy.edit_approvals", MODERATOR, approvals_channel_id=SUPPORT)


@pytest.mark.parametrize("field", ["approvals_channel_id", "alerts_channel_id"])
def test_a_channel_in_which_the_bot_cannot_speak_is_not_chosen_to_ask_or_tell_in(rig: Rig, field: str) -> None:
    mute = Overwrite(id=str(BOT), type=OverwriteType.MEMBER, deny=Permission.SEND_MESSAGES)
    rig.world.edit_channel(SUPPORT, permission_overwrites=(mute,))
    with pytest.raises(InvalidArguments, match="the bot cannot send messages"):
        do(rig, "policy.edit_approvals", **{field: SUPPORT})


def test_ids_that_went_away_do_not_stand_in_the_way_of_another_change(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=NOWHERE, writable_channel_ids=[NOWHERE], role_map={"77": "moderator"})
    do(rig, "policy.edit", dry_run_default=False)
    assert not policy_of(rig).dry_run_default


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("policy.edit_approvals", {"approver_role_ids": ["77"]}),
        ("policy.edit", {"protected_role_ids": ["77"]}),
        ("policy.edit", {"role_map": {"77": "viewer"}}),
    ],
)
def test_a_role_that_the_guild_does_not_have_is_not_chosen(rig: Rig, name: str, asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidArguments, match="there is no role 77 here"):
        do(rig, name, **asked)


def test_a_rule_about_an_operation_that_there_is_not_is_refused_and_one_about_a_pattern_is_not(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="names look like"):
        do(rig, "policy.edit", denied_operations=["member.bann"])
    do(rig, "policy.edit", denied_operations=["member.ban", "webhook.*", "agent.answer"])
    assert policy_of(rig).denied_operations == ("agent.answer", "member.ban", "webhook.*")


def test_the_role_map_gives_and_takes_nothing_above_the_editors_own_role(rig: Rig) -> None:
    for role in ("admin", "owner"):
        with pytest.raises(PermissionMissing, match="above your own here, which is operator"):
            do(rig, "policy.edit", MODERATOR, role_map={HELPER_ROLE: role})
    do(rig, "policy.edit", MODERATOR, role_map={HELPER_ROLE: "operator"})
    do(rig, "policy.edit", ADMIN, role_map={HELPER_ROLE: "admin"})
    with pytest.raises(PermissionMissing, match="The role admin is above"):
        do(rig, "policy.edit", MODERATOR, role_map={})
    do(rig, "policy.edit", MODERATOR, role_map={HELPER_ROLE: "admin", ADMIN_ROLE: "analyst"})
    assert policy_of(rig).role_map == {HELPER_ROLE: PlatformRole.ADMIN, ADMIN_ROLE: PlatformRole.ANALYST}


def test_of_two_changes_in_the_same_moment_one_is_told(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rig.platform.policies, "put_guild_policy", lambda policy: False)
    with pytest.raises(PlanDrifted, match="in the same moment"):
        do(rig, "policy.edit", changes_at_large=False)


def test_a_reset_reads_only_and_keeps_who_approves_and_the_limits(rig: Rig) -> None:
    rig.set_policy(
        approvals_channel_id=APPROVALS,
        approver_role_ids=[MODERATOR_ROLE],
        writes_per_day=5,
        role_map={HELPER_ROLE: "operator"},
        denied_operations=("*",),
        allowed_operations=(),
        protected_user_ids=[MEMBER],
    )
    do(rig, "policy.reset")
    kept: dict[str, Any] = {"protected_user_ids": frozenset({MEMBER})}
    kept |= {"approvals_channel_id": APPROVALS, "approver_role_ids": frozenset({MODERATOR_ROLE}), "writes_per_day": 5}
    assert policy_of(rig) == GuildPolicy.initial(GUILD).model_copy(update={**kept, "version": 2})


@pytest.mark.parametrize("lists", [{"allowed_operations": ()}, {"denied_operations": ("*",)}])
def test_no_list_closes_the_way_back(rig: Rig, lists: dict[str, Any]) -> None:
    rig.set_policy(**lists)
    with pytest.raises(ChannelForbidden):
        do(rig, "chat.allow", channel_id=GENERAL)
    do(rig, "control.pause")
    do(rig, "control.resume")
    do(rig, "policy.edit", allowed_operations=["*"], denied_operations=[])
    do(rig, "chat.allow", channel_id=GENERAL)


def test_guessed_channels_of_a_policy_are_looked_up_only_a_few_times(rig: Rig) -> None:
    for number in range(MISSES):
        with pytest.raises(InvalidArguments, match="here that you see"):
            rig.run("policy.edit_approvals", {"alerts_channel_id": f"49{number}"}, rig.mcp(OWNER))
    with pytest.raises(RateLimited, match="lead nowhere"):
        rig.run("policy.edit_approvals", {"alerts_channel_id": "4999"}, rig.mcp(OWNER))
