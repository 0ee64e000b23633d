"""Attacks on the rules: nobody loosens them alone, by a program, or by the very change that they guard."""

import pytest

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import Permission
from guildhall.operations.spec import Risk
from tests.e2e import attacks
from tests.e2e.attacks import call, card, refusal
from tests.e2e.system import Json, System, text_of
from tests.e2e.tables import change_policy


@pytest.fixture(scope="module")
def prepared(besieged: System) -> System:
    managers = attacks.role(besieged, "managers", Permission.MANAGE_GUILD, Permission.MANAGE_MESSAGES)
    users = {"manager": attacks.person(besieged, managers), "second": attacks.person(besieged, managers)}
    besieged.endpoints["discord"]["users"] |= users
    return besieged


@pytest.fixture
def guild(prepared: System) -> System:
    attacks.calm(prepared)
    return prepared


def policy(guild: System) -> Json:
    read = guild.tool("policy_get")
    return {name: value for name, value in read.items() if name != "names"}


BY_A_PROGRAM: dict[str, Json] = {
    "policy_edit": {"protected_user_ids": []},
    "policy_edit_approvals": {"confirm_from": "destructive"},
    "policy_edit_limits": {"moderation_burst": 1000},
    "policy_edit_channel": {"channel_id": "<general>", "mode": "closed"},
    "policy_reset": {},
    "workspace_grant": {"user_id": "<member>", "role": "operator"},
}


@pytest.mark.parametrize("tool", BY_A_PROGRAM)
def test_an_owners_key_changes_no_rule_without_a_human_whatever_the_policy_says(guild: System, tool: str) -> None:
    change_policy(guild, confirm_from=Risk.DESTRUCTIVE, dry_run_default=False)
    before, ids = policy(guild), {"<general>": guild.channel("general"), "<member>": guild.user("member")}
    answer = call(guild, tool, **{name: ids.get(str(it), it) for name, it in BY_A_PROGRAM[tool].items()})
    assert answer["status"] == "needs_confirmation"
    assert policy(guild) == before
    shown = text_of(card(guild, answer["confirmation_id"]))
    assert tool.replace("_", ".", 1) in shown
    assert guild.user("owner") in shown


@pytest.mark.parametrize("tool", ["policy_edit", "policy_edit_limits", "policy_reset"])
@pytest.mark.parametrize("by", ["moderator", "read_only"])
def test_who_does_not_manage_the_server_changes_no_rule_and_is_told_what_it_takes(
    guild: System, tool: str, by: str
) -> None:
    user = {"moderator": "moderator", "read_only": "member"}[by]
    given: Json = {"policy_edit": {"writes_anywhere": True}, "policy_edit_limits": {"writes_per_day": 9}}.get(tool, {})
    before, name = policy(guild), tool.replace("_", " ", 1)
    told = refusal(call(guild, tool, attacks.key(guild, user), **given))[1]
    assert "You lack the Discord permission Manage Server" in told
    assert "You lack the Discord permission Manage Server" in guild.slash(user, name, **given)
    assert policy(guild) == before


@pytest.mark.parametrize("rule", [Risk.WRITE, Risk.SENSITIVE, Risk.DESTRUCTIVE])
@pytest.mark.parametrize("by", ["owner", "manager"])
def test_one_person_does_not_end_the_rule_of_two(guild: System, rule: Risk, by: str) -> None:
    change_policy(guild, two_person_from=rule)
    told = guild.slash(by, "policy edit_approvals", two_person_from="never")
    assert "Waiting for approval" in told
    [shown, *_] = guild.cards()
    assert "1 of 2" in guild.press(by, "approve", shown)
    assert policy(guild)["two_person_from"] == rule.label
    assert "1 of 2" in guild.press(by, "approve", shown)
    assert "Done" in guild.press("second", "approve", shown)
    assert policy(guild)["two_person_from"] is None


def test_the_asker_does_not_allow_themselves_to_approve_by_the_change_that_it_takes(guild: System) -> None:
    change_policy(guild, self_approval=False)
    told = guild.slash("manager", "policy edit_approvals", self_approval=True)
    assert "Waiting for approval" in told
    [shown, *_] = guild.cards()
    assert "nobody approves what they asked for" in guild.press("manager", "approve", shown)
    assert policy(guild)["self_approval"] is False
    assert "Done" in guild.press("second", "approve", shown)


def test_who_is_no_approver_makes_nobody_an_approver(guild: System) -> None:
    approvers = attacks.role(guild, "approvers")
    change_policy(guild, approver_role_ids=frozenset({RoleId.parse(approvers)}))
    mine = next(each["roles"][0] for each in members(guild) if each["user"]["id"] == guild.user("manager"))
    told = guild.slash("manager", "policy edit_approvals", approver_role_ids=mine)
    assert "Waiting for approval" in told
    [shown, *_] = guild.cards()
    assert f"Ask somebody with <@&{approvers}>" in guild.press("manager", "approve", shown)
    assert policy(guild)["approver_role_ids"] == [approvers]


def members(guild: System) -> list[Json]:
    found: list[Json] = guild.control("GET", "/state")["members"]
    return found


def test_a_reset_frees_nobody_who_is_protected_and_no_card_of_its_approvers(guild: System) -> None:
    kept = {"two_person_from": Risk.DESTRUCTIVE, "self_approval": False, "moderation_burst": 2}
    change_policy(guild, **kept)
    guild.slash("manager", "policy reset")
    [shown, *_] = guild.cards()
    assert "Done" in guild.press("second", "approve", shown)
    after = policy(guild)
    assert (after["two_person_from"], after["self_approval"], after["moderation_burst"]) == ("destructive", False, 2)
    assert after["changes_at_large"] is False


def test_the_only_place_where_others_are_asked_is_not_taken_away(guild: System) -> None:
    change_policy(guild, self_approval=False)
    told = guild.slash("manager", "policy edit_approvals", unset="approvals_channel_id")
    assert "they must be asked somewhere that others read" in told
    assert "leave self_approval on" in told
    assert policy(guild)["approvals_channel_id"] == guild.channel("approvals")


def test_a_question_of_an_older_policy_does_not_undo_what_was_tightened_since(guild: System) -> None:
    answer = call(guild, "policy_edit_limits", moderation_burst=500)
    change_policy(guild, moderation_burst=3)
    told = guild.press("owner", "approve", card(guild, answer["confirmation_id"]))
    assert "failed" in told
    assert policy(guild)["moderation_burst"] == 3


def test_lists_that_deny_everything_leave_the_way_back_open_and_nothing_else(guild: System) -> None:
    change_policy(guild, denied_operations=("*",))
    told = refusal(call(guild, "message_send", channel_id=guild.channel("general"), content="x"))[1]
    assert "This server's policy does not allow message.send." in told
    assert "Done" in guild.slash("manager", "policy edit", denied_operations="chat.*")
    assert policy(guild)["denied_operations"] == ["chat.*"]
