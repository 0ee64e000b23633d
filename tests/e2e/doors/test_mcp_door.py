"""MCP clients at the one address: who they are, what they see, what they may do."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.system import System, text_of, until


def test_without_a_key_it_is_401_and_says_how(system: System) -> None:
    answer = system.mcp("tools/list", key=None)
    assert answer.status_code == 401
    assert "Bearer" in answer.headers["www-authenticate"]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_other_methods_are_405_at_once(system: System, method: str) -> None:
    answer = system.http.request(method, system.endpoints["mcp_url"])
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


@pytest.mark.requirement("C4")
def test_at_most_20_tools_are_listed_and_the_finders_reach_the_rest(system: System) -> None:
    tools = system.mcp("tools/list").json()["result"]["tools"]
    names = {tool["name"] for tool in tools}
    assert len(tools) <= 20
    assert {"channel_list", "message_bulk_delete", "confirmation_get", "operations_search"} <= names
    assert "chat_allow" not in names
    found = system.tool("operations_search", query="let the agent answer in a channel")
    assert any(entry["name"] == "chat.allow" for entry in found["operations"])


def test_a_guild_that_was_left_out_is_the_only_one(system: System) -> None:
    names = {channel["name"] for channel in system.tool("channel_list")["channels"]}
    assert {"general", "staff"} <= names
    assert "staff" not in {channel["name"] for channel in system.tool("channel_list", key="read_only")["channels"]}


@pytest.mark.requirement("A8", "F3")
def test_a_write_previews_by_default_and_acts_when_told_to(system: System) -> None:
    since, general = system.mark(), system.channel("general")
    previewed = system.tool("message_send", channel_id=general, content="from a client")
    assert previewed["status"] == "previewed"
    assert [request for request in system.requests(since) if request["method"] != "GET"] == []
    plan = {"dry_run": False, "plan_id": previewed["plan_id"]}
    sent = system.tool("message_send", channel_id=general, content="from a client", **plan)
    assert sent["status"] == "completed"
    assert system.messages("general")[0]["content"] == "from a client"
    again = system.tool("message_send", channel_id=general, content="from a client", **plan)
    assert again["error"]["code"] == "confirmation_invalid"


def test_a_plan_is_refused_when_its_target_changed(system: System) -> None:
    support = system.channel("support")
    previewed = system.tool("channel_edit", channel_id=support, slowmode_s=7)
    system.rest("PATCH", f"/channels/{support}", {"rate_limit_per_user": 3})
    plan = {"dry_run": False, "plan_id": previewed["plan_id"]}
    refused = system.tool("channel_edit", channel_id=support, slowmode_s=7, **plan)
    assert refused["error"]["code"] == "plan_drifted"


def test_a_bulk_deletion_waits_for_a_human_and_its_result_is_readable_afterwards(system: System) -> None:
    ids = [system.say("newcomer", f"mcp spam {number}") for number in range(2)]
    asked = system.tool("message_bulk_delete", channel_id=system.channel("general"), message_ids=ids, dry_run=False)
    assert asked["status"] == "needs_confirmation"
    waiting = system.tool("confirmation_get", confirmation_id=asked["confirmation_id"])
    assert waiting["status"] == "pending"
    card = until(lambda: next((card for card in system.cards() if "mcp spam" in text_of(card)), None), what="a card")
    system.press("owner", "approve", card)
    done = system.tool("confirmation_get", confirmation_id=asked["confirmation_id"])
    assert done["status"] == "done"
    assert done["outcome"]["result"] == {"deleted_count": 2}


def test_a_read_only_key_changes_nothing_whoever_it_stands_for(system: System) -> None:
    since = system.mark()
    arguments = {"channel_id": system.channel("general"), "content": "no", "dry_run": False}
    assert system.tool("message_send", key="read_only", **arguments)["error"]["code"] == "scope_missing"
    assert [request for request in system.requests(since) if request["method"] != "GET"] == []


def test_callers_in_turn_and_at_once_never_mix(system: System) -> None:
    users = {"owner": "owner", "moderator": "moderator", "read_only": "member"}

    def seen_by(key: str) -> bool:
        listed = {channel["name"] for channel in system.tool("channel_list", key=key)["channels"]}
        return ("staff" in listed) == (users[key] != "member")

    order = list(users) * 4
    with ThreadPoolExecutor(6) as callers:
        assert all(callers.map(seen_by, order))
    assert all(seen_by(key) for key in order)
