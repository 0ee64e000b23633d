"""What an explanation tells beyond yes and no: the rule, who can change it, who is asked, what comes first."""

from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_GUILD_MEMBER
from guildhall.errors import DiscordUnavailable, NotAMember, OperationUnknown, RateLimited, ScopeMissing
from guildhall.identity import Door, Level
from guildhall.operations.spec import Risk
from guildhall.policy.membership import MISSES
from guildhall.policy.model import ChannelPolicy, Installation
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    ADMIN,
    ADMIN_ROLE,
    APPROVALS,
    BOT_ROLE,
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
    overwrite,
)
from tests.fakes.platform import Rig

DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
SEND: dict[str, Any] = {"channel_id": GENERAL, "content": "hello"}
EDIT: dict[str, Any] = {"channel_id": GENERAL, "topic": "new"}
TIMEOUT: dict[str, Any] = {"user_id": MEMBER, "duration_s": 60}
OWNS = {"kind": "owner", "id": str(OWNER), "name": "owner"}
RULES = {"kind": "role", "id": str(ADMIN_ROLE), "name": "Admin"}


def _told(rig: Rig, who: Any, operation: str, arguments: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"operation": operation, "arguments": arguments, **more}
    told = rig.complete("policy.explain", asked, who).result
    assert rig.discord.writes == []
    return told


def _policy(rig: Rig, **fields: Any) -> None:
    rig.set_policy(**fields)


@pytest.mark.parametrize(
    ("fields", "operation", "asked", "rule"),
    [
        ({"denied_operations": ["message.*"]}, "message.send", SEND, "denied_operations"),
        ({"allowed_operations": ["role.*"]}, "message.send", SEND, "allowed_operations"),
        ({"writable_channel_ids": [STAFF]}, "message.send", SEND, "writable_channel_ids"),
        ({"changes_at_large": False}, "member.timeout", TIMEOUT, "changes_at_large"),
        ({"protected_user_ids": [MEMBER]}, "member.timeout", TIMEOUT, "protected_user_ids"),
        ({"protected_role_ids": [HELPER_ROLE]}, "role.assign", {"user_id": NEWCOMER, "role_id": HELPER_ROLE}, "_role"),
        ({"protected_channel_ids": [GENERAL]}, "channel.edit", EDIT, "protected_channel_ids"),
        ({"paused": {"at": NOON}}, "message.send", SEND, "paused"),
    ],
)
def test_the_field_of_the_policy_that_refuses_is_named_and_who_can_change_it(
    rig: Rig, fields: dict[str, Any], operation: str, asked: dict[str, Any], rule: str
) -> None:
    _policy(rig, **fields)
    told = _told(rig, rig.slash(MODERATOR), operation, asked)
    assert (told["allowed"], told["decided_by"]) == (False, "apply_channel_policy")
    assert told["rule"].startswith("policy: ")
    assert rule in told["rule"]
    assert told["grantors"] == [OWNS, RULES]
    assert told["first"] == []


@pytest.mark.parametrize(
    ("rules", "rule"),
    [({"mode": "closed"}, "mode of the channel"), ({"denied_operations": ("message.*",)}, "denied_operations of")],
)
def test_the_rule_of_the_channel_that_refuses_is_named(rig: Rig, rules: dict[str, Any], rule: str) -> None:
    policy = ChannelPolicy.model_validate({"guild_id": GUILD, "channel_id": GENERAL, **rules})
    rig.platform.policies.put_channel_policy(policy)
    assert rule in _told(rig, rig.slash(MODERATOR), "message.send", SEND)["rule"]


def test_the_row_of_the_scope_table_is_named_and_who_can_give_a_role(rig: Rig) -> None:
    told = _told(rig, rig.slash(MEMBER), "message.bulk_delete", DELETE)
    assert told["decided_by"] == "require_scope"
    assert told["rule"].startswith("scopes of the role viewer: messages:moderate is for moderator, operator")
    assert told["grantors"] == [OWNS, RULES]


def test_a_key_that_does_not_reach_it_is_named_as_what_decides(rig: Rig) -> None:
    told = _told(rig, rig.mcp(MODERATOR, Level.READ_ONLY), "message.send", SEND)
    assert told["rule"] == "scopes of the credential: messages:write is not among them"


