"""The worker: once, never without a word, and never with a secret in the log."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from guildhall.discord.ids import ChannelId, GuildId
from guildhall.errors import (
    AmbiguousName,
    ConfigurationError,
    DiscordForbidden,
    DiscordNotFound,
    DiscordRateLimited,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    NotAMember,
    OutcomeUnknown,
    PermissionMissing,
    Repeated,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
)
from guildhall.execution.outcome import Answer, Call, Completed, Outcome
from guildhall.identity import Door, Origin
from guildhall.policy.model import Installation
from guildhall.surfaces.interactions.job import Command, InstallationJob, JobKind, Press, encode

from tests.fakes.clock import NOON
from tests.unit.surfaces.interactions.support import CHANNEL, CONFIRMATION, GUILD, INTERACTION, TOKEN, USER
from tests.unit.surfaces.interactions.workbench import (
    DONE,
    LOST,
    FakeDiscord,
    FakePolicies,
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
    assert call.operation.model_dump() == {"channel_id": CHANNEL, "content": "a private word", "reply_to": None}


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
    "error",
    [
        InProgress("running"),
        StoreThrottled("busy", retry_after_s=1),
        StoreUnavailable("gone"),
        DiscordUnavailable("down"),
        DiscordRateLimited("wait", retry_after_s=60),
    ],
)
def test_what_may_pass_later_is_tried_again_in_silence(error: GuildhallError) -> None:
    bench = Workbench(run=failing(error))
    assert [bench.worker().handle(encode(SEND), receives) for receives in (1, 2, 3)] == [False] * 3
    assert bench.responder.edits == []
    assert bench.discord.said == []


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
    "error", [RuntimeError("a private word"), ConfigurationError("the secret"), StoreError("the table")]
)
def test_our_own_fault_is_told_by_a_reference_and_comes_again(error: Exception) -> None:
    bench = Workbench(run=failing(error))
    assert not bench.worker().handle(encode(SEND), 1)
    shown = json.dumps(bench.shown)
    assert "r" * 26 in shown
    assert "r" * 26 in bench.log
    assert str(error) not in shown
    assert str(error) not in bench.log
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


def test_nothing_private_is_logged() -> None:
    bench = Workbench()
    bench.worker().handle(encode(SEND), 1)
    assert INTERACTION in bench.log
    assert TOKEN not in bench.log
    assert "private word" not in bench.log


def installation(kind: JobKind, guild_id: str | None = GUILD, *, minutes: int = 0) -> str:
    return encode(InstallationJob(kind=kind, guild_id=guild_id, user_id=USER, at=NOON + timedelta(minutes=minutes)))


def kept(*guild_ids: str, active: bool = True) -> FakePolicies:
    made = [Installation(guild_id=GuildId(guild_id), installed_at=NOON, active=active) for guild_id in guild_ids]
    return FakePolicies({installed.guild_id: installed for installed in made})


def test_an_installation_is_recorded() -> None:
    bench = Workbench()
    assert bench.worker().handle(installation(JobKind.INSTALLED), 1)
    recorded = bench.policies.kept[GUILD]
    assert (recorded.active, recorded.installed_by, recorded.installed_at) == (True, USER, NOON)


def test_an_older_word_does_not_undo_a_newer_one() -> None:
    bench = Workbench(policies=kept(GUILD, active=False))
    bench.worker().handle(installation(JobKind.INSTALLED, minutes=-1), 1)
    assert not bench.policies.kept[GUILD].active
    bench.worker().handle(installation(JobKind.INSTALLED, minutes=1), 1)
    assert bench.policies.kept[GUILD].active
    bench.worker().handle(installation(JobKind.UNINSTALLED, minutes=-1), 1)
    assert bench.policies.kept[GUILD].active


def test_leaving_a_named_guild_ends_its_installation() -> None:
    bench = Workbench(policies=kept(GUILD))
    assert bench.worker().handle(installation(JobKind.UNINSTALLED), 1)
    assert not bench.policies.kept[GUILD].active


def test_leaving_a_guild_that_is_not_known_changes_nothing() -> None:
    bench = Workbench()
    assert bench.worker().handle(installation(JobKind.UNINSTALLED), 1)
    assert bench.policies.kept == {}


def test_leaving_an_unnamed_guild_ends_those_in_which_the_bot_is_not_any_more() -> None:
    gone: dict[str, Exception] = {"2": DiscordNotFound("gone"), "3": DiscordForbidden("gone")}
    bench = Workbench(policies=kept("1", "2", "3"), discord=FakeDiscord(guild_failures=gone))
    assert bench.worker().handle(installation(JobKind.UNINSTALLED, None), 1)
    assert {guild_id for guild_id, known in bench.policies.kept.items() if known.active} == {"1"}


def test_an_installation_that_cannot_be_recorded_comes_again() -> None:
    down = FakeDiscord(guild_failures={"1": DiscordUnavailable("down")})
    bench = Workbench(policies=kept("1"), discord=down)
    assert not bench.worker().handle(installation(JobKind.UNINSTALLED, None), 1)
