"""The model's adapter over real HTTP: what it sends and what it makes of answers, on the Claude API and on Bedrock."""

import copy
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from guildhall.errors import ConfigurationError, ModelRefused, ModelUnavailable
from guildhall.store.turn_records import Message
from guildhall.surfaces.agent.model import model as module
from guildhall.surfaces.agent.model.model import Bedrock, ClaudeApi, MessagesModel
from tests.integration.model_house import (
    KEY,
    WORDS,
    Scripted,
    ask,
    canned_peers,
    failure,
    message,
    request,
    scripted_model,
    user,
)

MARK = {"type": "ephemeral"}


@pytest.fixture(scope="module")
def peer() -> Iterator[Scripted]:
    with scripted_model() as running:
        yield running


@pytest.fixture
def canned() -> Iterator[Any]:
    with canned_peers() as serve:
        yield serve


# ------------------------------------------------------------------------------------------------------ the good answer
def test_an_answer_keeps_its_blocks_as_they_came_with_stop_reason_and_cost(peer: Scripted) -> None:
    blocks = [
        {"type": "thinking", "thinking": "hm", "signature": "s", "unheard_of": 1},
        {"type": "of_tomorrow", "data": {"deep": [1, None]}},
        {"type": "text", "text": "Looking."},
        {"type": "tool_use", "id": "toolu_1", "name": "channel_list", "input": {}},
    ]
    usage = {"input_tokens": 3, "output_tokens": 4, "cache_read_input_tokens": 5, "cache_creation_input_tokens": None}
    peer.script({"content": blocks, "usage": usage})
    answer = ask(peer.url)
    assert answer.content == blocks
    assert (answer.stop_reason, answer.model) == ("tool_use", "claude-x")
    told = answer.usage
    assert (told.rounds, told.input_tokens, told.output_tokens) == (1, 3, 4)
    assert (told.cache_read_tokens, told.cache_written_tokens) == (5, 0)


@pytest.mark.parametrize("stop", ["end_turn", "max_tokens", "refusal", "pause_turn", "model_context_window_exceeded"])
def test_why_it_stopped_is_told_and_is_no_failure(peer: Scripted, stop: str) -> None:
    peer.script({"text": "so far", "stop_reason": stop})
    assert ask(peer.url).stop_reason == stop


def test_a_late_answer_inside_its_time_is_an_answer(peer: Scripted) -> None:
    peer.script({"text": "late", "delay_s": 0.3})
    assert ask(peer.url, within_s=15).content == [{"type": "text", "text": "late"}]


# ---------------------------------------------------------------------------------------------------------- the request
def test_what_is_sent_is_a_request_that_a_strict_peer_takes_with_four_marks(peer: Scripted) -> None:
    calls: Message = {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "s"},
            {"type": "tool_use", "id": "toolu_1", "name": "channel_list", "input": {}},
        ],
    }
    results: Message = {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "none", "is_error": True}],
    }
    asked = request({"role": "user", "content": WORDS}, calls, results)
    before = copy.deepcopy(asked)
    peer.script("fine")
    ask(peer.url, asked)
    assert asked == before
    sent = peer.shown()[-1]
    assert sent["model"] == "claude-x"
    assert sent["max_tokens"] == 1000
    assert sent["tool_choice"] == {"type": "auto"}
    assert [block.get("cache_control") for block in sent["system"]] == [None, MARK]
    assert [tool.get("cache_control") for tool in sent["tools"]] == [None, MARK]
    opening, middle, last = sent["messages"]
    assert opening["content"] == [{"type": "text", "text": WORDS, "cache_control": MARK}]
    assert middle == calls
    assert last["content"] == [{**before.messages[2]["content"][0], "cache_control": MARK}]  # type: ignore[index, dict-item]  # JSON


def test_thoughts_carry_no_mark_and_only_the_last_two_user_messages_do(peer: Scripted) -> None:
    thought = {"type": "thinking", "thinking": "hm", "signature": "s"}
    said: Message = {"role": "assistant", "content": [{"type": "text", "text": "yes"}]}
    peer.script("fine")
    ask(peer.url, request(user("a"), said, user("b"), said, user("c")))
    marked = ["cache_control" in message["content"][-1] for message in peer.shown()[-1]["messages"]]
    assert marked == [False, False, True, False, True]
    assert module._marked([{"type": "text", "text": "t"}, thought]) == [
        {"type": "text", "text": "t", "cache_control": MARK},
        thought,
    ]
    assert module._marked([thought]) == [thought]


