"""An automation drafted by an MCP client: it is previewed, kept, shown, and nothing runs it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.system import System, until
from tests.e2e.tables import forget_calls

TOOLS = {
    "guild": "list get modify",
    "channel": "list get create edit delete edit_permissions delete_permissions",
    "message": "list_recent send send_embed get edit delete bulk_delete",
    "reaction": "add remove",
    "thread": "create",
    "role": "list create modify delete reorder assign remove",
    "member": "get list kick ban timeout unban",
    "webhook": "create list get modify delete execute",
    "invite": "create list get delete",
    "automation": "draft",
    "audit": "list",
}
"""The tools by domain, as the older tool set names them."""


@pytest.fixture
def client(system: System) -> Iterator[System]:
    """Yield the system to a client that has not asked for anything lately, and leave it so."""
    forget_calls(system)
    yield system
    forget_calls(system)


def _asked(system: System) -> dict[str, Any]:
    return {
        "name": "FAQ",
        "trigger": {"type": "message_created", "channel_id": system.channel("support"), "keyword": "how do I"},
        "actions": [
            {
                "type": "send_message",
                "channel_id": "{trigger.channel_id}",
                "message": "{trigger.user}, the pinned messages answer that.",
            }
        ],
    }


def _tool(system: System, tool: str, /, **arguments: Any) -> Any:
    """Call a tool, of which an argument may be called like any of ours."""
    answer = system.mcp("tools/call", {"name": tool, "arguments": arguments})
    return answer.json()["result"]["structuredContent"]


def _call(system: System, operation: str, /, **arguments: Any) -> Any:
    return _tool(system, "operations_run_write", name=operation, arguments=arguments, dry_run=False)


def _sent(system: System, since: int) -> list[str]:
    """What the bot wrote into #support since then."""
    path = f"/channels/{system.channel('support')}/messages"
    return [each["body"] for each in system.requests(since) if each["method"] == "POST" and path in each["path"]]


@pytest.mark.requirement("A6")
def test_every_tool_by_domain_is_there_under_its_own_name(client: System) -> None:
    names = [f"discord.{domain}.{verb}" for domain, verbs in TOOLS.items() for verb in verbs.split()]
    assert len(names) == 45
    for name in names:
        told = _tool(client, "operations_describe", name=name)
        assert told["name"].split(".")[0] == name.split(".")[1], told
        assert told["description"].endswith("."), name


@pytest.mark.requirement("A6")
def test_an_automation_is_drafted_read_changed_and_deleted_and_does_nothing_meanwhile(client: System) -> None:
    asked = _asked(client)
    shown = _tool(client, "operations_run_write", name="discord.automation.draft", arguments=asked)
    assert shown.get("status") == "previewed", shown
    assert "a draft does nothing by itself" in str(shown)
    assert client.tool("automation_list")["automations"] == []

    made = _call(client, "discord.automation.draft", **asked)["result"]
    assert "nothing runs it yet" in made["notice"]
    found = client.tool("automation_get", automation_id=made["automation_id"])
    assert found["when"] == f"a message in <#{client.channel('support')}> with “how do I”"
    assert [each["operation"] for each in found["actions"]] == ["message.send"]

    since = client.mark()
    client.say("newcomer", "how do I join?", "support")
    _call(client, "automation.edit", automation_id=made["automation_id"], description="For #support")
    assert client.tool("automation_get", automation_id=made["automation_id"])["description"] == "For #support"
    assert _sent(client, since) == []

    waits = _call(client, "automation.delete", automation_id=made["automation_id"])
    card = until(lambda: next((c for c in client.cards() if waits["confirmation_id"] in str(c)), None), what="a card")
    assert "Done" in client.press("owner", "approve", card)
    assert client.tool("automation_list")["automations"] == []
