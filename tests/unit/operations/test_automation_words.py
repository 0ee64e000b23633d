"""Automations in words: two that differ never read the same, and an undo sees what was added since."""

import zoneinfo
from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.errors import PlanDrifted
from guildhall.operations import automation_old
from tests.fakes.guild import MODERATOR, MODERATOR_ROLE, OWNER, SUPPORT, overwrite
from tests.fakes.platform import Rig
from tests.unit.operations.drafting import ANSWER, FAQ, HELPER, TRIGGER, action, drafted, hello, lacking, refused
from tests.unit.operations.drafting import previewed as preview_of
from tests.unit.operations.rules import do, ruled


@pytest.fixture
def rig() -> Rig:
    return ruled()


def _undo_is_refused_over(rig: Rig, done: Any, field: str) -> None:
    with pytest.raises(PlanDrifted, match=field):
        rig.ask("audit.undo", {"audit_id": done.audit_id}, rig.slash(OWNER))


def test_a_draft_to_which_somebody_added_a_description_is_not_undone(rig: Rig) -> None:
    bare = {name: value for name, value in FAQ.items() if name != "description"}
    done = rig.complete("automation.draft", bare, rig.slash(OWNER))
    do(rig, "automation.edit", MODERATOR, automation_id=done.result["automation_id"], description="mine by now")
    _undo_is_refused_over(rig, done, "description")


def test_a_change_behind_which_somebody_added_an_action_is_not_undone(rig: Rig) -> None:
    found = drafted(rig, actions=[ANSWER, HELPER])
    done = rig.complete("automation.edit", {"automation_id": found, "actions": [ANSWER]}, rig.slash(OWNER))
    do(rig, "automation.edit", MODERATOR, automation_id=found, actions=[ANSWER, hello()])
    _undo_is_refused_over(rig, done, "second action")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"actions": [hello(content="Hi · silent: true")]}, {"actions": [hello(content="Hi", silent=True)]}),
        ({"trigger": {**TRIGGER, "contains": ["a”, “b"]}}, {"trigger": {**TRIGGER, "contains": ["a", "b"]}}),
    ],
    ids=["an argument", "a phrase"],
)
def test_what_stands_in_a_text_is_not_taken_for_what_stands_beside_it(
    rig: Rig, before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = drafted(rig, **before)
    changes = preview_of(rig, OWNER, "automation.edit", automation_id=found, **after).changes
    assert [each for each in changes if each.before not in {None, each.after}]


def test_notify_without_a_channel_is_judged_in_none(rig: Rig) -> None:
    rig.world.edit_channel(SUPPORT, permission_overwrites=(overwrite(MODERATOR_ROLE, deny=Permission.SEND_MESSAGES),))
    (told,) = lacking(rig, MODERATOR, actions=[action("notify", content="Somebody asked")])
    assert told.startswith("The server has no alerts channel")


def test_nobody_is_mentioned_in_the_address_or_the_name_of_a_file(rig: Rig) -> None:
    for file in (
        {"url": "https://example.com/{trigger.user}", "name": "a.png"},
        {"url": "https://example.com/a.png", "name": "{trigger.user}.png"},
    ):
        assert "Action 1, files: {trigger.user} is a mention" in refused(rig, actions=[hello(files=[file])]).message


def test_names_that_look_alike_are_one_name_and_one_that_shows_nothing_is_none(rig: Rig) -> None:
    drafted(rig, name=" Welcome\nall ")
    (kept,) = do(rig, "automation.list")["automations"]
    assert kept["name"] == "Welcome all"
    assert "is called so" in refused(rig, name="welcome\u200b all").message
    assert "can be seen" in refused(rig, name=" \u200b").message


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"type": "message_created", "keyword": "a", "phrases": ["b"]}, {"keyword": "a", "phrases": ["b"]}),
        ({"type": "message_created", "channels": ["1"], "channel_ids": ["2"]}, {"channels": ["1"]}),
    ],
)
def test_of_what_an_older_call_says_twice_none_is_dropped_unsaid(given: dict[str, Any], told: dict[str, Any]) -> None:
    converted: Any = automation_old.trigger(given)
    assert {name: converted.get(name) for name in told} == told
    sent: Any = automation_old.actions({"type": "send_message", "message": "a", "text": "b"})
    assert sent == [{"operation": "message.send", "arguments": {"message": "a", "text": "b"}}]


def test_a_draft_whose_time_zone_is_gone_hides_none_and_says_so(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    due = {"on": "scheduled", "schedule": "rate(1 day)", "time_zone": "Europe/Berlin"}
    found = drafted(rig, trigger=due, actions=[hello()])
    drafted(rig, name="another", trigger={"on": "manual"}, actions=[hello()])
    monkeypatch.setattr(zoneinfo, "available_timezones", lambda: {"UTC"})
    assert len(do(rig, "automation.list")["automations"]) == 2
    assert "time zone" in do(rig, "automation.get", automation_id=found)["problem"]
    assert "time_zone" in refused(rig, name="a third", trigger=due, actions=[hello()]).message