def test_each_round_reads_what_the_round_before_has_written(peer: Scripted) -> None:
    many: list[Any] = [
        {"type": "tool_use", "id": f"toolu_{number}", "name": "channel_list", "input": {}} for number in range(15)
    ]
    results: Message = {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": str(one["id"]), "content": "r" * 400} for one in many],
    }
    first = [user("a question of its own " + "x" * 400)]
    peer.script({"content": many}, "done")
    wrote = ask(peer.url, request(*first)).usage
    read = ask(peer.url, request(*first, {"role": "assistant", "content": many}, results)).usage
    assert wrote.cache_written_tokens > 100
    assert read.cache_read_tokens == wrote.cache_read_tokens + wrote.cache_written_tokens
    assert read.input_tokens == 1


def test_without_tools_or_system_neither_is_sent_and_tools_can_be_forbidden(peer: Scripted) -> None:
    peer.script("one", "two")
    ask(peer.url, request(tools=(), system=()))
    ask(peer.url, request(allow_tools=False))
    bare, forbidden = peer.shown()[-2:]
    assert set(bare) == {"model", "max_tokens", "messages"}
    assert forbidden["tool_choice"] == {"type": "none"}
    assert len(forbidden["tools"]) == 2


def test_the_key_goes_into_its_header_and_a_new_key_takes_the_place_of_the_old(canned: Any) -> None:
    url, made = canned(body=message())
    keys = iter(["one", "one", " two\n"])
    connection = ClaudeApi(lambda: next(keys), url)
    asking = MessagesModel("claude-x", connection)
    for _ in range(3):
        asking.answer(request(), within_s=20)
    connection.close()
    assert [headers["authorization"] for _, headers, _ in made.asked] == ["Bearer one", "Bearer one", "Bearer two"]
    assert {path for path, _, _ in made.asked} == {"/v1/messages"}
    assert "one" not in repr(asking)
    assert "two" not in repr(asking)


def test_nothing_of_a_request_is_logged_even_when_everything_is(
    peer: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        peer.script("a secret answer", {"fault": "500"})
        ask(peer.url)
        failure(peer.url)
    assert not [text for text in (KEY, WORDS, "a secret answer") if text in caplog.text]


# -------------------------------------------------------------------------------------------------------------- Bedrock
@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIDTEST",
        "AWS_SECRET_ACCESS_KEY": "hush",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("role")
def test_bedrock_is_asked_as_the_role_with_the_model_in_the_path(peer: Scripted, canned: Any) -> None:
    peer.script("from Bedrock")
    assert ask(Bedrock(peer.url), model_id="global.anthropic.claude-x").content
    url, made = canned(body=message())
    connection = Bedrock(url)
    assert connection.client() is connection.client()
    ask(connection, model_id="global.anthropic.claude-x")
    ((path, headers, body),) = made.asked
    assert path == "/model/global.anthropic.claude-x/invoke"
    assert "Credential=AKIDTEST/" in headers["authorization"]
    assert "/eu-central-1/bedrock/" in headers["authorization"]
    assert "x-api-key" not in headers
    assert "model" not in json.loads(body)


@pytest.mark.usefixtures("role")
@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "The provided model identifier is invalid.", ConfigurationError),
        (400, "Invocation of model ID x with on-demand throughput isn't supported.", ConfigurationError),
        (400, "Input is too long for requested model.", ModelRefused),
        (403, "not authorized to perform bedrock:InvokeModel", ConfigurationError),
        (429, "Too many requests", ModelUnavailable),
        (424, "dependency", ModelRefused),
    ],
)
def test_bedrock_s_own_shape_of_errors_is_understood(canned: Any, status: int, message: str, kind: type) -> None:
    url, _ = canned(status, json.dumps({"message": message}).encode())
    assert type(failure(Bedrock(url))) is kind


def test_without_credentials_or_region_bedrock_is_the_operators(
    peer: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert "no region" in failure(Bedrock(peer.url)).message
    monkeypatch.setenv("AWS_REGION", "xx-lost-1")
    assert isinstance(failure(Bedrock(peer.url)), ConfigurationError)
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_REGION", "xx-lost-2")
    assert "no credentials" in failure(Bedrock(peer.url)).message


# ------------------------------------------------------------------------------------------------------------- the cost
def test_the_sdk_is_not_loaded_before_the_first_answer() -> None:
    code = (
        "import sys, guildhall.bootstrap.model as m\n"
        "from guildhall.config import ModelSettings\n"
        "m.model(ModelSettings('anthropic', 'x', 'arn', ''))\n"
        "m.model(ModelSettings('bedrock', 'x', '', ''))\n"
        "print([name for name in ('anthropic', 'httpx2', 'boto3') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
