"""From a tool call to the executor and back."""

from typing import Any

import pytest

from guildhall.errors import (
    AmbiguousName,
    ConfigurationError,
    DiscordNotFound,
    GuildhallError,
    PermissionMissing,
    RateLimited,
    Repeated,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
)
from guildhall.execution.outcome import Call, Completed, Outcome
from guildhall.operations.preview import Preview
from tests.fakes.mcp_door import (
    ADA,
    CHANNEL,
    GUILD,
    LEGACY,
    PREVIEWED,
    WAITING,
    Client,
    FakePlatform,
    door,
)

SENT = Completed({"message_id": "1", "channel_id": CHANNEL, "link": "https://discord.com/x"}, "a" * 26)
SEND = {"channel_id": CHANNEL, "content": "hello"}
DELETE = {"channel_id": CHANNEL, "message_ids": ["11", "12"]}


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def client(platform: FakePlatform) -> Client:
    return Client(door(platform))


def text(result: dict[str, Any]) -> str:
    return str(result["content"][0]["text"])


def answering(platform: FakePlatform, outcome: Outcome | Exception) -> None:
    def answer(_: Call) -> Outcome:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    platform.executor.answers = answer


def test_a_call_reaches_the_executor_as_a_validated_request_by_the_caller(
    client: Client, platform: FakePlatform
) -> None:
    answering(platform, SENT)
    client.call("message_send", {**SEND, "channel_id": f"<#{CHANNEL}>", "dry_run": False, "plan_id": "p" * 26})
    (call,) = platform.executor.calls
    assert call.operation.full_name() == "message.send"
    assert call.operation.model_dump(exclude_unset=True) == SEND
    assert (call.principal.user_id, call.principal.client) == (ADA, "test-client 1.0")
    assert (call.dry_run, call.plan_id) == (False, "p" * 26)


def test_two_equal_calls_are_two_requests(client: Client, platform: FakePlatform) -> None:
    answering(platform, SENT)
    for _ in range(2):
        client.call("message_send", SEND)
    first, second = platform.executor.calls
    assert first.idempotency_key != second.idempotency_key


def test_a_write_that_says_nothing_of_dry_run_leaves_it_to_the_guilds_policy(
    client: Client, platform: FakePlatform
) -> None:
    answering(platform, PREVIEWED)
    client.call("message_bulk_delete", {**DELETE, "dry_run": None, "plan_id": ""})
    (call,) = platform.executor.calls
    assert (call.dry_run, call.plan_id) == (None, None)


@pytest.mark.parametrize("arguments", [{"dry_run": "false"}, {"dry_run": 0}, {"plan_id": 5}])
def test_a_dry_run_or_plan_of_another_type_is_refused_not_guessed(
    client: Client, platform: FakePlatform, arguments: dict[str, Any]
) -> None:
    result = client.call("message_send", {**SEND, **arguments})
    assert result["isError"] is True
    assert result["structuredContent"]["error"]["code"] == "invalid_arguments"
    assert platform.executor.calls == []


def test_the_only_guild_may_be_left_out(client: Client, platform: FakePlatform) -> None:
    answering(platform, Completed({"channels": []}, "a" * 26))
    client.call("channel_list")
    assert platform.executor.calls[0].operation.model_dump()["guild_id"] == GUILD


def test_one_of_several_guilds_may_not_be_left_out(platform: FakePlatform, client: Client) -> None:
    platform.reached *= 2
    result = client.call("channel_list")
    error = result["structuredContent"]["error"]
    assert error["code"] == AmbiguousName.code
    assert GUILD in str(error["details"]["candidates"])
    before, fence, inside = text(result).partition("<discord")
    assert fence
    assert GUILD not in before, "whoever owns a guild names it"
    assert GUILD in inside


def test_wrong_arguments_are_told_by_name_with_what_to_do(client: Client, platform: FakePlatform) -> None:
    result = client.call("message_bulk_delete", {"channel_id": "general", "colour": "red"})
    assert result["isError"] is True
    told = text(result)
    assert "channel_id" in told
    assert "message_ids" in told
    assert "colour" in told
    assert "Correct the arguments" in told
    assert platform.executor.calls == []


def test_what_was_read_is_the_structured_result_itself(client: Client, platform: FakePlatform) -> None:
    answering(platform, Completed({"guilds": [{"guild_id": GUILD, "name": "Home"}]}, "a" * 26))
    result = client.call("guild_list")
    assert result["structuredContent"] == {"guilds": [{"guild_id": GUILD, "name": "Home"}]}
    assert f"- guild_id: {GUILD} · name: Home" in text(result)


def test_what_was_done_is_told_with_its_audit_id(client: Client, platform: FakePlatform) -> None:
    answering(platform, SENT)
    result = client.call("message_send", {**SEND, "dry_run": False})
    assert result["structuredContent"] == {
        "status": "completed",
        "operation": "message.send",
        "risk": "write",
        "result": SENT.result,
        "audit_id": SENT.audit_id,
    }
    assert f"done.** Audit id {SENT.audit_id}" in text(result)


