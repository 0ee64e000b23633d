"""An automation that is asked for in words is drafted, and it is said that nothing runs it yet."""

from typing import Any

import pytest

from tests.unit.local.model.talk import ask, result
from tests.unit.local.model.test_jobs import CHANNELS, DENIED, GENERAL

LOBBY = "100000000000000009"
RUNNER = "operations_run_write"
DRAFTED = result("Draft automation: done.** Audit id 1.", {"automation_id": "1302230188", "name": "FAQ"})
PHRASES = ["how do I", "how can I", "where do I", "what is"]


def drafted(call: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """The arguments of a draft, which is no tool that is shown at once."""
    name, asked = call
    assert (name, asked["name"], asked["dry_run"]) == (RUNNER, "automation.draft", False)
    arguments: dict[str, Any] = asked["arguments"]
    return arguments


def sends(channel: str, content: str) -> list[dict[str, Any]]:
    return [{"operation": "message.send", "arguments": {"channel_id": channel, "content": content}}]


def test_an_automation_that_answers_faqs_in_a_channel_is_drafted_for_that_channel() -> None:
    results = {"channel_list": CHANNELS, RUNNER: DRAFTED}
    turn = ask("create an automation that answers FAQs in #general", results)
    assert turn.calls[0] == ("channel_list", {})
    asked = drafted(turn.calls[1])
    assert asked["name"] == "FAQ"
    assert asked["trigger"] == {"on": "message_created", "channel_ids": [GENERAL], "contains": PHRASES}
    assert asked["actions"][0]["arguments"]["channel_id"] == "{trigger.channel_id}"
    assert "I drafted the automation **FAQ**" in turn.said
    assert "nothing runs it yet" in turn.said


@pytest.mark.parametrize(
    ("words", "trigger", "actions"),
    [
        (
            "whenever somebody asks about keys, send 'see docs'",
            {"on": "message_created", "channel_ids": [LOBBY], "contains": ["keys"]},
            sends("{trigger.channel_id}", "see docs"),
        ),
        (
            f"when somebody joins, welcome them in <#{GENERAL}>",
            {"on": "member_joined"},
            sends(GENERAL, "Welcome, {trigger.user}!"),
        ),
        (
            f"every week, post “Tell us what you made” in <#{GENERAL}>",
            {"on": "scheduled", "schedule": "cron(0 9 ? * MON *)"},
            sends(GENERAL, "Tell us what you made"),
        ),
    ],
)
def test_what_sets_it_off_and_what_is_sent_are_taken_from_the_words(
    words: str, trigger: dict[str, Any], actions: list[dict[str, Any]]
) -> None:
    asked = drafted(*ask(words, {RUNNER: DRAFTED}).calls)
    assert (asked["trigger"], asked["actions"]) == (trigger, actions)


def test_without_enough_words_it_asks() -> None:
    turn = ask("automate something every day")
    assert turn.calls == []
    assert "what shall I send" in turn.said


def test_a_channel_that_is_not_there_and_a_refusal_are_told() -> None:
    assert "no channel" in ask("answer FAQs in #nowhere", {"channel_list": CHANNELS}).said
    assert "That did not work" in ask("set up an FAQ", {RUNNER: DENIED}).said
