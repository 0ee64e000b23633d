import re
from typing import Any

import pytest

from local.model.problems import ProblemError
from local.model.validation import validate

HEADERS = {"x-api-key": "k", "anthropic-version": "2023-06-01"}
USER = {"role": "user", "content": "hi"}
CALL: dict[str, Any] = {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "n", "input": {}}]}
BODY: dict[str, Any] = {"model": "m", "max_tokens": 1, "messages": [USER]}


TOOL = {"name": "n", "description": "d", "input_schema": {"type": "object", "properties": {"a": {"type": "string"}}}}
TEXT = {"type": "text", "text": "x"}
THOUGHT = {"type": "thinking", "thinking": "hm", "signature": "s"}
SERVER_USE = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}}
PNG = {"type": "base64", "media_type": "image/png", "data": "aGk="}
SOURCES: list[dict[str, Any]] = [PNG, {"type": "url", "url": "https://example.com/a.png"}]


def marked(block: dict[str, Any], **mark: Any) -> dict[str, Any]:
    return {**block, "cache_control": {"type": "ephemeral", **mark}}


def image(**source: Any) -> dict[str, Any]:
    return {"type": "image", "source": source}


def said(*blocks: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


def replied(*blocks: Any) -> list[dict[str, Any]]:
    return [USER, {"role": "assistant", "content": list(blocks)}, USER]


def answer(tool_use_id: str) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": tool_use_id, "content": "x"}


def result(tool_use_id: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "tool_result", "tool_use_id": tool_use_id, "content": "x"}]}


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        {**BODY, "messages": [USER, CALL, result("t1")]},
        {**BODY, "messages": [USER, USER]},
        {**BODY, "tools": [{"name": "n", "input_schema": {"type": "object"}}, {"name": "s", "type": "search_1"}]},
        {**BODY, "system": "s", "cache_control": {"type": "ephemeral"}},
        {**BODY, "system": []},
        {**BODY, "system": [marked({"type": "text", "text": "s"}, ttl="1h")]},
        {**BODY, "tools": [TOOL], "tool_choice": {"type": "tool", "name": "n"}},
        {**BODY, "messages": [USER, {"role": "assistant", "content": [SERVER_USE]}]},
        {**BODY, "messages": [USER, {"role": "assistant", "content": [THOUGHT, *CALL["content"]]}, result("t1")]},
        {**BODY, "messages": [said(*(image(**source) for source in SOURCES))]},
        {**BODY, "messages": [USER, CALL, said({**answer("t1"), "content": [TEXT, image(**SOURCES[0])]}, TEXT)]},
        {**BODY, "messages": [USER, CALL, said({"type": "tool_result", "tool_use_id": "t1"})]},
    ],
)
def test_a_correct_request_passes(body: dict[str, Any]) -> None:
    validate(HEADERS, body)
    validate({"authorization": "Bearer k", "anthropic-version": "1"}, body)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"model": ""}, "model: Field required"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": True}, "max_tokens"),
        ({"messages": []}, "at least one message"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages.0.role"),
        ({"messages": ["x"]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": ""}]}, "non-empty"),
        ({"messages": [{"role": "user", "content": []}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": [{"type": "tool_use"}]}]}, "not a block that the user may send"),
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": ""}]}]}, "non-empty"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "first message must use the 'user' role"),
        ({"messages": [USER, CALL]}, "without `tool_result` blocks after them: t1"),
        ({"messages": [USER, CALL, USER]}, "without `tool_result` blocks immediately after: t1"),
        ({"messages": [USER, CALL, result("t2")]}, "without `tool_result` blocks immediately after: t1"),
        ({"messages": [result("t9")]}, "unexpected `tool_use_id` found in `tool_result` blocks: t9"),
        ({"tools": {}}, "tools: Input should be a list"),
        ({"tools": [{"name": "a.b", "input_schema": {"type": "object"}}]}, "tools.0.name"),
        ({"tools": [{"name": "a"}]}, "input_schema"),
        ({"tools": [{"name": "a", "input_schema": {"type": "object"}}] * 2}, "unique"),
        ({"temperature": 1.0}, "temperature: Extra inputs are not permitted"),
        ({"messages": [{**USER, "name": "Ada"}]}, "messages.0.name: Extra inputs"),
        ({"messages": [USER, {"role": "assistant", "content": "so"}]}, "does not support assistant message prefill"),
        ({"messages": [said({"type": "text", "text": " \n"})]}, "non-whitespace"),
        ({"messages": [{"role": "user", "content": "  "}]}, "non-empty"),
        ({"messages": [said({**TEXT, "note": 1})]}, "text.note: Extra inputs"),
        ({"messages": [said({**TEXT, "citations": [{}]})]}, "citations are not accepted"),
        ({"messages": replied(marked(THOUGHT))}, "thinking.cache_control: Extra inputs"),
        ({"messages": replied({**THOUGHT, "signature": ""})}, "thinking.signature: Field required"),
        ({"messages": replied({**CALL["content"][0], "id": "t 1"})}, "tool_use.id: String should match"),
        ({"messages": replied({**CALL["content"][0], "name": None})}, "tool_use.name: String should match"),
        ({"messages": replied({**CALL["content"][0], "input": "{}"})}, "tool_use.input: Input should be an object"),
        ({"messages": [USER, CALL, result("t1"), CALL, result("t1")]}, "messages.3: `tool_use` ids must be unique"),
        ({"messages": [USER, CALL, said(answer("t1"), answer("t1"))]}, "single result"),
        ({"messages": [USER, CALL, said(TEXT, answer("t1"))]}, "must come before any other content"),
        ({"messages": [USER, CALL, said({"type": "tool_result"})]}, "tool_use_id: Field required"),
        ({"messages": [USER, CALL, said({**answer("t1"), "is_error": "yes"})]}, "is_error: Input should be a boolean"),
        ({"messages": [USER, CALL, said({**answer("t1"), "content": {}})]}, "content: Input should be a string or"),
        ({"messages": [USER, CALL, said({**answer("t1"), "content": [CALL]})]}, "may not stand in a result"),
        ({"messages": [said({"type": "image", "source": "x"})]}, "image.source.type"),
        ({"messages": [said(image(**PNG | {"media_type": "image/bmp"}))]}, "media_type"),
        ({"messages": [said(image(**PNG | {"data": "!"}))]}, "invalid base64"),
        ({"messages": [said(image(**PNG | {"data": None}))]}, "invalid base64"),
        ({"system": 7}, "system: Input should be a string"),
        ({"system": ["s"]}, "system.0.type"),
        ({"system": [{"type": "text", "text": ""}]}, "non-empty"),
        ({"system": [{**TEXT, "cache_control": {"type": "forever"}}]}, "cache_control: Input should be"),
        ({"system": [marked(TEXT, ttl="1d")]}, "cache_control: Input should be"),
        ({"system": [marked(TEXT, scope="all")]}, "cache_control: Input should be"),
        ({"cache_control": "ephemeral"}, "cache_control: Input should be"),
        ({"system": [marked(TEXT)], "messages": [said(*[marked(TEXT)] * 4)]}, "A maximum of 4 blocks"),
        ({"tool_choice": {"type": "auto"}}, "tool_choice may only be specified while providing tools"),
        ({"tools": [TOOL], "tool_choice": "auto"}, "tool_choice.type"),
        ({"tools": [TOOL], "tool_choice": {"type": "tool", "name": "x"}}, "Tool 'x' not found"),
        ({"tools": [{**TOOL, "title": "N"}]}, "tools.0.custom.title: Extra inputs"),
        ({"tools": [{**TOOL, "description": None}]}, "description"),
        ({"tools": [{**TOOL, "input_schema": {"type": "object", "anyOf": []}}]}, "at the top level"),
        ({"tools": [{**TOOL, "input_schema": {"type": "object", "required": "a"}}]}, "JSON schema is invalid"),
    ],
)
def test_a_wrong_request_is_a_400_that_says_where(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ProblemError, match=re.escape(says)) as refused:
        validate(HEADERS, {**BODY, **change})
    assert (refused.value.status, refused.value.kind) == (400, "invalid_request_error")


def test_a_body_that_is_no_object_is_refused() -> None:
    with pytest.raises(ProblemError, match="must be an object"):
        validate(HEADERS, [])


def test_a_request_needs_a_key_and_a_version() -> None:
    with pytest.raises(ProblemError, match="x-api-key") as refused:
        validate({"anthropic-version": "1"}, BODY)
    assert (refused.value.status, refused.value.kind) == (401, "authentication_error")
    with pytest.raises(ProblemError, match="anthropic-version"):
        validate({"x-api-key": "k"}, BODY)
