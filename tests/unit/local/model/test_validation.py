import re
from typing import Any

import pytest

from local.model.problems import ProblemError
from local.model.validation import validate

HEADERS = {"x-api-key": "k", "anthropic-version": "2023-06-01"}
USER = {"role": "user", "content": "hi"}
CALL = {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "n", "input": {}}]}
BODY: dict[str, Any] = {"model": "m", "max_tokens": 1, "messages": [USER]}


def result(tool_use_id: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "tool_result", "tool_use_id": tool_use_id, "content": "x"}]}


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        {**BODY, "messages": [USER, CALL, result("t1")]},
        {**BODY, "messages": [USER, USER]},
        {**BODY, "tools": [{"name": "n", "input_schema": {"type": "object"}}, {"name": "s", "type": "search_1"}]},
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
