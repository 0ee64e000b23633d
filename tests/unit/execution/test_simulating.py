"""Past acts under a draft of the policy."""

from typing import Any

import pytest

from guildhall.discord.ids import UserId
from guildhall.errors import (
    Denied,
    GuildhallError,
    InvalidArguments,
    PermissionMissing,
)
from guildhall.execution.ports import AuditLog
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.operations.spec import Risk
from guildhall.store.records import AuditRecord
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    STAFF,
    SUPPORT,
    THREAD,
)
from tests.fakes.platform import Rig
from tests.unit.execution.replaying import DELETE, EDIT, SEND, TIMEOUT, changes, simulated


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(approvals_channel_id=APPROVALS)
    return rig


def _approved(rig: Rig, name: str, asked: dict[str, Any], by: UserId) -> None:
    waiting = rig.ask(name, asked, rig.slash(MODERATOR))
    rig.press(waiting.confirmation_id, "approve", by)


@pytest.mark.parametrize(
    ("draft", "would"),
    [
        ({"confirm_from": "sensitive"}, {}),
        ({"self_approval": False}, {"let through → asked another human": 2}),
        ({"two_person_from": "sensitive"}, {"let through → asked two humans": 2}),
    ],
)
def test_a_person_s_own_command_about_the_rules_is_asked_only_where_others_approve(
    rig: Rig, draft: dict[str, Any], would: dict[str, int]
) -> None:
    rig.complete("policy.edit_limits", {"moderation_burst": 20}, rig.slash(OWNER))
    rig.complete("control.pause", {}, rig.slash(OWNER))
    rig.complete("control.resume", {}, rig.slash(OWNER))
    assert changes(simulated(rig, draft)) == would


def test_nothing_is_different_under_the_policy_in_force(rig: Rig) -> None:
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    _approved(rig, "member.timeout", TIMEOUT, MODERATOR)
    told = simulated(rig, {"confirm_from": "sensitive"})
    assert (told["judged_count"], told["different_count"], told["examples"]) == (2, 0, [])


@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        ({"denied_operations": ["message.*"]}, "denied_operations"),
        ({"writable_channel_ids": [SUPPORT]}, "writable_channel_ids"),
    ],
)
def test_what_would_be_refused_is_told_with_the_field_that_refuses(rig: Rig, draft: Any, rule: str) -> None:
    sent = rig.complete("message.send", SEND, rig.slash(MEMBER))
    rig.complete("channel.list", {}, rig.slash(MEMBER))
    told = simulated(rig, draft)
    assert changes(told) == {"let through → refused": 1}
    assert told["by_operation"] == [{"what": "message.send", "count": 1}]
    assert told["by_user"] == [{"what": str(MEMBER), "count": 1}]
    (example,) = told["examples"]
    assert (example["audit_id"], example["user_id"], example["rule"]) == (sent.audit_id, str(MEMBER), rule)
    assert (example["today"], example["would"]) == ("let through", "refused")


@pytest.mark.parametrize(
    ("draft", "name", "asked"),
    [
        ({"protected_user_ids": [MEMBER]}, "member.timeout", TIMEOUT),
        ({"protected_role_ids": [HELPER_ROLE]}, "role.assign", {"user_id": NEWCOMER, "role_id": HELPER_ROLE}),
        ({"protected_user_ids": [NEWCOMER]}, "role.bulk_assign", {"user_ids": [NEWCOMER], "role_id": HELPER_ROLE}),
        ({"protected_channel_ids": [GENERAL]}, "channel.edit", EDIT),
        ({"changes_at_large": False}, "member.timeout", TIMEOUT),
    ],
)
def test_the_ids_that_the_trail_keeps_are_judged(
    rig: Rig, draft: dict[str, Any], name: str, asked: dict[str, Any]
) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.complete(name, asked, rig.slash(MODERATOR))
    assert changes(simulated(rig, draft)) == {"let through → refused": 1}


def test_who_would_be_asked_follows_the_draft(rig: Rig) -> None:
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    _approved(rig, "member.timeout", TIMEOUT, MODERATOR)
    _approved(rig, "message.bulk_delete", DELETE, ADMIN)
    assert changes(simulated(rig, {"confirm_from": "write"})) == {"let through → asked a human": 1}
    assert changes(simulated(rig, {"confirm_from": "destructive"})) == {"asked a human → let through": 1}
    two = changes(simulated(rig, {"two_person_from": "destructive"}))
    assert two == {"asked a human → asked two humans": 1}
    another = simulated(rig, {"self_approval": False})
    assert changes(another) == {"asked a human → asked another human": 1}
    assert another["examples"][0]["rule"] == "self_approval"
    assert another["examples"][0]["operation"] == "member.timeout"


def test_what_the_policy_refused_and_the_draft_does_not_is_told(rig: Rig) -> None:
    rig.set_policy(writable_channel_ids=[SUPPORT])
    with pytest.raises(Denied):
        rig.run("message.send", SEND, rig.slash(MEMBER))
    told = simulated(rig, {"writable_channel_ids": [GENERAL, SUPPORT]})
    assert changes(told) == {"refused → let through": 1}


def test_what_another_step_refused_no_policy_decides(rig: Rig) -> None:
    with pytest.raises(GuildhallError):
        rig.run("message.bulk_delete", DELETE, rig.slash(MEMBER))
    told = simulated(rig, {"denied_operations": ["message.*"]})
    assert told["judged_count"] == 0
    assert told["not_judged"] == [{"what": "refused by a step that no policy decides", "count": 1}]


