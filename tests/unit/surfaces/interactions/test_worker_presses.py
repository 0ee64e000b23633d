"""Presses, the turns that they wake, and help."""

from typing import Any

import pytest

from guildhall.discord.routes import LIST_MESSAGES
from guildhall.errors import DiscordUnavailable
from guildhall.execution.outcome import Answer
from guildhall.surfaces.interactions.help import paper
from guildhall.surfaces.interactions.job import Cancel, Command, Press, encode
from tests.fakes.guild import ADMIN
from tests.fakes.platform import Rig
from tests.unit.execution import question
from tests.unit.surfaces.interactions.support import CONFIRMATION, USER
from tests.unit.surfaces.interactions.workbench import (
    DOCUMENT,
    FakeResponder,
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


def test_an_approval_that_discord_was_too_busy_for_goes_on_when_its_press_comes_again() -> None:
    rig = Rig()
    asked = question.ask(rig)
    bench = Workbench(answer=lambda: rig.press(asked, "approve", ADMIN))
    rig.discord.fail(LIST_MESSAGES, DiscordUnavailable("down"))
    assert not bench.worker().handle(encode(job(Press("approve", asked))), 1)
    assert question.executed(rig) == 0
    assert bench.shown["title"] == "Not finished yet: your press"
    assert bench.worker().handle(encode(job(Press("approve", asked))), 2)
    assert question.executed(rig) == 1
    assert str(bench.shown["description"]).endswith("Done.")


def test_a_press_in_a_direct_message_has_no_origin() -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Press("approve", CONFIRMATION), guild_id=None)), 1)
    assert bench.presses[0][2].origin is None


TURN = "1310000000000000001"


def test_a_cancel_is_passed_on_and_answered_for_the_presser_alone() -> None:
    bench = Workbench()
    assert bench.worker().handle(encode(job(Cancel(TURN))), 1)
    ((turn_id, presser),) = bench.cancels
    assert (turn_id, presser.user_id) == (TURN, USER)
    assert bench.shown["title"] == "Cancelling …"


@pytest.mark.parametrize("action", [Press("approve", CONFIRMATION), Cancel(TURN)])
def test_the_turn_is_woken_before_the_presser_is_answered(action: Press | Cancel) -> None:
    bench = Workbench(responder=FakeResponder([DiscordUnavailable("down")]))
    assert not bench.worker().handle(encode(job(action)), 1)
    assert bench.woken == [action]


@pytest.mark.parametrize("action", [Press("approve", CONFIRMATION), Cancel(TURN)])
def test_a_press_is_answered_but_not_done_with_until_its_turn_is_woken(action: Press | Cancel) -> None:
    bench = Workbench(wakes=False)
    assert not bench.worker().handle(encode(job(action)), 1)
    assert bench.shown
    bench.wakes = True
    assert bench.worker().handle(encode(job(action)), 2)


@pytest.mark.parametrize(("receives", "late_s", "done"), [(4, 0, False), (1, 14 * 60, True)])
def test_a_press_that_is_not_executed_any_more_still_wakes_a_turn_that_may_go_on(
    receives: int, late_s: int, done: bool
) -> None:
    bench = Workbench()
    bench.clock.advance(late_s)
    assert bench.worker().handle(encode(job(Press("approve", CONFIRMATION))), receives) is done
    assert bench.presses == []
    assert bench.woken == [Press("approve", CONFIRMATION)]


def test_a_late_press_is_told_so_even_if_its_turn_cannot_be_woken() -> None:
    bench = Workbench(wakes=False)
    bench.clock.advance(14 * 60)
    assert not bench.worker().handle(encode(job(Press("approve", CONFIRMATION))), 1)
    assert bench.discord.said


@pytest.mark.parametrize("receives", [1, 4])
def test_a_question_that_came_to_the_wrong_queue_is_refused(receives: int) -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Command("ask", {"question": "Who is here?"}))), receives)
    assert bench.shown["title"] == "Not done: /ask"


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


def helped(bench: Workbench) -> str:
    """Return all pages of the help that was shown."""
    pages = [bench.responder.edits[-1][1], *(body for _, body in bench.responder.followups)]
    return "\n".join(page["embeds"][0]["description"] for page in pages)


@pytest.mark.parametrize("receives", [1, 4])
def test_help_lists_every_command(receives: int) -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Command("help", {}))), receives)
    told = helped(bench)
    for path in DOCUMENT["commands"]:
        name, _, verb = path.partition(" ")
        (line,) = [line for line in told.splitlines() if line.startswith(f"- `/{name}`")]
        assert not verb or verb in line.partition(": ")[0].replace(",", "").split(), path
    assert "that do not fit" not in told
    assert "mention this app" in bench.shown["description"]
    assert "**Draft warning**" in bench.shown["description"]


def test_help_says_what_each_command_of_a_group_does() -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Command("help", {"command": "message"}))), 1)
    assert bench.shown["title"] == "/message"
    listed = [path for path in DOCUMENT["commands"] if path.startswith("message ")]
    assert all(f"- `/{path}`: {DOCUMENT['commands'][path]['description']}" in helped(bench) for path in listed)
    assert "`/channel" not in helped(bench)


@pytest.mark.parametrize("group", sorted({path.split()[0] for path in DOCUMENT["commands"] if " " in path}))
def test_help_for_a_group_fits_on_a_page(group: str) -> None:
    assert len(paper(DOCUMENT, group).messages()) == 1


def test_help_tells_how_to_ask() -> None:
    bench = Workbench()
    bench.worker().handle(encode(job(Command("help", {"command": "ask"}))), 1)
    assert bench.shown["title"] == "/ask"
    assert "`question` (asked for in a form if left out)" in bench.shown["description"]
    assert "`visible`" in bench.shown["description"]


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
    assert "- `/channel` " in bench.shown["description"]
