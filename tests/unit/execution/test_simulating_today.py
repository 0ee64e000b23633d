"""Past acts are judged by the policy in force and by a draft: what is the same under both is no difference."""

import pytest

from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.errors import Denied, DiscordForbidden, GuildhallError, PlanDrifted
from guildhall.operations.spec import Risk
from tests.fakes.guild import APPROVALS, GENERAL, MEMBER, MODERATOR, OWNER, THREAD
from tests.fakes.platform import Rig
from tests.unit.execution.replaying import DELETE, EDIT, SEND, changes, simulated


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(approvals_channel_id=APPROVALS)
    return rig


def test_of_a_channel_that_is_gone_nobody_knows_whether_it_would_be_an_open_one(rig: Rig) -> None:
    for _ in range(2):
        rig.complete("message.send", {**SEND, "channel_id": THREAD}, rig.slash(MEMBER))
    rig.world.remove_channel(THREAD)
    told = simulated(rig, {"writable_channel_ids": [GENERAL]}, OWNER)
    assert (told["judged_count"], told["not_judged"]) == (0, [{"what": "its channel is gone", "count": 2}])
    told = simulated(rig, {"denied_operations": ["message.send"]}, OWNER)
    assert (changes(told), told["not_judged"]) == ({"let through → refused": 2}, [])


def test_what_failed_before_it_was_decided_is_counted_apart(rig: Rig) -> None:
    gone = {**DELETE, "message_ids": ["5200000000000000001", "5200000000000000099"]}
    with pytest.raises(GuildhallError):
        rig.run("message.bulk_delete", gone, rig.slash(MODERATOR))
    plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
    rig.world.edit_channel(GENERAL, topic="other")
    with pytest.raises(PlanDrifted):
        rig.run("channel.edit", EDIT, rig.mcp(MODERATOR), plan_id=plan)
    told = simulated(rig, {"history_days": 3})
    assert (told["judged_count"], told["different_count"]) == (1, 0)
    assert told["not_judged"] == [{"what": "failed for a reason that no policy decides", "count": 2}]


def test_what_discord_refused_had_been_decided(rig: Rig) -> None:
    rig.discord.fail(CREATE_MESSAGE, DiscordForbidden("no"))
    with pytest.raises(DiscordForbidden):
        rig.run("message.send", SEND, rig.slash(MEMBER))
    told = simulated(rig, {"confirm_from": "write"})
    assert changes(told) == {"let through → asked a human": 1}


def test_a_rule_that_is_over_makes_no_difference_to_what_a_draft_is_about(rig: Rig) -> None:
    rig.complete("policy.edit_channel", {"channel_id": GENERAL, "mode": "read_only"}, rig.slash(OWNER))
    with pytest.raises(Denied):
        rig.run("message.send", SEND, rig.slash(MEMBER))
    rig.complete("policy.edit_channel", {"channel_id": GENERAL, "mode": "open"}, rig.slash(OWNER))
    rig.complete("control.pause", {}, rig.slash(OWNER))
    rig.clock.advance(120)
    with pytest.raises(Denied):
        rig.run("message.send", {**SEND, "content": "again"}, rig.slash(MEMBER))
    rig.complete("control.resume", {}, rig.slash(OWNER))
    told = simulated(rig, {"history_days": 3})
    assert (told["different_count"], told["not_judged"]) == (0, [])
    assert simulated(rig, {"confirm_from": "write"})["by_operation"] == [{"what": "message.send", "count": 2}]


def test_a_pause_that_is_on_is_in_no_draft_s_way(rig: Rig) -> None:
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    rig.complete("control.pause", {}, rig.slash(OWNER))
    assert simulated(rig, {"history_days": 3})["different_count"] == 0
    assert changes(simulated(rig, {"confirm_from": "write"})) == {"let through → asked a human": 1}


def test_a_rule_that_holds_already_is_no_difference_of_the_draft(rig: Rig) -> None:
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    rig.set_policy(denied_operations=["message.*"], confirm_from=Risk.WRITE)
    assert simulated(rig, {"history_days": 3})["different_count"] == 0
    told = simulated(rig, {"denied_operations": []})
    assert changes(told) == {"refused → asked a human": 1}
    assert told["examples"][0]["rule"] == "denied_operations"


@pytest.mark.parametrize("more", [{"tainted": True}, {"private": True}])
def test_a_preview_of_what_is_asked_under_any_policy_is_too(rig: Rig, more: dict[str, bool]) -> None:
    rig.run("channel.edit", EDIT, rig.agent(MODERATOR), dry_run=True, **more)
    assert changes(simulated(rig, {"confirm_from": "destructive"})) == {}


def test_what_a_program_changes_of_the_rules_is_asked_under_any_policy(rig: Rig) -> None:
    rig.run("policy.edit_limits", {"moderation_burst": 20}, rig.mcp(OWNER), dry_run=False)
    assert changes(simulated(rig, {"confirm_from": "destructive"})) == {}
    assert changes(simulated(rig, {"two_person_from": "sensitive"})) == {"asked a human → asked two humans": 1}


def test_a_budget_that_the_draft_leaves_alone_is_no_difference(rig: Rig) -> None:
    for _ in range(3):
        rig.complete("message.send", SEND, rig.slash(MEMBER))
    rig.set_policy(writes_per_day=2)
    assert simulated(rig, {"writes_per_day": 2, "history_days": 3})["over_budget"] == []
    assert simulated(rig, {"writes_per_day": 1})["over_budget"] != []
