"""/ask, the menus of messages and the Cancel button: what is asked of the agent, and what is said when nothing is."""

from typing import Any

import pytest

from guildhall.surfaces.agent.job import Ask, Task
from guildhall.surfaces.interactions import replies
from guildhall.surfaces.interactions.job import Cancel
from tests.fakes.clock import NOON
from tests.unit.surfaces.interactions.support import (
    APPLICATION,
    CHANNEL,
    GUILD,
    INTERACTION,
    PERHAPS,
    SURELY,
    TOKEN,
    USER,
    FakeQueue,
    FakeTurns,
    Written,
    command,
    endpoint,
    interaction,
    menu,
    option,
    press,
    reply,
    signed,
    submitted,
)

PRIVATELY, OPENLY = {"type": 5, "data": {"flags": 64}}, {"type": 5}
DIRECT: dict[str, Any] = {"guild_id": None, "member": None, "user": {"id": USER}, "context": 1}
MESSAGE = {"id": "77", "channel_id": CHANNEL, "content": "rude words", "author": {"id": "7"}, "tts": False}


def ask(document: dict[str, Any], turns: FakeTurns | None, queue: FakeQueue | None = None) -> dict[str, Any]:
    return reply(endpoint(queue, turning=turns).answer(signed(document)))


def told(document: dict[str, Any], turns: FakeTurns | None) -> str:
    """Return the message that only the asker sees."""
    answer = ask(document, turns)
    assert (answer["type"], answer["data"]["flags"]) == (4, 64)
    return str(answer["data"]["content"])


def queued(turns: FakeTurns) -> Ask:
    (job,) = turns.jobs
    assert isinstance(job, Ask)
    return job


def test_a_question_is_queued_as_it_was_asked_before_it_is_deferred() -> None:
    turns, queue = FakeTurns(), FakeQueue()
    assert ask(command("ask", option("question", " Who is here? ")), turns, queue) == PRIVATELY
    assert queue.bodies == []
    assert turns.jobs == [
        Ask(
            interaction_id=INTERACTION,
            token=TOKEN,
            application_id=APPLICATION,
            guild_id=GUILD,
            channel_id=CHANNEL,
            author_id=USER,
            task=Task.ASK,
            question="Who is here?",
            target=None,
            private=True,
            received_at=NOON,
        )
    ]


@pytest.mark.parametrize(("visible", "deferred"), [(True, OPENLY), (False, PRIVATELY)])
def test_the_answer_is_for_everybody_only_when_the_asker_says_so(visible: bool, deferred: dict[str, Any]) -> None:
    turns = FakeTurns()
    sent = command("ask", option("question", "Who is here?"), option("visible", visible, 5))
    assert ask(sent, turns) == deferred
    assert queued(turns).private is not visible


@pytest.mark.parametrize("given", [[], [option("question", "")], [option("question", " \n ")]])
def test_a_question_that_was_left_out_is_asked_for_in_a_form(given: list[dict[str, Any]]) -> None:
    turns = FakeTurns()
    opened = ask(command("ask", *given, option("visible", True, 5)), turns)
    assert (opened["type"], opened["data"]["title"]) == (9, "/ask")
    (label,) = opened["data"]["components"]
    assert (label["component"]["style"], label["component"]["max_length"]) == (2, 4000)
    assert turns.jobs == []
    assert ask(submitted(opened["data"]["custom_id"], question="two\nlines"), turns) == OPENLY
    assert queued(turns).question == "two\nlines"


def test_a_form_with_nothing_but_blanks_asks_nothing() -> None:
    turns = FakeTurns()
    assert told(submitted("form:ask", question="  \n "), turns) == replies.QUESTION_EMPTY
    assert told(submitted("ask:77", question=" "), turns) == replies.QUESTION_EMPTY
    assert turns.jobs == []


def test_a_question_that_is_too_long_is_refused_with_what_to_do() -> None:
    turns = FakeTurns()
    assert "4001 characters" in told(command("ask", option("question", "x" * 4001)), turns)
    assert turns.jobs == []


@pytest.mark.parametrize(("name", "task"), [("Summarize", Task.SUMMARIZE), ("Draft warning", Task.DRAFT_WARNING)])
def test_an_entry_in_a_message_s_menu_asks_about_that_message(name: str, task: Task) -> None:
    turns = FakeTurns()
    assert ask(menu(name, MESSAGE), turns) == PRIVATELY
    job = queued(turns)
    assert (job.task, job.question, job.private) == (task, "", True)
    assert job.target == {"id": "77", "channel_id": CHANNEL, "content": "rude words", "author": {"id": "7"}}


def test_of_a_message_that_discord_did_not_resolve_only_the_id_is_queued() -> None:
    turns = FakeTurns()
    assert ask(menu("Summarize"), turns) == PRIVATELY
    assert queued(turns).target == {"id": "77", "channel_id": CHANNEL}


