"""The platform's own state as operations reach it: explaining, confirmations, chat channels, the trail."""

from typing import Any

import pytest

from guildhall.discord.routes import GET_GUILD_MEMBER
from guildhall.errors import Denied, NotAMember, ScopeMissing
from guildhall.identity import Level
from guildhall.policy.membership import MISSES
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    CATEGORY,
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    GENERAL,
    GUILD,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    STAFF,
    STRANGER,
    SUPPORT,
)
from tests.fakes.platform import Rig

DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}


def _explained(rig: Rig, who: Any, **asked: Any) -> dict[str, Any]:
    return rig.complete("policy.explain", asked, who).result


def test_an_allowed_call_is_explained_step_by_step_and_not_made(rig: Rig) -> None:
    told = _explained(rig, rig.slash(MODERATOR), operation="message.bulk_delete", arguments=DELETE)
    assert (told["allowed"], told["risk"], told["needs_human"], told["hint"]) == (True, "destructive", True, "")
    assert [step["allowed"] for step in told["steps"]] == [True] * 7
    assert rig.discord.writes == []
    assert rig.world.messages[GENERAL].keys() >= set(IN_GENERAL)


def test_a_refused_call_is_explained_with_what_is_missing_and_who_can_help(rig: Rig) -> None:
    told = _explained(rig, rig.slash(MEMBER), operation="message.bulk_delete", arguments=DELETE)
    assert told["allowed"] is False
    assert told["steps"][-1]["step"] == "require_scope"
    assert "Manage Messages" in told["hint"]
    assert "moderator" in told["hint"]


@pytest.mark.parametrize(
    ("asked", "risk", "human"),
    [
        ({"operation": "message.list", "arguments": {"channel_id": GENERAL}}, "read", False),
        ({"operation": "message.send", "arguments": {"channel_id": GENERAL, "content": "x"}}, "write", False),
        ({"operation": "guild.get"}, "read", False),
        ({"operation": "guild.list"}, "read", False),
    ],
)
def test_risk_and_the_need_of_a_human_are_told(rig: Rig, asked: dict[str, Any], risk: str, *, human: bool) -> None:
    told = _explained(rig, rig.slash(MEMBER), **asked)
    assert (told["allowed"], told["risk"], told["needs_human"]) == (True, risk, human)


def test_the_guild_that_is_asked_about_is_the_calls_guild(rig: Rig) -> None:
    told = _explained(rig, rig.slash(MODERATOR), operation="guild.get", arguments={"guild_id": ELSEWHERE})
    assert told["steps"][1]["reason"] == f"member of guild {GUILD}"


def test_arguments_that_make_no_call_are_told_as_such(rig: Rig) -> None:
    told = _explained(rig, rig.slash(MEMBER), operation="message.send", arguments={"channel_id": GENERAL})
    assert (told["allowed"], told["decided_by"], told["rule"]) == (None, "arguments", "")
    assert "content" in told["hint"]
    assert [step["step"] for step in told["steps"] if not step["allowed"]] == ["arguments"]


def test_what_others_may_do_is_told_to_those_who_may_read_the_trail(rig: Rig) -> None:
    asked: dict[str, Any] = {"operation": "message.bulk_delete", "arguments": DELETE}
    told = _explained(rig, rig.slash(MODERATOR), **asked, user_id=MEMBER)
    assert told["allowed"] is False
    assert told["steps"][0]["reason"].startswith(f"interaction proved user {MEMBER}")
    assert _explained(rig, rig.slash(MODERATOR), **asked, user_id=ADMIN)["allowed"] is True
    with pytest.raises(ScopeMissing, match="audit:read"):
        _explained(rig, rig.slash(MEMBER), **asked, user_id=ADMIN)


def test_ones_own_id_is_oneself(rig: Rig) -> None:
    told = _explained(rig, rig.slash(MEMBER), operation="guild.get", user_id=MEMBER)
    assert told["allowed"] is True


def test_a_key_without_the_trail_asks_only_about_itself(rig: Rig) -> None:
    who = rig.mcp(OWNER, scopes=frozenset({"policy:read"}))
    with pytest.raises(ScopeMissing, match="audit:read"):
        _explained(rig, who, operation="guild.get", user_id=MEMBER, guild_id=GUILD)


def test_a_moderator_learns_nothing_about_another_guild(rig: Rig) -> None:
    asked: dict[str, Any] = {
        "operation": "message.list",
        "arguments": {"channel_id": ELSEWHERE_CHANNEL},
        "guild_id": GUILD,
    }
    with pytest.raises(NotAMember):
        _explained(rig, rig.mcp(MODERATOR), **asked, user_id=STRANGER)
    rig.world.put_member(rig.world.members[GUILD, MODERATOR], ELSEWHERE)
    with pytest.raises(NotAMember):
        _explained(rig, rig.mcp(MODERATOR), **asked, user_id=STRANGER)
    assert rig.trail()[-1].error is not None


def test_nobody_asks_about_others_in_a_channel_that_they_cannot_see_or_that_their_key_leaves_out(rig: Rig) -> None:
    rig.set_policy(role_map={rig.world.members[GUILD, MEMBER].roles[0]: "analyst"})
    asked: dict[str, Any] = {"operation": "message.list", "user_id": MODERATOR, "guild_id": GUILD}
    with pytest.raises(NotAMember):
        _explained(rig, rig.slash(MEMBER), **asked, arguments={"channel_id": STAFF})
    narrow = rig.mcp(OWNER, channel_ids=frozenset({SUPPORT}))
    with pytest.raises(NotAMember):
        _explained(rig, narrow, **asked, arguments={"channel_id": GENERAL})


