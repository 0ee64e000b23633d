"""Refuses requests that the Messages API would refuse.

Source: https://docs.anthropic.com/en/api/messages
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from local.model.problems import ProblemError

TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
BLOCKS = {
    "user": {"text", "image", "document", "search_result", "tool_result"},
    "assistant": {"text", "thinking", "redacted_thinking", "tool_use", "server_tool_use", "tool_search_tool_result"},
}
"""Kinds of content blocks that each role may send."""


def validate(headers: Mapping[str, str], body: Any) -> None:
    """Check the headers and the body of one request.

    Raises:
        ProblemError: with the status and the kind of error of the real API.
    """
    if not (headers.get("x-api-key") or headers.get("authorization")):
        raise ProblemError(401, "x-api-key header is required")
    if not headers.get("anthropic-version"):
        raise ProblemError(400, "anthropic-version: header is required")
    if not isinstance(body, dict):
        raise ProblemError(400, "The request body is not valid JSON: it must be an object")
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise ProblemError(400, "model: Field required")
    if not _is_count(body.get("max_tokens")):
        raise ProblemError(400, "max_tokens: Input should be a whole number greater than or equal to 1")
    _messages(body.get("messages"))
    _tools(body.get("tools"))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _messages(messages: Any) -> None:
    if not isinstance(messages, list) or not messages:
        raise ProblemError(400, "messages: at least one message is required")
    waiting: list[str] = []
    for index, each in enumerate(messages):
        role = each.get("role") if isinstance(each, dict) else None
        if role not in BLOCKS:
            raise ProblemError(400, f"messages.{index}.role: Input should be 'user' or 'assistant'")
        blocks = _blocks(each.get("content"), role, f"messages.{index}.content")
        _results(waiting, blocks, index)
        waiting = [block.get("id", "") for block in blocks if block["type"] == "tool_use"]
    if waiting:
        raise ProblemError(
            400, f"messages: `tool_use` ids without `tool_result` blocks after them: {', '.join(waiting)}"
        )
    if messages[0]["role"] != "user":
        raise ProblemError(400, "messages: first message must use the 'user' role")


def _blocks(content: Any, role: str, where: str) -> Sequence[Mapping[str, Any]]:
    if isinstance(content, str):
        if not content:
            raise ProblemError(400, f"{where}: text content must be non-empty")
        return [{"type": "text", "text": content}]
    if not isinstance(content, list) or not content:
        raise ProblemError(400, f"{where}: Input should be a string or a non-empty list of content blocks")
    for index, block in enumerate(content):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in BLOCKS[role]:
            raise ProblemError(400, f"{where}.{index}.type: {kind!r} is not a block that the {role} may send")
        if kind == "text" and not block.get("text"):
            raise ProblemError(400, f"{where}.{index}: text content blocks must be non-empty")
    return content


def _results(waiting: Sequence[str], blocks: Sequence[Mapping[str, Any]], index: int) -> None:
    answered = [block.get("tool_use_id") for block in blocks if block["type"] == "tool_result"]
    missing = [each for each in waiting if each not in answered]
    if missing:
        text = f"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after: "
        raise ProblemError(400, text + ", ".join(missing))
    strangers = [str(each) for each in answered if each not in waiting]
    if strangers:
        text = f"messages.{index}: unexpected `tool_use_id` found in `tool_result` blocks: "
        raise ProblemError(400, text + ", ".join(strangers))


def _tools(tools: Any) -> None:
    if tools is None:
        return
    if not isinstance(tools, list):
        raise ProblemError(400, "tools: Input should be a list")
    seen: set[str] = set()
    for index, tool in enumerate(tools):
        name = tool.get("name") if isinstance(tool, dict) else None
        if not isinstance(name, str) or not TOOL_NAME.fullmatch(name):
            raise ProblemError(400, f"tools.{index}.name: String should match pattern '^{TOOL_NAME.pattern}$'")
        if name in seen:
            raise ProblemError(400, "tools: Tool names must be unique.")
        seen.add(name)
        is_ours = tool.get("type", "custom") == "custom"
        if is_ours and (tool.get("input_schema") or {}).get("type") != "object":
            raise ProblemError(400, f"tools.{index}.custom.input_schema.type: Input should be 'object'")
