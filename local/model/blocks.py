"""The shapes of content blocks that the Messages API takes.

Source: https://platform.claude.com/docs/en/api/messages
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from local.model.problems import ProblemError

type Block = Mapping[str, Any]

IDENTIFIER = re.compile(r"[a-zA-Z0-9_-]+")
BLOCKS = {
    "user": {"text", "image", "document", "search_result", "tool_result"},
    "assistant": {"text", "thinking", "redacted_thinking", "tool_use", "server_tool_use", "tool_search_tool_result"},
}
"""Kinds of content blocks that each role may send."""
KEYS = {
    "text": {"text", "citations"},
    "image": {"source", "transformations"},
    "document": {"source", "title", "context", "citations"},
    "search_result": {"source", "title", "content", "citations"},
    "tool_result": {"tool_use_id", "content", "is_error", "toolset_name"},
    "thinking": {"thinking", "signature"},
    "redacted_thinking": {"data"},
    "tool_use": {"id", "name", "input", "caller", "toolset_name"},
    "server_tool_use": {"id", "name", "input", "caller"},
    "tool_search_tool_result": {"tool_use_id", "content"},
    "tool_reference": {"tool_name"},
}
"""What a block may hold beside `type` and, unless it is a thought, `cache_control`."""
IN_RESULTS = {"text", "image", "document", "search_result", "tool_reference"}
THOUGHTS = {"thinking", "redacted_thinking"}
IMAGES = {"image/jpeg", "image/png", "image/gif", "image/webp"}


def check(content: Any, role: str, where: str) -> Sequence[Block]:
    """Return a message's blocks.

    Raises:
        ProblemError: It is no content that the role may send.
    """
    if isinstance(content, str):
        if not content.strip():
            raise ProblemError(400, f"{where}: text content must be non-empty")
        return [{"type": "text", "text": content}]
    if not isinstance(content, list) or not content:
        raise ProblemError(400, f"{where}: Input should be a string or a non-empty list of content blocks")
    for index, block in enumerate(content):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in BLOCKS[role]:
            raise ProblemError(400, f"{where}.{index}.type: {kind!r} is not a block that the {role} may send")
        _block(block, role, f"{where}.{index}")
    return content


def _block(block: Block, role: str, where: str) -> None:
    kind = block["type"]
    allowed = KEYS[kind] | ({"type"} if kind in THOUGHTS else {"type", "cache_control"})
    if strangers := sorted(block.keys() - allowed):
        raise ProblemError(400, f"{where}.{kind}.{strangers[0]}: Extra inputs are not permitted")
    if kind == "text":
        _text(block, role, where)
    elif kind == "tool_use":
        _tool_use(block, where)
    elif kind == "tool_result":
        _tool_result(block, where)
    elif kind in {"image", "document"}:
        _source(block, where)
    elif kind == "thinking" and not (isinstance(block.get("signature"), str) and block["signature"]):
        raise ProblemError(400, f"{where}.thinking.signature: Field required")


def _text(block: Block, role: str, where: str) -> None:
    text = block.get("text")
    if not isinstance(text, str) or not text:
        raise ProblemError(400, f"{where}: text content blocks must be non-empty")
    if not text.strip():
        raise ProblemError(400, f"{where}: text content blocks must contain non-whitespace text")
    if role == "user" and block.get("citations"):
        raise ProblemError(400, f"{where}.citations: citations are not accepted in user messages")


def _tool_use(block: Block, where: str) -> None:
    for name in ("id", "name"):
        if not isinstance(block.get(name), str) or not IDENTIFIER.fullmatch(block[name]):
            raise ProblemError(400, f"{where}.tool_use.{name}: String should match pattern '^{IDENTIFIER.pattern}$'")
    if not isinstance(block.get("input"), dict):
        raise ProblemError(400, f"{where}.tool_use.input: Input should be an object")


def _tool_result(block: Block, where: str) -> None:
    if not isinstance(block.get("tool_use_id"), str):
        raise ProblemError(400, f"{where}.tool_result.tool_use_id: Field required")
    if not isinstance(block.get("is_error", False), bool):
        raise ProblemError(400, f"{where}.tool_result.is_error: Input should be a boolean")
    content = block.get("content", "")
    if isinstance(content, str):
        return
    if not isinstance(content, list):
        raise ProblemError(400, f"{where}.tool_result.content: Input should be a string or a list of blocks")
    for index, part in enumerate(content):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in IN_RESULTS:
            raise ProblemError(400, f"{where}.tool_result.content.{index}.type: {kind!r} may not stand in a result")
        _block(part, "user", f"{where}.tool_result.content.{index}")


def _source(block: Block, where: str) -> None:
    source = block.get("source")
    kind = source.get("type") if isinstance(source, dict) else None
    if not isinstance(source, dict) or kind not in {"base64", "url", "file", "text", "content"}:
        raise ProblemError(400, f"{where}.{block['type']}.source.type: Input should be 'base64', 'url' or 'file'")
    if kind != "base64":
        return
    if block["type"] == "image" and source.get("media_type") not in IMAGES:
        raise ProblemError(400, f"{where}.image.source.base64.media_type: Input should be one of {sorted(IMAGES)}")
    try:
        base64.b64decode(source.get("data", ""), validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise ProblemError(400, f"{where}.{block['type']}.source.base64: invalid base64 data") from None


def marks(value: object) -> Iterator[Any]:
    """All cache_control marks of tools, system or messages; what a tool is called with is not looked into."""
    if isinstance(value, list):
        for part in value:
            yield from marks(part)
    elif isinstance(value, dict):
        if value.get("cache_control") is not None:
            yield value["cache_control"]
        yield from marks(value.get("content"))
