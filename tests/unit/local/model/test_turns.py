import json
from typing import Any

import pytest

from local.model import stream, turns
from local.model.problems import ProblemError

TOOLS = [
    {"name": "channel_list", "input_schema": {"type": "object"}},
    {
        "name": "message_send",
        "input_schema": {"type": "object", "required": ["channel_id", "content"]},
    },
]


def request(*messages: Any, tools: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    spoken = [{"role": "user", "content": each} if isinstance(each, str) else each for each in messages]
    return {"model": "m", "max_tokens": 10, "messages": spoken, "tools": TOOLS if tools is None else tools}


def test_a_text_turn_is_an_answer() -> None:
    message = turns.scripted("hello", request("hi"))
    assert message["content"] == [{"type": "text", "text": "hello"}]
    assert (message["type"], message["role"], message["model"]) == ("message", "assistant", "m")
    assert message["stop_reason"] == "end_turn"
    assert message["usage"]["input_tokens"] > 0


def test_a_tool_turn_calls_tools_with_ids_of_their_own() -> None:
    call = {"name": "channel_list", "input": {"a": 1}}
    message = turns.scripted({"text": "looking", "tools": [call, call]}, request("hi"))
    text, first, second = message["content"]
    assert text["type"] == "text"
    assert (first["name"], first["input"]) == ("channel_list", {"a": 1})
    assert first["id"] != second["id"]
    assert message["stop_reason"] == "tool_use"


def test_exact_blocks_stop_reason_and_usage_stay_exact() -> None:
    block = {"type": "tool_use", "id": "toolu_1", "name": "channel_list", "input": {}}
    turn = {"content": [block], "stop_reason": "max_tokens", "usage": {"output_tokens": 3}}
    message = turns.scripted(turn, request("hi"))
    assert message["content"] == [block]
    assert (message["stop_reason"], message["usage"]["output_tokens"]) == ("max_tokens", 3)


def test_a_script_cannot_call_a_tool_that_was_not_offered_unless_it_insists() -> None:
    turn = {"tools": [{"name": "guild_delete"}]}
    with pytest.raises(ProblemError, match="guild_delete, which is not among the request's tools"):
        turns.scripted(turn, request("hi"))
    assert turns.scripted({**turn, "unchecked": True}, request("hi"))["content"][0]["name"] == "guild_delete"


def test_an_error_turn_is_refused_as_written() -> None:
    with pytest.raises(ProblemError, match="busy") as refused:
        turns.scripted({"error": {"status": 529, "message": "busy", "retry_after_s": 2}}, request("hi"))
    assert (refused.value.status, refused.value.kind, refused.value.retry_after_s) == (529, "overloaded_error", 2)


@pytest.mark.parametrize("turn", [7, {}, {"txt": "x"}, None])
def test_a_malformed_turn_says_so(turn: Any) -> None:
    with pytest.raises(ProblemError, match="a turn without text"):
        turns.scripted(turn, request("hi"))


@pytest.mark.parametrize(
    ("words", "name", "arguments"),
    [
        ("please list the channels", "channel_list", {}),
        (
            'send the message "hello all" to 123456789012345678',
            "message_send",
            {"channel_id": "123456789012345678", "content": "hello all"},
        ),
    ],
)
def test_words_that_name_a_tool_call_it(words: str, name: str, arguments: dict[str, Any]) -> None:
    (call,) = turns.improvised(request(words))["content"]
    assert (call["type"], call["name"], call["input"]) == ("tool_use", name, arguments)


@pytest.mark.parametrize("words", ["good morning", 'send the message "x"', "list the channels"])
def test_it_says_that_it_is_scripted_when_it_calls_nothing(words: str) -> None:
    tools = TOOLS[1:] if words.startswith("list") else TOOLS
    (block,) = turns.improvised(request(words, tools=tools))["content"]
    assert block["type"] == "text"
    assert "I am a scripted model" in block["text"].split("\n")[0]


def test_a_result_is_reported_and_ends_the_turn() -> None:
    call = {"type": "tool_use", "id": "t", "name": "emoji_list", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "t", "content": "x" * 700}
    messages = (
        "list emojis",
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [result, {"type": "text", "text": "list emojis"}]},
    )
    message = turns.improvised(request(*messages))
    assert message["stop_reason"] == "end_turn"
    assert message["content"][0]["text"].endswith("x…")


def test_a_stream_adds_up_to_the_message() -> None:
    call = {"name": "channel_list", "input": {"long": "y" * 60}}
    message = turns.scripted({"text": "é" * 50, "tools": [call]}, request("hi"))
    events = [json.loads(event.split("data: ", 1)[1]) for event in stream.events(message)]
    kinds = [event["type"] for event in events]
    assert kinds[0] == "message_start"
    assert kinds[-2:] == ["message_delta", "message_stop"]
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    assert "".join(delta.get("text", "") for delta in deltas) == "é" * 50
    assert json.loads("".join(delta.get("partial_json", "") for delta in deltas)) == {"long": "y" * 60}
    assert events[-2]["delta"]["stop_reason"] == "tool_use"
    assert events[0]["message"]["content"] == []