def test_a_preview_says_what_would_change_and_how_to_do_exactly_that(client: Client, platform: FakePlatform) -> None:
    answering(platform, PREVIEWED)
    result = client.call("message_bulk_delete", DELETE)
    structured = result["structuredContent"]
    assert (structured["status"], structured["plan_id"], structured["needs_human"]) == ("previewed", "p" * 26, True)
    assert "fingerprint" not in structured["preview"]
    told = text(result)
    assert "Nothing was changed" in told
    assert f"dry_run=false and plan_id={'p' * 26}" in told
    assert "Risk: destructive" in told
    assert "cannot be brought back" in told
    assert "field: topic · before: (nothing) · after: news" in told
    assert "A human then has to approve it" in told


def test_a_preview_that_needs_nobody_does_not_speak_of_a_human(client: Client, platform: FakePlatform) -> None:
    preview = Preview(summary="Send a message", fingerprint="f")
    answering(platform, type(PREVIEWED)("message.send", preview, "p" * 26, PREVIEWED.expires_at, needs_human=False))
    told = text(client.call("message_send", SEND))
    assert "human" not in told
    assert "Cannot be undone" not in told


def test_what_waits_for_a_human_says_where_how_long_and_how_to_learn_the_outcome(
    client: Client, platform: FakePlatform
) -> None:
    answering(platform, WAITING)
    result = client.call("message_bulk_delete", {**DELETE, "dry_run": False})
    assert result["isError"] is False
    structured = result["structuredContent"]
    assert (structured["status"], structured["confirmation_id"]) == ("needs_confirmation", "c" * 26)
    assert (structured["where"], structured["expires_at"]) == ("<#1>", "2026-11-20T12:15:00+00:00")
    told = text(result)
    assert "A card with buttons is in <#1>; it expires at 2026-11-20 12:15:00 UTC." in told
    assert f"confirmation_get with confirmation_id={'c' * 26}" in told


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (PermissionMissing("You lack Manage Messages.", "Ask a moderator.", who="caller"), "permission_missing"),
        (RateLimited("Too fast.", "Wait.", retry_after_s=3.0), "rate_limited"),
        (DiscordNotFound("It is gone.", "Look again.", status=404, missing=["1"]), "discord_not_found"),
        (Repeated({"code": "plan_drifted", "message": "It changed.", "hint": "Preview again."}), "plan_drifted"),
    ],
)
def test_every_failure_is_told_with_what_to_do_next(
    client: Client, platform: FakePlatform, failure: GuildhallError, code: str
) -> None:
    answering(platform, failure)
    result = client.call("message_send", SEND)
    assert result["isError"] is True
    assert result["structuredContent"]["error"]["code"] == code
    assert text(result).startswith(f"**Failed ({code}).** {failure.message}\n{failure.hint}")


def test_details_are_told_as_data(client: Client, platform: FakePlatform) -> None:
    answering(platform, AmbiguousName("Which?", "Say it.", candidates=("a", "b"), when=frozenset({1})))  # type: ignore[arg-type]  # what a careless caller could pass
    result = client.call("message_send", SEND)
    assert result["structuredContent"]["error"]["details"] == {"candidates": ["a", "b"], "when": [1]}
    assert "candidates: a, b" in text(result)


@pytest.mark.parametrize("failure", [RuntimeError("a secret"), ConfigurationError("a secret"), StoreError("a secret")])
@pytest.mark.parametrize("version", [LEGACY, "2026-07-28"])
def test_what_breaks_is_told_by_a_reference_and_nothing_else(
    platform: FakePlatform, failure: Exception, version: str, caplog: pytest.LogCaptureFixture
) -> None:
    answering(platform, failure)
    result = Client(door(platform), version=version).call("message_send", SEND)
    assert result["isError"] is True
    assert "secret" not in str(result)
    error = result["structuredContent"]["error"]
    assert error["code"] == "internal_error"
    reference = error["details"]["reference"]
    assert reference in error["hint"]
    (logged,) = [record for record in caplog.records if getattr(record, "reference", "") == reference]
    assert logged.__dict__["failure"] == type(failure).__name__
    assert ("secret" in str(logged.__dict__)) is isinstance(failure, ConfigurationError | StoreError)


@pytest.mark.parametrize("failure", [StoreUnavailable("No answer."), StoreThrottled("Too much.", retry_after_s=2)])
def test_a_table_that_may_answer_later_is_told_as_such(
    client: Client, platform: FakePlatform, failure: StoreError
) -> None:
    answering(platform, failure)
    assert client.call("message_send", SEND)["structuredContent"]["error"]["code"] == failure.code


def test_a_detail_that_is_not_json_is_told_by_its_type(client: Client, platform: FakePlatform) -> None:
    answering(platform, AmbiguousName("Which?", candidates={"one": object()}))  # type: ignore[dict-item]  # likewise
    assert client.call("message_send", SEND)["structuredContent"]["error"]["details"] == {
        "candidates": {"one": "object"}
    }