def test_asking_about_others_who_are_no_members_costs_the_asker_and_not_them(rig: Rig) -> None:
    asked: dict[str, Any] = {"operation": "guild.get"}
    for number in range(MISSES):
        told = _explained(rig, rig.slash(MODERATOR), **asked, user_id=str(77_000_000_000_000 + number))
        assert told["steps"][-1]["step"] == "require_membership"
    with pytest.raises(Denied, match="lead nowhere"):
        _explained(rig, rig.slash(MODERATOR), **asked, user_id=STRANGER)
    looked = len(rig.discord.sent(GET_GUILD_MEMBER))
    assert rig.complete("guild.list", {}, rig.mcp(STRANGER)).result["guilds"]
    assert len(rig.discord.sent(GET_GUILD_MEMBER)) > looked


def test_asking_about_somebody_spends_none_of_their_look_ups(rig: Rig) -> None:
    for _ in range(MISSES + 2):
        rig.clock.advance(30)
        _explained(rig, rig.slash(MODERATOR), operation="message.list", arguments={"channel_id": STAFF}, user_id=MEMBER)
    assert rig.complete("channel.list", {}, rig.slash(MEMBER)).result["channels"]


def test_the_true_reason_is_told_of_others(rig: Rig) -> None:
    told = _explained(
        rig, rig.slash(MODERATOR), operation="message.list", arguments={"channel_id": STAFF}, user_id=MEMBER
    )
    assert told["steps"][-1]["reason"] == f"the caller cannot see channel {STAFF}"


def _asked(rig: Rig, **ceilings: Any) -> str:
    rig.set_policy(approvals_channel_id=APPROVALS)
    return rig.ask("message.bulk_delete", DELETE, rig.mcp(MODERATOR, **ceilings)).confirmation_id


@pytest.mark.parametrize(
    ("ceilings", "reads"),
    [
        ({}, True),
        ({"guild_ids": frozenset({GUILD})}, True),
        ({"guild_ids": frozenset({ELSEWHERE})}, False),
        ({"channel_ids": frozenset({GENERAL})}, True),
        ({"channel_ids": frozenset({SUPPORT})}, False),
        ({"channel_ids": frozenset({CATEGORY})}, False),
    ],
)
def test_another_key_of_the_asker_reads_a_confirmation_within_its_ceilings(
    rig: Rig, ceilings: dict[str, Any], *, reads: bool
) -> None:
    asked = _asked(rig)
    other = rig.mcp(MODERATOR, Level.READ_ONLY, credential="key:another", **ceilings)
    if reads:
        assert rig.complete("confirmation.get", {"confirmation_id": asked}, other).result["status"] == "pending"
        return
    with pytest.raises(Exception, match="no such confirmation of yours"):
        rig.run("confirmation.get", {"confirmation_id": asked}, other)


def test_the_key_that_asked_reads_its_confirmation(rig: Rig) -> None:
    asked = _asked(rig, channel_ids=frozenset({GENERAL}))
    same = rig.mcp(MODERATOR, channel_ids=frozenset({SUPPORT}))
    assert rig.complete("confirmation.get", {"confirmation_id": asked}, same).result["status"] == "pending"


@pytest.mark.parametrize("who", [OWNER, ADMIN, NEWCOMER])
def test_nobody_else_reads_it_and_unknown_looks_the_same(rig: Rig, who: Any) -> None:
    asked = _asked(rig)
    told = []
    for confirmation_id in (asked, "a" * 26):
        with pytest.raises(Exception, match="no such confirmation of yours") as refused:
            rig.run("confirmation.get", {"confirmation_id": confirmation_id}, rig.slash(who))
        told.append(refused.value.to_dict())  # type: ignore[attr-defined]  # every failure of ours has it
    assert told[0] == told[1]


def test_the_agents_channels_are_switched_and_told(rig: Rig) -> None:
    first = rig.complete("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))
    again = rig.complete("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))
    assert (first.result["changed"], again.result["changed"]) == (True, False)
    (channel,) = rig.platform.policies.chat_channels(GUILD)
    assert (channel.channel_id, channel.allowed_by, channel.allowed_at) == (GENERAL, OWNER, rig.clock())
    assert rig.complete("chat.disallow", {"channel_id": GENERAL}, rig.slash(OWNER)).result["changed"] is True
    assert rig.complete("chat.disallow", {"channel_id": GENERAL}, rig.slash(OWNER)).result["changed"] is False
    assert rig.platform.policies.chat_channels(GUILD) == []


def test_the_trail_is_read_page_by_page_newest_first(rig: Rig) -> None:
    for _ in range(5):
        rig.clock.advance(1)
        rig.complete("guild.get", {}, rig.slash(MEMBER))
    first = rig.complete("audit.list", {"limit": 3}, rig.slash(MODERATOR)).result
    records = first["records"]
    assert isinstance(records, list)
    ids = [str(record["audit_id"]) for record in records if isinstance(record, dict)]
    assert ids == sorted(ids, reverse=True)
    second = rig.complete("audit.list", {"limit": 3, "before": first["next_before"]}, rig.slash(MODERATOR)).result
    older = second["records"]
    assert isinstance(older, list)
    assert len(older) == 2
    assert second["next_before"] is None


def test_the_trail_of_another_guild_is_not_ours_to_read(rig: Rig) -> None:
    with pytest.raises(NotAMember):
        rig.run("audit.list", {"guild_id": ELSEWHERE}, rig.mcp(ADMIN))
