"""What is explained of a call whose arguments are not all there."""

from typing import Any

import pytest

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.identity import Level
from guildhall.operations import catalogue
from guildhall.policy.model import ChannelPolicy
from tests.fakes.clock import NOON
from tests.fakes.guild import EVERYONE_ROLE, GENERAL, GUILD, MEMBER, MODERATOR, OWNER, STAFF, SUPPORT, overwrite
from tests.fakes.platform import Rig


def _told(rig: Rig, who: Any, operation: str, arguments: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    asked = {"operation": operation, "arguments": arguments or {}, "guild_id": GUILD, **more}
    return rig.complete("policy.explain", asked, who).result


def test_without_its_arguments_a_call_is_neither_allowed_nor_refused(rig: Rig) -> None:
    told = _told(rig, rig.mcp(MODERATOR), "message.send")
    assert (told["allowed"], told["decided_by"], told["missing"]) == (None, "arguments", ["channel_id"])
    told_why = "It cannot be judged without its arguments (channel_id: it is missing); so far nothing refuses it."
    assert (told["hint"], told["rule"]) == (told_why, "")
    passed = {step["step"]: step["reason"] for step in told["steps"] if step["allowed"]}
    assert passed["require_scope"] == "moderator reaches messages:write"
    assert "allows message.send as such" in passed["apply_channel_policy"]
    assert told["steps"][-1]["step"] == "arguments"
    assert (told["needs_human"], told["approval"], told["first"]) == (False, None, [])


def test_what_is_to_be_given_one_of_is_missing_though_nothing_of_it_must_be(rig: Rig) -> None:
    told = _told(rig, rig.slash(MODERATOR), "channel.edit")
    assert (told["allowed"], told["missing"]) == (None, [])
    assert "(give at least one of name" in told["hint"]


def test_a_channel_that_is_left_out_is_the_one_where_it_is_asked(rig: Rig) -> None:
    closed = ChannelPolicy.model_validate({"guild_id": GUILD, "channel_id": GENERAL, "mode": "closed"})
    rig.platform.policies.put_channel_policy(closed)
    asked = {"content": "hello"}
    assert _told(rig, rig.slash(MODERATOR), "message.send", asked)["rule"] == "policy: mode of the channel"
    assert _told(rig, rig.slash(MODERATOR, SUPPORT), "message.send", asked)["allowed"] is True
    assert _told(rig, rig.agent(MODERATOR), "message.list")["allowed"] is False
    assert _told(rig, rig.slash(MODERATOR), "message.send", {**asked, "channel_id": SUPPORT})["allowed"] is True
    assert _told(rig, rig.slash(MODERATOR), "guild.get")["allowed"] is True


def test_where_only_words_are_missing_all_steps_are_taken_in_the_channel_where_it_is_asked(rig: Rig) -> None:
    told = _told(rig, rig.slash(MODERATOR), "message.send")
    assert (told["allowed"], told["missing"], len(told["steps"])) == (None, [], 8)
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=Permission.SEND_MESSAGES),))
    told = _told(rig, rig.slash(MODERATOR), "message.send")
    assert (told["allowed"], told["decided_by"]) == (False, "require_permission")
    assert told["rule"] == "the caller's permissions: everyone_overwrite"
    assert _told(rig, rig.slash(MODERATOR, SUPPORT), "message.send")["allowed"] is None


def test_every_operation_is_explained_without_arguments() -> None:
    for name in sorted(catalogue.names()):
        rig = Rig()
        told = _told(rig, rig.slash(OWNER), name)
        assert told["hint"] or told["allowed"], name
        assert told["steps"], name


@pytest.mark.parametrize(
    ("fields", "who", "decided_by", "rule"),
    [
        ({"denied_operations": ["message.*"]}, MODERATOR, "arguments", ""),
        ({"denied_operations": ["member.*"]}, MODERATOR, "apply_channel_policy", "denied_operations"),
        ({"paused": {"at": NOON}}, MODERATOR, "apply_channel_policy", "paused"),
        ({}, MEMBER, "require_scope", "scopes of the role viewer"),
    ],
)
def test_what_refuses_it_whatever_its_arguments_is_told(
    rig: Rig, fields: dict[str, Any], who: UserId, decided_by: str, rule: str
) -> None:
    rig.set_policy(**fields)
    told = _told(rig, rig.slash(who), "member.timeout")
    assert (told["allowed"], told["decided_by"]) == (False if rule else None, decided_by)
    assert rule in told["rule"]
    assert bool(told["grantors"]) is bool(rule)
    assert [step["step"] for step in told["steps"] if not step["allowed"]] == [decided_by]


def test_a_key_that_does_not_reach_it_refuses_before_the_arguments_are_asked_for(rig: Rig) -> None:
    told = _told(rig, rig.mcp(MODERATOR, Level.READ_ONLY), "message.send")
    assert (told["allowed"], told["decided_by"]) == (False, "require_scope")


def test_a_pause_refuses_no_reading(rig: Rig) -> None:
    rig.set_policy(paused={"at": NOON})
    assert _told(rig, rig.mcp(MODERATOR), "message.list")["allowed"] is None


def test_a_key_for_single_channels_may_reach_the_one_that_is_missing(rig: Rig) -> None:
    who = rig.mcp(MODERATOR, channel_ids=frozenset({GENERAL}))
    assert _told(rig, who, "message.send")["allowed"] is None


def test_of_others_it_is_told_as_of_oneself(rig: Rig) -> None:
    asked = {"channel_id": STAFF}
    told = _told(rig, rig.slash(MODERATOR), "message.bulk_delete", asked, user_id=MEMBER)
    assert (told["allowed"], told["decided_by"]) == (False, "require_scope")
    told = _told(rig, rig.slash(MODERATOR), "message.get", asked, user_id=MEMBER)
    assert (told["allowed"], told["missing"]) == (None, ["message_id"])


def test_somebody_who_is_no_member_is_told_as_such(rig: Rig) -> None:
    told = _told(rig, rig.slash(MODERATOR), "member.timeout", user_id="2999999999999999999")
    assert (told["allowed"], told["decided_by"], told["grantors"]) == (False, "require_membership", [])