def test_a_question_that_was_put_for_what_had_been_read_is_put_under_any_policy(rig: Rig) -> None:
    rig.run("channel.edit", EDIT, rig.agent(MODERATOR), tainted=True)
    assert changes(simulated(rig, {"confirm_from": "destructive"})) == {}


def test_a_preview_counts_as_what_it_would_have_come_to(rig: Rig) -> None:
    rig.preview("member.timeout", TIMEOUT, rig.mcp(MODERATOR))
    rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR))
    assert changes(simulated(rig, {"confirm_from": "destructive"})) == {"asked a human → let through": 1}


def test_days_on_which_more_was_done_than_a_budget_has_are_told(rig: Rig) -> None:
    for _ in range(3):
        rig.complete("message.send", SEND, rig.slash(MEMBER))
    rig.complete("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))
    assert simulated(rig, {"writes_per_day": 3})["over_budget"] == []
    told = simulated(rig, {"writes_per_day": 2})
    day = rig.clock().date().isoformat()
    assert told["over_budget"] == [{"day": day, "budget": "writes", "spent": 3, "limit": 2}]
    assert told["different_count"] == 0


def test_moderation_counts_in_its_own_budget_of_a_draft_alone(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.complete("member.timeout", TIMEOUT, rig.slash(MODERATOR))
    day = rig.clock().date().isoformat()
    told = simulated(rig, {"writes_per_day": 0, "moderation_per_day": 0})
    assert told["over_budget"] == [{"day": day, "budget": "moderation", "spent": 1, "limit": 0}]


def test_what_a_policy_has_that_no_act_tells_is_named(rig: Rig) -> None:
    told = simulated(rig, {"approver_role_ids": [], "history_days": 3, "confirm_from": "write"})
    assert told["fields_not_judged"] == ["approver_role_ids", "history_days"]


def test_a_thread_follows_its_channel(rig: Rig) -> None:
    rig.complete("message.send", {**SEND, "channel_id": THREAD}, rig.slash(MEMBER))
    assert simulated(rig, {"writable_channel_ids": [GENERAL]}, OWNER)["different_count"] == 0
    assert changes(simulated(rig, {"writable_channel_ids": [SUPPORT]}, OWNER)) == {"let through → refused": 1}


def test_of_channels_that_the_asker_does_not_see_nothing_is_told(rig: Rig) -> None:
    rig.complete("message.send", {**SEND, "channel_id": STAFF}, rig.slash(MODERATOR))
    everyone = rig.world.guilds[GUILD].roles[0]
    rig.world.edit_role(HELPER_ROLE, permissions=everyone.permissions | 1 << 5)
    told = simulated(rig, {"denied_operations": ["message.*"]}, MEMBER)
    assert told["judged_count"] == 0
    assert simulated(rig, {"denied_operations": ["message.*"]}, ADMIN)["different_count"] == 1


def test_it_is_for_those_who_may_change_the_policy(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="Manage Server"):
        simulated(rig, {"confirm_from": "write"}, MODERATOR)


@pytest.mark.parametrize(
    "draft",
    [
        {},
        {"paused": None},
        {"guild_id": GUILD},
        {"version": 7},
        {"unheard_of": 1},
        {"writes_per_day": -1},
        {"confirm_from": "x"},
    ],
)
def test_a_draft_that_makes_no_policy_is_refused_and_says_what_one_is_made_of(rig: Rig, draft: dict[str, Any]) -> None:
    with pytest.raises(InvalidArguments) as refused:
        simulated(rig, draft)
    assert "unheard_of" not in str(refused.value.to_dict())


def test_older_acts_are_replayed_page_by_page_and_not_before_the_days(rig: Rig) -> None:
    for _ in range(5):
        rig.clock.advance(60)
        rig.complete("message.send", SEND, rig.slash(MEMBER))
    draft = {"denied_operations": ["message.*"]}
    first = simulated(rig, draft, limit=4)
    assert (first["different_count"], bool(first["next_before"])) == (2, True)
    rest = simulated(rig, draft, before=first["next_before"])
    assert (rest["different_count"], rest["next_before"]) == (3, None)
    rig.clock.advance(3 * 86400)
    assert simulated(rig, draft, days=2)["different_count"] == 0


def _record(rig: Rig, **fields: Any) -> None:
    log: AuditLog = rig.platform.machinery.trail.log
    base: dict[str, Any] = {
        "audit_id": rig.platform.machinery.new_id(),
        "kind": AuditKind.OUTCOME,
        "status": AuditStatus.DONE,
        "at": rig.clock(),
        "guild_id": GUILD,
        "user_id": MEMBER,
        "door": "mcp",
        "credential": "key:1",
        "risk": "write",
        "operation": "channel.edit",
    }
    log.put(AuditRecord.model_validate({**base, **fields}))


def test_what_the_trail_does_not_keep_or_nobody_knows_any_more_is_not_judged(rig: Rig) -> None:
    _record(rig, operation="thing.forgotten")
    _record(rig, operation="member.timeout")
    told = simulated(rig, {"confirm_from": "write"})
    assert sorted(each["what"] for each in told["not_judged"]) == [
        "an operation that this release does not know",
        "the trail does not keep whom it acted on",
    ]
