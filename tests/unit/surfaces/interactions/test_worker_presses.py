"""Presses and help."""

from typing import Any

import pytest

from guildhall.execution.outcome import Answer
from guildhall.surfaces.interactions.job import Command, Press, encode
from tests.unit.surfaces.interactions.support import CONFIRMATION, USER
from tests.unit.surfaces.interactions.workbench import (
    Workbench,
    job,
)


@pytest.mark.parametrize(("verb", "title"), [("approve", "Approval"), ("deny", "Denial"), ("details", "Details")])
def test_a_press_is_passed_on_and_answered_for_the_presser_alone(verb: str, title: str) -> None:
    bench = Workbench()
    assert bench.worker().handle(encode(job(Press(verb, CONFIRMATION, note="why"))), 1)
    ((confirmation_id, pressed, approver, note),) = bench.presses
    assert (confirmation_id, pressed, note) == (CONFIRMATION, verb, "why")
    assert approver.user_id == USER
    assert (bench.shown["title"], bench.shown["description"]) == (title, "Approved.")


def test_a_press_in_a_direct_message_has_no_origin() -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Press("approve", CONFIRMATION), guild_id=None)), 1)
    assert bench.presses[0][2].origin is None


@pytest.mark.parametrize("page", [1, 2, 3, 9])
def test_long_details_are_paged_by_a_button(page: int) -> None:
    lines = "\n".join(f"- message {number} " + "x" * 100 for number in range(100))
    bench = Workbench(answer=lambda: Answer(lines, settled=False))
    bench.worker().handle(encode(job(Press("details", CONFIRMATION, page=page))), 1)
    body: Any = bench.responder.edits[0][1]
    pages = 3
    if page < pages:
        (button,) = body["components"][0]["components"]
        assert button["custom_id"] == f"confirm:details:{CONFIRMATION}:{page + 1}"
        assert button["label"] == f"Page {page + 1} of {pages}"
    else:
        assert body["components"] == []
        assert "message 99" in bench.shown["description"]


def test_empty_details_say_so() -> None:
    bench = Workbench(answer=lambda: Answer(" ", settled=False))
    bench.worker().handle(encode(job(Press("details", CONFIRMATION))), 1)
    assert bench.shown["description"] == "Nothing to show."


@pytest.mark.parametrize("receives", [1, 4])
def test_help_lists_every_command(receives: int) -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Command("help", {}))), receives)
    assert "`/message bulk_delete`" in bench.shown["description"]
    assert "`/allow-chat`" in bench.shown["description"]


@pytest.mark.parametrize("wanted", ["message.bulk_delete", "message bulk_delete", "/message bulk_delete"])
def test_help_tells_how_a_command_is_used(wanted: str) -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Command("help", {"command": wanted}))), 1)
    assert bench.shown["title"] == "/message bulk_delete"
    assert "`message_ids` (needed)" in bench.shown["description"]


def test_help_tells_which_option_a_form_asks_for() -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Command("help", {"command": "message.send"}))), 1)
    assert "`content` (asked for in a form if left out)" in bench.shown["description"]


def test_help_for_a_command_without_options_says_so() -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Command("help", {"command": "guild list"}))), 1)
    assert "It takes no options." in bench.shown["description"]


def test_help_for_what_is_not_there_lists_what_is() -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Command("help", {"command": "fly `away`"}))), 1)
    assert "There is no command" in bench.shown["description"]
    assert "`/channel list`" in bench.shown["description"]