def test_the_entry_ask_opens_a_form_that_remembers_the_message() -> None:
    turns = FakeTurns()
    opened = ask(menu("Ask", MESSAGE), turns)
    assert (opened["type"], opened["data"]["custom_id"]) == (9, "ask:77")
    assert turns.jobs == []
    assert ask(submitted("ask:77", question="Is that allowed?"), turns) == PRIVATELY
    job = queued(turns)
    assert (job.task, job.question, job.target) == (Task.ASK, "Is that allowed?", {"id": "77", "channel_id": CHANNEL})


@pytest.mark.parametrize("custom_id", ["ask:", "ask:x", "ask:7x", "ask:\N{ARABIC-INDIC DIGIT SEVEN}"])
def test_a_form_about_no_message_is_unknown(custom_id: str) -> None:
    turns = FakeTurns()
    assert told(submitted(custom_id, question="What?"), turns) == replies.BUTTON_UNKNOWN
    assert turns.jobs == []


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Burn", "type": 3, "target_id": "77"},
        {"name": "ask", "type": 3, "target_id": "77"},
        {"name": "Ask", "type": 2, "target_id": "77"},
        {"name": "Ask", "type": 3},
        {"name": "Ask", "type": 3, "target_id": "x" * 200},
        {"name": "Summarize", "type": 3, "target_id": 77},
    ],
)
def test_an_entry_that_is_not_there_is_out_of_date(data: dict[str, Any]) -> None:
    turns = FakeTurns()
    assert told(interaction(2, data), turns) == replies.OUT_OF_DATE
    assert turns.jobs == []


@pytest.mark.parametrize("resolved", [None, [], {"messages": []}, {"messages": {"77": "x"}}])
def test_whatever_discord_resolves_the_message_has_an_id_and_a_channel(resolved: Any) -> None:
    turns = FakeTurns()
    sent = interaction(2, {"name": "Summarize", "type": 3, "target_id": "77", "resolved": resolved})
    assert ask(sent, turns) == PRIVATELY
    assert queued(turns).target == {"id": "77", "channel_id": CHANNEL}


@pytest.mark.parametrize(
    "sent",
    [
        command("ask", option("question", "Who is here?"), **DIRECT),
        command("ask", **DIRECT),
        menu("Summarize", MESSAGE, **DIRECT),
        menu("Ask", MESSAGE, authorizing_integration_owners={"1": USER}),
        submitted("ask:77", question="What?") | {"guild_id": None},
        submitted("form:ask", question="What?") | {"context": 2},
        submitted("form:ask", question="What?") | {"channel_id": None, "channel": None},
    ],
)
def test_outside_a_guild_nothing_is_asked(sent: dict[str, Any]) -> None:
    turns = FakeTurns()
    document = {name: value for name, value in sent.items() if value is not None}
    assert told(document, turns) == replies.ONLY_IN_GUILDS
    assert turns.jobs == []


EVERY = [
    command("ask", option("question", "Who is here?")),
    command("ask"),
    menu("Ask", MESSAGE),
    menu("Summarize", MESSAGE),
    submitted("ask:77", question="What?"),
    submitted("form:ask", question="What?"),
]


@pytest.mark.parametrize("sent", EVERY)
def test_without_an_agent_everything_that_asks_it_says_so_at_once(sent: dict[str, Any]) -> None:
    assert told(sent, None) == replies.NO_AGENT


def test_without_an_agent_all_else_works() -> None:
    queue = FakeQueue()
    assert ask(command("channel list"), None, queue) == PRIVATELY
    assert len(queue.bodies) == 1


@pytest.mark.parametrize(("refusal", "said"), [(SURELY, replies.NOT_QUEUED), (PERHAPS, replies.PERHAPS_QUEUED)])
def test_a_refusing_queue_of_turns_is_told_to_the_asker(refusal: Exception, said: str) -> None:
    assert told(command("ask", option("question", "Who is here?")), FakeTurns(refusal)) == said


def test_neither_question_nor_token_nor_message_is_logged() -> None:
    log = Written()
    for sent in (command("ask", option("question", "a private word")), menu("Summarize", MESSAGE)):
        endpoint(log=log, turning=FakeTurns()).answer(signed(sent))
    assert INTERACTION in log
    for secret in (TOKEN, "private word", "rude words"):
        assert secret not in log


def test_a_press_of_cancel_goes_to_the_operations_which_wait_behind_no_turn() -> None:
    turns, queue = FakeTurns(), FakeQueue()
    assert ask(press("turn:cancel:1310000000000000001"), turns, queue) == PRIVATELY
    (job,) = queue.jobs
    assert job.action == Cancel("1310000000000000001")  # type: ignore[union-attr]  # a press's job
    assert turns.jobs == []


@pytest.mark.parametrize("turn_id", ["", "0", "x", "1" * 21, "1:2", "\N{ARABIC-INDIC DIGIT SEVEN}"])
def test_a_cancel_of_nothing_is_unknown(turn_id: str) -> None:
    assert told(press(f"turn:cancel:{turn_id}"), FakeTurns()) == replies.BUTTON_UNKNOWN
