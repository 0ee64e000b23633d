"""The menu of open questions: what is chosen stands in the message, and comes back with the press of a button."""

import json
from typing import Any

import pytest

from guildhall.discord import limits
from guildhall.surfaces.interactions import choosing
from guildhall.surfaces.interactions.job import Presses

IDS = [f"01m7wd7tg0khfe92arj3q2bz{number:02d}" for number in range(30)]


def question(confirmation_id: str, **more: Any) -> dict[str, Any]:
    return {
        "confirmation_id": confirmation_id,
        "operation": "message.bulk_delete",
        "risk": "destructive",
        "summary": "Delete 2 messages for good",
        "approvals": "0 of 1",
        "you_may": "approve or deny",
        **more,
    }


def as_discord_sends(rows: object) -> Any:
    """The components of a message as an interaction brings them along: with ids of Discord's own."""
    sent = json.loads(json.dumps(rows))
    for number, row in enumerate(sent):
        row["id"] = number
    return sent


def menu(rows: Any) -> dict[str, Any]:
    return dict(rows[0]["components"][0])


def enabled(rows: Any) -> list[bool]:
    return [not button["disabled"] for button in rows[1]["components"]]


def test_where_nothing_is_open_there_is_nothing_to_choose() -> None:
    assert choosing.rows([]) == choosing.rows(None) == []


def test_a_menu_holds_as_many_as_discord_takes_and_nothing_is_chosen_yet() -> None:
    rows = choosing.rows([question(each, summary="x" * 300) for each in IDS])
    assert [option["value"] for option in menu(rows)["options"]] == IDS[: limits.SELECT_OPTIONS_COUNT]
    assert menu(rows)["max_values"] == limits.SELECT_OPTIONS_COUNT
    assert enabled(rows) == [False, False]
    for option in menu(rows)["options"]:
        assert 1 <= len(option["label"]) <= choosing.OPTION_TEXT
        assert 1 <= len(option["description"]) <= choosing.OPTION_TEXT


def test_a_question_without_a_summary_is_described_all_the_same() -> None:
    (option,) = menu(choosing.rows([question(IDS[0], summary="")]))["options"]
    assert option["description"] == option["label"]


def test_what_is_chosen_is_marked_and_enables_the_buttons() -> None:
    rows = as_discord_sends(choosing.rows([question(each) for each in IDS[:3]]))
    marked = choosing.chosen(rows, [IDS[0], IDS[2]])
    assert [option["default"] for option in menu(marked)["options"]] == [True, False, True]
    assert enabled(marked) == [True, True]
    again = choosing.chosen(as_discord_sends(marked), [])
    assert enabled(again) == [False, False]


@pytest.mark.parametrize(("custom_id", "verb"), [("questions:approve", "approve"), ("questions:deny", "deny")])
def test_a_button_presses_what_is_marked(custom_id: str, verb: str) -> None:
    marked = choosing.chosen(as_discord_sends(choosing.rows([question(each) for each in IDS[:3]])), IDS[1:3])
    assert choosing.pressed(custom_id, as_discord_sends(marked)) == Presses(verb, tuple(IDS[1:3]))


@pytest.mark.parametrize("custom_id", ["questions:details", "confirm:approve:x", "questions:choose", ""])
def test_no_other_button_presses_anything(custom_id: str) -> None:
    marked = choosing.chosen(choosing.rows([question(IDS[0])]), IDS[:1])
    assert choosing.pressed(custom_id, marked) is None


@pytest.mark.parametrize(
    "components",
    [None, "x", [None], [{}], [{"components": None}], [{"components": ["x", {"custom_id": "other", "options": [{}]}]}]],
    ids=str,
)
def test_a_message_without_our_menu_has_nothing_to_choose(components: object) -> None:
    assert choosing.chosen(components, IDS) is None
    assert choosing.pressed("questions:approve", components) is None


@pytest.mark.parametrize("values", [None, "01m7", {}], ids=str)
def test_a_choice_that_is_no_list_is_none(values: object) -> None:
    assert enabled(choosing.chosen(choosing.rows([question(IDS[0])]), values)) == [False, False]
