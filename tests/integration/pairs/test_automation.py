"""Automations: what was drafted, changed and deleted is read again."""

from typing import Any

from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.undoing import undo


def _asked(house: House) -> dict[str, Any]:
    support = house.lab.channels["support"]
    answer = {"channel_id": "{trigger.channel_id}", "content": "{trigger.user}, look at the pins."}
    return {
        "name": "FAQ",
        "trigger": {"on": "message_created", "channel_ids": [support], "contains": ["how do I"]},
        "actions": [
            {"operation": "message.send", "arguments": answer},
            {"operation": "thread.create", "arguments": {"channel_id": support, "name": "a question"}},
        ],
    }


def _drafted(house: House) -> str:
    return str(house.write("automation.draft", **_asked(house))["automation_id"])


def _names(house: House) -> list[str]:
    return [each["name"] for each in house.read("automation.list")["automations"]]


@pair("automation.draft", "automation.get")
def test_a_draft_says_what_it_was_given_and_that_it_does_nothing(house: House) -> None:
    found = house.read("automation.get", automation_id=_drafted(house))
    assert (found["name"], found["status"], found["problem"]) == ("FAQ", "draft", "")
    assert found["trigger"] == {**_asked(house)["trigger"], "from_bots": False}
    given = [{"operation": each["operation"], "arguments": each["arguments"]} for each in found["actions"]]
    assert given == _asked(house)["actions"]
    assert [each["lacks"] for each in found["actions"]] == [[], []]
    assert "does nothing by itself" in found["notice"]


@pair("automation.draft", "automation.list")
def test_drafts_are_listed_by_name(house: House) -> None:
    _drafted(house)
    house.write("automation.draft", **{**_asked(house), "name": "another one"})
    assert _names(house) == ["another one", "FAQ"]


@pair("automation.edit", "automation.get")
def test_a_draft_is_renamed_and_does_something_else(house: House) -> None:
    found = _drafted(house)
    told = {"operation": "notify", "arguments": {"content": "{trigger.user} is new here"}}
    house.write(
        "automation.edit",
        automation_id=found,
        name="Welcome",
        description="Tells us who is new",
        trigger={"on": "member_joined"},
        actions=[told],
    )
    now = house.read("automation.get", automation_id=found)
    assert (now["name"], now["description"], now["when"]) == ("Welcome", "Tells us who is new", "a new member")
    assert ([each["operation"] for each in now["actions"]], now["version"]) == (["notify"], 2)


@pair("automation.delete", "automation.list")
def test_a_deleted_one_is_gone_and_comes_back_by_an_undo(house: House) -> None:
    house.write("automation.delete", automation_id=_drafted(house))
    assert _names(house) == []
    undo(house, "automation.delete")
    assert _names(house) == ["FAQ"]
