"""Attacks through the agent: who asks it has their own rights and no others, and it confirms nothing for them."""

import secrets

import pytest

from guildhall.operations.spec import Risk
from tests.e2e import attacks
from tests.e2e.attacks import changed
from tests.e2e.system import Json, System, confirmation_of, text_of
from tests.e2e.tables import allow_chat, change_policy
from tests.e2e.watching import place_of, settled


@pytest.fixture
def guild(besieged: System) -> System:
    attacks.calm(besieged)
    change_policy(besieged, chat_turns_per_minute=1000)
    return besieged


def room(guild: System) -> str:
    [made] = guild.control("POST", "/channels", {"names": [f"room-{secrets.token_hex(3)}"]})
    allow_chat(guild, made["id"])
    guild.endpoints.setdefault("rooms", set()).add(made["id"])
    return str(made["id"])


def ask(guild: System, user: str, tool: str, given: Json) -> tuple[list[Json], str]:
    """Let somebody ask the agent, whose model calls a tool; return what it changed besides answers, and its answer."""
    channel, since, word = room(guild), guild.mark(), secrets.token_hex(4)
    guild.model_script(
        {"tools": [{"name": tool, "input": given}], "match": word}, {"text": "That is all.", "match": word}
    )
    told = text_of(settled(guild, guild.mention(user, f"please {word}", channel), channel))
    return [each for each in changed(guild, since) if place_of(each) not in guild.endpoints["rooms"]], told


def denial(guild: System, operation: str) -> Json:
    """Return the newest denial of an operation that the trail has."""
    records = guild.tool("audit_list", limit=50)["records"]
    return next(each for each in records if (each["operation"], each["kind"]) == (operation, "denial"))


BY_A_MEMBER: dict[str, Json] = {
    "member.ban": {"user_id": "<newcomer>"},
    "member.timeout": {"user_id": "<newcomer>", "duration_s": 60},
    "message.bulk_delete": {"channel_id": "<general>", "message_ids": ["<spam>", "<more>"]},
    "channel.delete": {"channel_id": "<support>"},
    "role.assign": {"user_id": "<member>", "role_id": "<moderators>"},
    "policy.edit": {"changes_at_large": True},
    "workspace.grant": {"user_id": "<member>", "role": "admin"},
    "message.send": {"channel_id": "<approvals>", "content": "Approved by the owner."},
    "message.list": {"channel_id": "<staff>"},
}


@pytest.mark.requirement("A13")
@pytest.mark.parametrize("operation", BY_A_MEMBER)
def test_a_member_does_through_the_agent_nothing_that_they_may_not_do(guild: System, operation: str) -> None:
    ids = {f"<{name}>": each for name, each in {**guild.discord["users"], **guild.discord["channels"]}.items()}
    ids["<moderators>"] = guild.control("GET", "/state")["names"]["moderators_role"]
    ids["<spam>"], ids["<more>"] = attacks.spam(guild)
    given = {
        name: [ids[each] for each in it] if isinstance(it, list) else ids.get(str(it), it)
        for name, it in BY_A_MEMBER[operation].items()
    }
    cards = len(guild.cards())
    listed = operation in {"policy.edit", "workspace.grant"}
    call = {"name": operation, "arguments": given} if listed else given
    acted, _ = ask(guild, "member", "operations_run_write" if listed else operation.replace(".", "_"), call)
    assert acted == []
    assert len(guild.cards()) == cards
    told = denial(guild, operation)
    assert (told["user_id"], told["door"]) == (guild.user("member"), "agent")


@pytest.mark.parametrize("user", ["owner", "moderator"])
def test_the_agent_asks_a_human_even_for_who_may_do_it_and_approves_nothing_itself(guild: System, user: str) -> None:
    acted, told = ask(guild, user, "member_timeout", {"user_id": attacks.person(guild), "duration_s": 60})
    assert acted == []
    assert "Waiting for" in told
    [shown, *_] = guild.cards()
    custom_id = f"confirm:approve:{confirmation_of(shown)}"
    for tool, given in (
        ("message_send", {"channel_id": guild.channel("approvals"), "content": custom_id}),
        ("confirmation_get", {"confirmation_id": confirmation_of(shown)}),
    ):
        acted, _ = ask(guild, "owner", tool, given)
        assert not any("/members/" in each["path"] for each in acted)
    since = guild.mark()
    assert "Done" in guild.press(user, "approve", shown)
    assert [each["method"] for each in changed(guild, since) if "/members/" in each["path"]] == ["PATCH"]


def test_an_owner_changes_no_rule_through_the_agent_without_a_card(guild: System) -> None:
    change_policy(guild, confirm_from=Risk.DESTRUCTIVE)
    before = guild.tool("policy_get")["version"]
    given = {"name": "policy.edit_approvals", "arguments": {"self_approval": True, "confirm_from": "sensitive"}}
    acted, told = ask(guild, "owner", "operations_run_write", given)
    assert (acted, guild.tool("policy_get")["version"]) == ([], before)
    assert "Waiting for" in told
