"""The last attempt, and answers that cannot be shown any more."""

import json
from collections.abc import Callable

import pytest

from guildhall.errors import (
    ConfigurationError,
    DiscordError,
    DiscordForbidden,
    DiscordRateLimited,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    OutcomeUnknown,
    StoreThrottled,
    StoreUnavailable,
)
from guildhall.execution.outcome import Call, Completed, Outcome
from guildhall.surfaces.interactions.job import Cancel, Command, Press, encode
from guildhall.surfaces.interactions.messages import Paper, Tone
from tests.unit.surfaces.interactions.support import CHANNEL, CONFIRMATION, INTERACTION, USER
from tests.unit.surfaces.interactions.workbench import (
    DONE,
    LOST,
    FakeDiscord,
    FakeResponder,
    Workbench,
    job,
)

GUILDS = job(Command("guild list", {}))


SEND = job(Command("message send", {"content": "a private word"}))


PRESSED = job(Press("approve", CONFIRMATION))


def failing(error: Exception) -> Callable[[Call], Outcome]:
    def run(call: Call) -> Outcome:
        raise error

    return run


@pytest.mark.parametrize(
    "error",
    [
        StoreThrottled("busy", retry_after_s=1),
        StoreUnavailable("gone"),
        DiscordUnavailable("down"),
        DiscordRateLimited("wait", retry_after_s=60),
    ],
)
def test_what_may_pass_later_is_tried_again_and_the_asker_is_told_so(error: GuildhallError) -> None:
    bench = Workbench(run=failing(error))
    assert [bench.worker().handle(encode(SEND), receives) for receives in (1, 2, 3)] == [False] * 3
    assert bench.shown["title"] == "Not finished yet: /message send"
    assert "tried again" in bench.shown["description"]
    assert bench.discord.said == []


def test_an_attempt_that_meets_another_one_at_work_leaves_the_answer_to_it() -> None:
    bench = Workbench(run=failing(InProgress("running")))
    assert [bench.worker().handle(encode(SEND), receives) for receives in (1, 2, 3)] == [False] * 3
    assert bench.responder.edits == []
    assert bench.discord.said == []


@pytest.mark.parametrize("unable", [LOST, DiscordUnavailable("down")])
def test_that_it_is_tried_again_is_not_worth_a_message_in_the_channel(unable: DiscordError) -> None:
    bench = Workbench(run=failing(DiscordUnavailable("down")), responder=FakeResponder([unable]))
    assert not bench.worker().handle(encode(SEND), 1)
    assert bench.discord.said == []


def test_the_last_attempt_executes_nothing_and_tells_what_is_known() -> None:
    bench = Workbench()
    assert not bench.worker().handle(encode(SEND), 4)
    assert bench.calls == []
    assert bench.shown["title"] == "Not done: /message send"
    assert "/audit list" in bench.shown["description"]
    assert INTERACTION in bench.shown["description"]


def test_the_last_attempt_tells_an_outcome_that_was_reached_before() -> None:
    sent = Completed({"message_id": "7", "channel_id": CHANNEL, "link": "x"}, "01audit")
    bench = Workbench(known=lambda call: sent)
    bench.worker().handle(encode(SEND), 4)
    assert bench.calls == []
    assert bench.shown["title"] == "Done: /message send"
    assert bench.shown["footer"] == {"text": "Audit 01audit"}


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (OutcomeUnknown("cut off", audit_id="01a"), "Nobody knows whether it was done: /message send"),
        (InProgress("running"), "Not done: /message send"),
        (StoreThrottled("busy", retry_after_s=1), "Not done: /message send"),
        (RuntimeError("x"), "Not done: /message send"),
        (ConfigurationError("x"), "Not done: /message send"),
    ],
)
def test_the_last_attempt_tells_a_failure_too(error: Exception, title: str) -> None:
    bench = Workbench(known=failing(error))
    assert not bench.worker().handle(encode(SEND), 4)
    assert bench.shown["title"] == title


def test_the_last_attempt_of_a_press_presses_nothing() -> None:
    bench = Workbench()
    assert not bench.worker().handle(encode(PRESSED), 4)
    assert bench.presses == []
    assert bench.shown["title"] == "Not done: your press"


@pytest.mark.parametrize(
    ("action", "title", "said"),
    [
        (Press("approve", CONFIRMATION), "Approval", "Approved by <@1>. Done."),
        (Cancel("1310000000000000001"), "Cancelling …", "It stops."),
    ],
)
def test_the_last_attempt_of_a_press_tells_what_an_earlier_one_has_done(
    action: Press | Cancel, title: str, said: str
) -> None:
    bench = Workbench(verdict="Approved by <@1>. Done.", stopped=Paper(Tone.DONE, "Cancelling …", ("It stops.",)))
    assert not bench.worker().handle(encode(job(action)), 4)
    assert (bench.presses, bench.cancels) == ([], [])
    assert (bench.shown["title"], bench.shown["description"]) == (title, said)


def late(bench: Workbench) -> Workbench:
    bench.clock.advance(14 * 60)
    return bench


def test_a_job_that_waited_too_long_is_not_started_and_the_channel_hears_it() -> None:
    bench = late(Workbench())
    assert bench.worker().handle(encode(SEND), 1)
    assert bench.calls == []
    assert bench.responder.edits == []
    ((route, channel, body),) = bench.discord.said
    assert (route, channel) == ("POST /channels/{channel_id}/messages", CHANNEL)
    assert body["content"].startswith(f"<@{USER}> `/message send` was not started")
    assert body["allowed_mentions"] == {"parse": []}


def test_a_job_that_was_done_but_answered_too_late_is_said_to_be_finished_and_no_more() -> None:
    bench = late(Workbench(known=lambda call: DONE))
    assert bench.worker().handle(encode(job(Command("guild list", {}))), 2)
    assert "is finished" in bench.discord.said[0][2]["content"]
    assert "Guildhall" not in json.dumps(bench.discord.said)


def test_an_answer_that_was_deleted_leads_to_a_word_in_the_channel() -> None:
    bench = Workbench(responder=FakeResponder([LOST]))
    assert bench.worker().handle(encode(GUILDS), 1)
    assert "`/guild list` is finished" in bench.discord.said[0][2]["content"]
    assert bench.discord.key == f"late:{INTERACTION}"


def test_a_lost_press_is_called_a_press() -> None:
    bench = Workbench(responder=FakeResponder([LOST]))
    assert bench.worker().handle(encode(PRESSED), 1)
    assert f"<@{USER}> your press is finished" in bench.discord.said[0][2]["content"]


def test_a_channel_that_cannot_be_written_to_is_only_logged() -> None:
    bench = Workbench(responder=FakeResponder([LOST]), discord=FakeDiscord(failure=DiscordForbidden("no")))
    assert bench.worker().handle(encode(GUILDS), 1)
    assert "could not be shown anywhere" in bench.log


def test_without_a_channel_there_is_nowhere_to_say_it() -> None:
    bench = late(Workbench())
    assert bench.worker().handle(encode(job(Press("approve", CONFIRMATION), channel_id=None, guild_id=None)), 1)
    assert bench.discord.said == []
    assert "could not be shown anywhere" in bench.log


def test_an_answer_that_discord_did_not_take_is_tried_again() -> None:
    bench = Workbench(responder=FakeResponder([DiscordUnavailable("down")]))
    worker = bench.worker()
    assert [worker.handle(encode(GUILDS), receives) for receives in (1, 2)] == [False, True]
    assert bench.shown["title"] == "/guild list"
