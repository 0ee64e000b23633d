"""Modals and buttons: what is asked first, and what is queued."""

from typing import Any

import pytest

from guildhall.surfaces.interactions import replies
from guildhall.surfaces.interactions.job import Command, InteractionJob, Press
from tests.unit.surfaces.interactions.support import (
    CHANNEL,
    CONFIRMATION,
    GUILD,
    USER,
    FakeQueue,
    command,
    endpoint,
    interaction,
    option,
    press,
    reply,
    signed,
    submitted,
)

PRIVATELY = {"type": 5, "data": {"flags": 64}}


def ask(document: dict[str, Any], queue: FakeQueue | None = None) -> dict[str, Any]:
    return reply(endpoint(queue).answer(signed(document)))


def told(document: dict[str, Any], queue: FakeQueue | None = None) -> str:
    """Return the message that only the asker sees."""
    answer = ask(document, queue)
    assert answer["type"] == 4
    assert answer["data"]["flags"] == 64
    assert answer["data"]["allowed_mentions"] == {"parse": []}
    return str(answer["data"]["content"])


def test_a_command_without_its_long_text_opens_a_modal() -> None:
    queue = FakeQueue()
    answer = ask(command("message send", option("channel_id", CHANNEL, 7)), queue)
    assert answer["type"] == 9
    assert answer["data"]["title"] == "/message send"
    (label,) = answer["data"]["components"]
    assert label["component"] == {
        **{"type": 4, "custom_id": "content", "style": 2},
        **{"required": True, "min_length": 1, "max_length": 2000},
    }
    assert queue.bodies == []


def test_a_command_with_its_long_text_opens_none() -> None:
    assert ask(command("message send", option("content", "hello"))) == PRIVATELY


def test_a_submitted_modal_is_the_command_with_all_its_options() -> None:
    queue = FakeQueue()
    given = [option("channel_id", CHANNEL, 7), option("slowmode_s", 5, 4), option("dry_run", True, 5)]
    opened = ask(command("message send", *given))["data"]
    assert ask(submitted(opened["custom_id"], content="two\nlines"), queue) == PRIVATELY
    assert queue.jobs[0].action == Command(  # type: ignore[union-attr]  # a command's job
        "message send", {"channel_id": CHANNEL, "slowmode_s": 5, "dry_run": True, "content": "two\nlines"}
    )


def test_options_that_do_not_fit_into_one_id_go_on_in_the_next() -> None:
    queue = FakeQueue()
    link = f"https://discord.com/channels/{GUILD}/{CHANNEL}/1035"
    opened = ask(command("message send", option("channel_id", CHANNEL, 7), option("reply_to", link)))["data"]
    field = opened["components"][0]["component"]["custom_id"]
    assert all(len(custom_id) <= 100 for custom_id in (opened["custom_id"], field))
    ask(submitted(opened["custom_id"], **{field: "hello"}), queue)
    action = queue.jobs[0].action  # type: ignore[union-attr]  # a command's job
    assert action == Command("message send", {"channel_id": CHANNEL, "reply_to": link, "content": "hello"})


def test_options_that_fit_nowhere_are_refused_with_what_to_do() -> None:
    assert told(command("message send", option("reply_to", "é" * 100))) == replies.FORM_TOO_SMALL


def test_a_modal_of_a_command_that_is_gone_is_told_so() -> None:
    assert told(submitted("form:message shout?", content="hello")) == replies.BUTTON_UNKNOWN


def test_a_modal_that_is_not_ours_is_told_so() -> None:
    assert told(submitted("whatever", content="hello")) == replies.BUTTON_UNKNOWN


def test_an_option_that_the_command_does_not_have_is_not_taken_from_a_forged_modal() -> None:
    queue = FakeQueue()
    ask(submitted("form:message send?guild_id=1", content="hello"), queue)
    assert queue.jobs[0].action == Command("message send", {"content": "hello"})  # type: ignore[union-attr]  # likewise


@pytest.mark.parametrize("verb", ["approve", "details"])
def test_a_press_is_queued_and_answered_privately(verb: str) -> None:
    queue = FakeQueue()
    assert ask(press(f"confirm:{verb}:{CONFIRMATION}"), queue) == PRIVATELY
    assert queue.jobs[0].action == Press(verb, CONFIRMATION)  # type: ignore[union-attr]  # a press's job


def test_a_press_in_a_direct_message_has_no_guild() -> None:
    queue = FakeQueue()
    sent = press(f"confirm:approve:{CONFIRMATION}", guild_id=None, member=None, user={"id": USER}, context=1)
    assert ask(sent, queue) == PRIVATELY
    job = queue.jobs[0]
    assert isinstance(job, InteractionJob)
    assert (job.guild_id, job.channel_id, job.user_id) == (None, CHANNEL, USER)


def test_details_have_pages() -> None:
    queue = FakeQueue()
    ask(press(f"confirm:details:{CONFIRMATION}:3"), queue)
    assert queue.jobs[0].action == Press("details", CONFIRMATION, 3)  # type: ignore[union-attr]  # likewise


def test_denying_asks_why_and_the_reason_is_optional() -> None:
    queue = FakeQueue()
    answer = ask(press(f"confirm:deny:{CONFIRMATION}"), queue)
    assert answer["type"] == 9
    assert answer["data"]["components"][0]["component"]["required"] is False
    assert queue.bodies == []
    custom_id = answer["data"]["custom_id"]
    assert ask(submitted(custom_id, note="not today"), queue) == PRIVATELY
    assert ask(submitted(custom_id, note=""), queue) == PRIVATELY
    actions = [job.action for job in queue.jobs]  # type: ignore[union-attr]  # presses' jobs
    assert actions == [Press("deny", CONFIRMATION, note="not today"), Press("deny", CONFIRMATION)]


@pytest.mark.parametrize(
    "custom_id", ["confirm:approve:short", f"confirm:burn:{CONFIRMATION}", f"confirm:approve:{CONFIRMATION}:0", "x", ""]
)
def test_a_button_that_is_not_ours_is_told_so(custom_id: str) -> None:
    assert told(press(custom_id)) == replies.BUTTON_UNKNOWN


def test_a_component_without_a_custom_id_is_told_so() -> None:
    assert told(interaction(3, {"component_type": 2})) == replies.BUTTON_UNKNOWN
