"""Triggers, placeholders and what is kept: the parts by themselves."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from guildhall.automations import placeholders
from guildhall.automations.model import AutomationId, Content, Does
from guildhall.automations.triggers import AnyTrigger, Gives, On, ReactionAdded, Trigger
from guildhall.discord.ids import Snowflake
from guildhall.operations import catalogue
from guildhall.operations.automation_parts import when
from tests.fakes.guild import GENERAL, IN_GENERAL, SUPPORT

INFORMATION = "\N{INFORMATION SOURCE}\N{VARIATION SELECTOR-16}"
TRIGGERS: TypeAdapter[AnyTrigger] = TypeAdapter(Trigger)


def reaction(emoji: str) -> str:
    found = TRIGGERS.validate_python({"on": "reaction_added", "emoji": emoji})
    assert isinstance(found, ReactionAdded)
    return found.emoji


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"on": "message_created"}, "a message in any channel"),
        (
            {"on": "message_created", "channel_ids": [GENERAL], "contains": ["faq", "how do I"], "from_bots": True},
            f"a message, of bots too, in <#{GENERAL}> with “faq”, “how do I”",
        ),
        ({"on": "member_joined"}, "a new member"),
        ({"on": "reaction_added", "emoji": "👍"}, "the reaction 👍 to a message in any channel"),
        (
            {"on": "reaction_added", "emoji": "👍", "message_id": IN_GENERAL[0], "channel_ids": [GENERAL]},
            f"the reaction 👍 to the message {IN_GENERAL[0]} in <#{GENERAL}>",
        ),
        (
            {"on": "scheduled", "schedule": "cron(0 9 ? * MON *)", "time_zone": "Europe/Berlin"},
            "cron(0 9 ? * MON *), Europe/Berlin",
        ),
        ({"on": "manual"}, "somebody runs it"),
    ],
)
def test_a_trigger_is_told_in_words(given: dict[str, Any], told: str) -> None:
    assert when(TRIGGERS.validate_python(given)) == told


def test_channels_are_kept_once_each_in_number_order() -> None:
    found = TRIGGERS.validate_python({"on": "message_created", "channel_ids": [SUPPORT, GENERAL, SUPPORT]})
    assert getattr(found, "channel_ids", None) == (GENERAL, SUPPORT)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("👍", "👍"), (" 👍 ", "👍"), (INFORMATION, INFORMATION), ("<:wave:41771983423143937>", "41771983423143937")],
)
def test_an_emoji_is_itself_or_an_id(given: str, kept: str) -> None:
    assert reaction(given) == kept


@pytest.mark.parametrize("given", ["wave", ":wave:", "👍 👍", "", "é"])
def test_what_is_no_emoji_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="no emoji"):
        reaction(given)


@pytest.mark.parametrize("given", [{"on": "full_moon"}, {}, {"on": ["manual"]}])
def test_what_sets_nothing_off_is_refused_with_what_does(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="message_created, member_joined, reaction_added, scheduled, manual"):
        TRIGGERS.validate_python(given)


def test_there_is_a_trigger_for_each_kind_and_the_automation_survives_its_own_text() -> None:
    least: dict[On, dict[str, Any]] = {On.REACTION_ADDED: {"emoji": "👍"}, On.SCHEDULED: {"schedule": "rate(1 day)"}}
    for on in On:
        content = Content(
            name="x",
            trigger=TRIGGERS.validate_python({"on": on, **least.get(on, {})}),
            actions=(),
        )
        assert Content.model_validate_json(content.model_dump_json()) == content
        assert content.size_bytes >= len(content.model_dump_json())


def test_every_action_is_an_operation_of_the_catalogue() -> None:
    for does in Does:
        assert catalogue.find(does.operation).full_name() == does.operation
    assert {Does.NOTIFY.operation, Does.DRAFT.operation} == {"message.send"}


def test_an_automations_id_is_random_and_an_id_of_its_own_kind() -> None:
    drawn = {AutomationId.new() for _ in range(100)}
    assert len(drawn) == 100
    assert all(AutomationId.parse(each) == each and len(each) == 10 for each in drawn)


ASKED: dict[str, Any] = {
    "channel_id": "{trigger.channel_id}",
    "content": "Hello {trigger.user}, {trigger.user}!",
    "ping_user_ids": ["{trigger.user_id}"],
    "embeds": [{"title": "{trigger.nothing}"}],
    "silent": True,
}


def test_placeholders_are_found_at_every_depth_with_the_way_to_them() -> None:
    assert list(placeholders.found(ASKED)) == [
        (("channel_id",), Gives.CHANNEL_ID, True),
        (("content",), Gives.USER, False),
        (("content",), Gives.USER, False),
        (("ping_user_ids", 0), Gives.USER_ID, True),
        (("embeds", 0, "title"), None, True),
    ]


@pytest.mark.parametrize("text", ["{trigger}", "{ trigger.user_id }", "{TRIGGER.user_id}", "{trigger.user_id.x}"])
def test_what_is_nearly_a_placeholder_is_one_that_nothing_gives(text: str) -> None:
    (placed,) = placeholders.found(text)
    assert placed.gives is None


@pytest.mark.parametrize("text", ["{triggers}", "{user}", "{{}}", "trigger.user_id"])
def test_other_braces_are_text(text: str) -> None:
    assert list(placeholders.found(text)) == []


def test_a_trial_holds_ids_that_are_some_and_is_undone_word_for_word() -> None:
    tried = placeholders.trial(ASKED)
    assert placeholders.is_taken(tried)
    assert not placeholders.is_taken(ASKED)
    assert Snowflake.parse(tried["channel_id"]) == tried["channel_id"]
    assert f"<@{tried['ping_user_ids'][0]}>" in tried["content"]  # type: ignore[index, operator] # a list, a text
    assert placeholders.restored(tried) == ASKED