def test_the_overwrite_that_loses_a_permission_is_named_and_exactly_who_can_mend_it(rig: Rig) -> None:
    denies = overwrite(MODERATOR_ROLE, deny=Permission.MANAGE_MESSAGES)
    rig.world.edit_channel(GENERAL, permission_overwrites=(denies,))
    told = _told(rig, rig.slash(MODERATOR), "message.bulk_delete", DELETE)
    assert told["decided_by"] == "require_permission"
    assert told["rule"] == "the caller's permissions: role_overwrite"
    assert 'overwrite for the role "Moderator"' in told["hint"]
    assert told["grantors"][0] == OWNS
    assert RULES in told["grantors"]
    assert all(entry["id"] != str(BOT_ROLE) for entry in told["grantors"])


def test_what_the_bot_lacks_is_told_as_the_bots(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.VIEW_CHANNEL)
    told = _told(rig, rig.slash(OWNER), "message.bulk_delete", DELETE)
    assert told["rule"] == "the bot's permissions: never_granted"
    assert told["grantors"]


def test_somebody_who_stands_above_is_told_by_rank(rig: Rig) -> None:
    told = _told(rig, rig.slash(MODERATOR), "member.timeout", {**TIMEOUT, "user_id": ADMIN})
    assert told["rule"] == "rank: who acts must stand above the target"
    assert told["grantors"] == [OWNS, RULES]


def test_a_guild_that_is_not_served_names_who_can_install_it(rig: Rig) -> None:
    rig.platform.policies.put_installation(Installation(guild_id=GUILD, installed_at=NOON, active=False))
    asked = {"operation": "guild.get", "arguments": {}}
    with pytest.raises(Exception, match="not served"):
        rig.run("policy.explain", asked, rig.slash(MEMBER))


@pytest.mark.parametrize("where", [{"channel_id": STAFF}, {"channel_id": "4999999999999999999"}])
def test_of_what_one_cannot_see_there_is_no_rule_and_nobody_who_could_show_it(rig: Rig, where: dict[str, Any]) -> None:
    told = _told(rig, rig.slash(MEMBER), "message.send", {**SEND, **where})
    assert (told["decided_by"], told["rule"], told["grantors"]) == ("require_membership", "not_found", [])
    assert "staff" not in str(told)


def test_a_hidden_channel_and_none_are_explained_with_the_same_words(rig: Rig) -> None:
    who = rig.slash(MEMBER)
    hidden = _told(rig, who, "message.send", {**SEND, "channel_id": STAFF})
    none = _told(rig, who, "message.send", {**SEND, "channel_id": "4999999999999999999"})
    assert hidden == none


@pytest.mark.parametrize(
    ("door", "first"),
    [
        (Door.MCP, "only previewed"),
        (Door.REST, "only previewed"),
        (Door.INTERACTION, ""),
        (Door.AGENT, ""),
        (Door.COMMAND_LINE, ""),
    ],
)
def test_what_comes_first_is_told_for_every_door(rig: Rig, door: Door, first: str) -> None:
    told = _told(rig, rig.mcp(MODERATOR, door=door), "message.send", SEND, guild_id=GUILD)
    assert told["allowed"]
    assert first in str(told["first"])
    assert bool(told["first"]) is bool(first)
    assert told["decided_by"] == "execute_and_audit"


def test_a_question_is_told_with_who_may_answer_it(rig: Rig) -> None:
    rig.set_policy(
        approvals_channel_id=APPROVALS,
        approver_role_ids=[MODERATOR_ROLE, ADMIN_ROLE],
        self_approval=False,
        two_person_from=Risk.DESTRUCTIVE,
    )
    told = _told(rig, rig.slash(MODERATOR), "message.bulk_delete", DELETE)
    assert (told["allowed"], told["needs_human"], told["decided_by"]) == (True, True, "a human")
    assert told["approval"] == {
        "people": 2,
        "roles": ["Admin", "Moderator"],
        "asker_may_approve": False,
        "where": "the approvals channel",
    }
    assert "card" in told["first"][0]


def test_without_an_approvals_channel_the_asker_is_asked(rig: Rig) -> None:
    told = _told(rig, rig.slash(MODERATOR), "message.bulk_delete", DELETE)
    assert told["approval"] == {
        "people": 1,
        "roles": [],
        "asker_may_approve": True,
        "where": "a direct message to whoever asks",
    }


