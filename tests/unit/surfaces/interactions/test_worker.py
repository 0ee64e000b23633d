"""The worker: once, never without a word, and never with a secret in the log."""

import json
from collections.abc import Callable

import pytest

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.errors import (
    AmbiguousName,
    ConfigurationError,
    DiscordForbidden,
    DiscordRateLimited,
    GuildhallError,
    NotAMember,
    OutcomeUnknown,
    PermissionMissing,
    Repeated,
    StoreError,
)
from guildhall.execution.outcome import Call, Completed, Outcome
from guildhall.identity import Door, Origin
from guildhall.surfaces.interactions.job import Command, encode
from tests.unit.surfaces.interactions.support import CHANNEL, GUILD, INTERACTION, TOKEN, USER
from tests.unit.surfaces.interactions.workbench import (
    FakeResponder,
    Workbench,
    job,
)

GUILDS = job(Command("guild list", {}))


SEND = job(Command("message send", {"content": "a private word"}))


def failing(error: Exception) -> Callable[[Call], Outcome]:
    def run(call: Call) -> Outcome:
        raise error

    return run


def test_a_command_is_run_and_its_answer_takes_the_place_of_thinking() -> None:
    bench = Workbench()
    assert bench.worker().handle(encode(GUILDS), 1)
    ((token, body),) = bench.responder.edits
    assert token == TOKEN
    assert body["allowed_mentions"] == {"parse": []}
    assert bench.shown["title"] == "/guild list"
    assert "Guildhall" in bench.shown["description"]


def test_the_call_stands_for_the_member_where_it_was_asked() -> None:
    bench = Workbench(run=failing(NotAMember("no")))
    bench.worker().handle(encode(SEND), 1)
    (call,) = bench.calls
    assert call.principal.user_id == USER
    assert call.principal.door is Door.INTERACTION
    assert call.principal.credential == f"interaction:{INTERACTION}"
    assert call.principal.origin == Origin(GuildId(GUILD), ChannelId(CHANNEL))
    assert call.idempotency_key == f"interaction:{INTERACTION}"
    assert call.dry_run is None
    assert call.operation.model_dump(exclude_unset=True) == {"channel_id": CHANNEL, "content": "a private word"}


def test_the_same_message_twice_carries_the_same_key() -> None:
    bench = Workbench()
    worker = bench.worker()
    assert [worker.handle(encode(GUILDS), receives) for receives in (1, 2)] == [True, True]
    assert len({call.idempotency_key for call in bench.calls}) == 1


def test_a_preview_can_be_asked_for() -> None:
    bench = Workbench(run=failing(NotAMember("no")))
    bench.worker().handle(encode(job(Command("message send", {"content": "x", "dry_run": True}))), 1)
    assert bench.calls[0].dry_run is True


def test_an_answer_of_several_pages_goes_on_in_followups_as_private_as_the_first() -> None:
    long = Completed({"guilds": [{"guild_id": GUILD, "name": "n" * 150} for _ in range(60)]}, "01")
    for private, flags in ((True, 64), (False, 0)):
        bench = Workbench(run=lambda call: long)
        assert bench.worker().handle(encode(job(Command("guild list", {}), private=private)), 1)
        assert len(bench.responder.edits) == 1
        assert {body["flags"] for _, body in bench.responder.followups} == {flags}
        assert "Page 1 of" in bench.shown["footer"]["text"]


def test_a_lost_followup_is_not_repeated() -> None:
    long = Completed({"guilds": [{"guild_id": GUILD, "name": "n" * 150} for _ in range(60)]}, "01")
    bench = Workbench(run=lambda call: long, responder=FakeResponder(followup_failure=OutcomeUnknown("perhaps")))
    assert bench.worker().handle(encode(GUILDS), 1)
    assert "a page of an answer was not sent" in bench.log


@pytest.mark.parametrize(
    ("error", "title", "words"),
    [
        (PermissionMissing("You lack Manage Messages.", "Ask an admin."), "Not done: /message send", "Manage Messages"),
        (DiscordForbidden("The bot may not.", "Give it the role."), "Not done: /message send", "Give it the role"),
        (DiscordRateLimited("wait", retry_after_s=600), "Not done: /message send", "600"),
        (OutcomeUnknown("cut off", audit_id="01a"), "Nobody knows whether it was done: /message send", "cut off"),
        (Repeated({"code": "outcome_unknown", "message": "m"}), "Nobody knows whether it was done: /message send", "m"),
        (Repeated({"code": "denied", "message": "no", "hint": "h"}), "Not done: /message send", "h"),
        (AmbiguousName("Which?", candidates=["one *", "two"]), "Not done: /message send", "- one \\*\n- two"),
        (NotAMember("@everyone is not here"), "Not done: /message send", "@\u200beveryone"),
    ],
)
def test_a_no_is_told_in_words_and_done_with(error: GuildhallError, title: str, words: str) -> None:
    bench = Workbench(run=failing(error))
    assert bench.worker().handle(encode(SEND), 1)
    assert bench.shown["title"] == title
    assert words in bench.shown["description"]


def test_a_failure_names_its_audit_id() -> None:
    bench = Workbench(run=failing(OutcomeUnknown("cut off", audit_id="01a")))
    bench.worker().handle(encode(SEND), 1)
    assert bench.shown["footer"] == {"text": "Audit 01a"}


@pytest.mark.parametrize(
    ("error", "ours"),
    [(RuntimeError("a private word"), False), (ConfigurationError("a setting"), True), (StoreError("a table"), True)],
)
def test_our_own_fault_is_told_by_a_reference_and_comes_again(error: Exception, ours: bool) -> None:
    bench = Workbench(run=failing(error))
    assert not bench.worker().handle(encode(SEND), 1)
    shown = json.dumps(bench.shown)
    assert "r" * 26 in shown
    assert "r" * 26 in bench.log
    assert str(error) not in shown
    assert (str(error) in bench.log) is ours
    assert "failing" not in shown


def test_a_fault_is_logged_by_where_it_happened() -> None:
    bench = Workbench(run=failing(RuntimeError("x")))
    bench.worker().handle(encode(SEND), 1)
    assert "test_worker.py" in bench.log


def test_options_that_make_no_request_are_told_field_by_field() -> None:
    bench = Workbench()
    assert bench.worker().handle(
        encode(job(Command("message bulk_delete", {"channel_id": CHANNEL, "message_ids": "x"}))), 1
    )
    assert bench.calls == []
    assert "message_ids" in bench.shown["description"]


def test_a_command_that_is_gone_is_told_so() -> None:
    bench = Workbench()
    assert bench.worker().handle(encode(job(Command("channel burn", {}))), 1)
    assert "/channel burn" in bench.shown["description"]


@pytest.mark.parametrize("body", ["", "{}", "no job"])
def test_what_is_no_job_is_left_to_the_dead_letter_queue(body: str) -> None:
    bench = Workbench()
    assert not bench.worker().handle(body, 1)
    assert "is no job" in bench.log


def test_nothing_private_is_logged() -> None:
    bench = Workbench()
    bench.worker().handle(encode(SEND), 1)
    assert INTERACTION in bench.log
    assert TOKEN not in bench.log
    assert "private word" not in bench.log
