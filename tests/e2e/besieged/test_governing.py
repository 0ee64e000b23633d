"""What those who govern a guild ask of the rules: why not, what if, who may see, who has had enough."""

from functools import reduce
from operator import or_

import pytest

from guildhall.discord.permissions import Permission
from tests.e2e import attacks
from tests.e2e.attacks import call, refusal, tool
from tests.e2e.system import System


@pytest.fixture
def guild(besieged: System) -> System:
    attacks.calm(besieged)
    return besieged


@pytest.mark.requirement("F6")
def test_who_may_not_is_told_the_step_the_permission_and_who_can_give_it(guild: System) -> None:
    since = guild.mark()
    told = guild.tool(
        "policy_explain",
        key="moderator",
        operation="member.ban",
        arguments={"user_id": guild.user("newcomer")},
        user_id=guild.user("member"),
    )
    assert not told["allowed"]
    assert told["decided_by"] == "require_scope"
    assert "Ban Members" in told["hint"]
    assert any(grantor["kind"] == "owner" for grantor in told["grantors"])
    assert attacks.changed(guild, since) == []


@pytest.mark.requirement("F6")
def test_a_draft_of_the_policy_is_tried_on_what_was_done(guild: System) -> None:
    draft = {"denied_operations": ["message.send"]}

    def refused() -> int:
        told = guild.tool("policy_simulate", draft=draft)
        return int({each["what"]: each["count"] for each in told["by_operation"]}.get("message.send", 0))

    before, already = guild.tool("policy_get"), refused()
    for text in ("one", "two"):
        sent = call(guild, "message_send", channel_id=guild.channel("general"), content=text)
        assert sent["status"] == "completed"
    assert refused() == already + 2
    assert "denied_operations" in {
        example["rule"] for example in guild.tool("policy_simulate", draft=draft)["examples"]
    }
    assert guild.tool("policy_get") == before


@pytest.mark.requirement("A16")
def test_an_analyst_reads_the_trail_and_changes_nothing(guild: System) -> None:
    key = attacks.key(guild, "member")
    assert refusal(tool(guild, "audit_list", key))[0] == "scope_missing"
    guild.slash("owner", "workspace grant", user_id=guild.user("member"), role="analyst")
    assert tool(guild, "audit_list", key)["records"]
    code, words = refusal(call(guild, "message_send", key, channel_id=guild.channel("general"), content="hi"))
    assert code == "scope_missing"
    assert "analyst" in words
    guild.slash("owner", "workspace revoke", user_id=guild.user("member"))
    assert refusal(tool(guild, "audit_list", key))[0] == "scope_missing"


@pytest.mark.requirement("E5")
def test_who_keeps_asking_while_blocked_waits_longer_each_time(guild: System) -> None:
    key, waits = attacks.key(guild, "member", rate_limit=5), list[float]()
    while "error" not in (answer := tool(guild, "channel_list", key)):
        pass
    for _ in range(3):
        code, _ = refusal(answer)
        waits.append(answer["error"]["details"]["retry_after_s"])
        assert code == "rate_limited"
        guild.advance(2)
        answer = tool(guild, "channel_list", key)
    assert waits[0] <= 60
    assert waits[1] < waits[2] <= 900
    assert "channels" in tool(guild, "channel_list", "moderator")
    guild.advance(900)
    assert "channels" in tool(guild, "channel_list", key)


def test_a_command_takes_permissions_by_their_names(guild: System) -> None:
    names = [Permission.SEND_MESSAGES, Permission.ADD_REACTIONS]
    options = {"name": "greeters", "permissions": ", ".join(str(bit.name) for bit in names)}
    told = guild.answer_to(guild.interact("command", "owner", name="role create", options=options))
    assert "Send Messages" in told
    guild.press("owner", "approve", guild.cards()[0])
    [made] = [role for role in guild.control("GET", "/state")["roles"] if role["name"] == "greeters"]
    assert int(made["permissions"]) == reduce(or_, names)