def test_what_the_day_has_left_is_told_and_what_it_has_not_refuses(rig: Rig) -> None:
    assert "left" in _told(rig, rig.slash(MODERATOR), "message.send", SEND)["budget"]
    rig.set_policy(writes_per_day=0)
    told = _told(rig, rig.slash(MODERATOR), "message.send", SEND)
    assert (told["allowed"], told["decided_by"], told["budget"]) == (False, "preview", "")
    assert told["grantors"] == [OWNS, RULES]
    assert "writes_per_day" in told["hint"]


def test_what_the_preview_would_refuse_is_told_and_nothing_of_what_it_shows(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "message_ids": ["5200000000000000001", "5200000000000000002"]}
    told = _told(rig, rig.slash(MODERATOR), "message.bulk_delete", asked)
    assert (told["allowed"], told["decided_by"]) == (False, "preview")
    assert told["steps"][-1] == {**told["steps"][-1], "step": "preview", "allowed": False}
    assert [step["allowed"] for step in told["steps"][:-1]] == [True] * 7
    assert "word" not in str(_told(rig, rig.slash(MODERATOR), "message.bulk_delete", DELETE))


def test_guessing_through_explanations_costs_look_ups_as_asking_does(rig: Rig) -> None:
    asked: dict[str, Any] = {"channel_id": GENERAL, "message_ids": ["5200000000000000001", "5200000000000000099"]}
    for _ in range(MISSES):
        _told(rig, rig.slash(MODERATOR), "message.bulk_delete", asked)
    with pytest.raises(RateLimited, match="lead nowhere"):
        _told(rig, rig.slash(MODERATOR), "message.bulk_delete", asked)


@pytest.mark.parametrize("arguments", [{"channel_id": "nonsense"}, {"channel_id": GENERAL, "topic": 7}, {"x": "y"}])
def test_bad_arguments_are_explained_as_what_decides(rig: Rig, arguments: dict[str, Any]) -> None:
    told = _told(rig, rig.slash(MODERATOR), "channel.edit", arguments)
    assert (told["decided_by"], told["needs_human"], told["approval"]) == ("arguments", False, None)
    assert (told["allowed"], told["missing"]) == (False, [])
    assert told["hint"]


def test_asking_about_others_takes_the_right_before_the_arguments_are_looked_at(rig: Rig) -> None:
    with pytest.raises(ScopeMissing):
        rig.run("policy.explain", {"operation": "channel.edit", "user_id": ADMIN}, rig.slash(MEMBER))
    asked = {"operation": "message.list", "arguments": {"channel_id": "4999999999999999999"}, "user_id": MEMBER}
    with pytest.raises(NotAMember):
        rig.run("policy.explain", asked, rig.slash(MODERATOR))


def test_an_operation_that_is_none_is_not_explained(rig: Rig) -> None:
    with pytest.raises(OperationUnknown):
        rig.run("policy.explain", {"operation": "nothing.at_all"}, rig.slash(MEMBER))


def test_what_cannot_be_found_out_is_no_explanation(rig: Rig) -> None:
    down = DiscordUnavailable("down")
    rig.discord.fail(GET_GUILD_MEMBER, down, where=lambda sent: sent.path["user_id"] == ADMIN)
    with pytest.raises(DiscordUnavailable):
        rig.run("policy.explain", {"operation": "guild.get", "user_id": ADMIN}, rig.slash(MODERATOR))


def test_the_role_of_a_bot_helps_nobody(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.set_policy(denied_operations=["message.*"])
    assert _told(rig, rig.slash(MODERATOR), "message.send", SEND)["grantors"] == [OWNS, RULES]


def test_a_guild_whose_owner_is_gone_still_names_the_roles(rig: Rig) -> None:
    rig.set_policy(denied_operations=["message.*"])
    rig.world.remove_member(OWNER)
    assert _told(rig, rig.slash(MODERATOR), "message.send", SEND)["grantors"] == [RULES]
    rig.world.guilds[GUILD] = rig.world.guilds[GUILD].model_copy(update={"owner_id": None})
    assert _told(rig, rig.slash(MODERATOR), "message.send", SEND)["grantors"] == [RULES]
