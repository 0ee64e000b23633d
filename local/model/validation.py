"""Refuses requests that the Messages API would refuse.

Source: https://platform.claude.com/docs/en/api/messages
"""

from collections.abc import Mapping, Sequence
from typing import Any

from local.model import blocks, offered
from local.model.blocks import BLOCKS, Block
from local.model.problems import ProblemError

MARKS_MAX = 4
"""Source: https://platform.claude.com/docs/en/build-with-claude/prompt-caching"""
PARAMETERS = frozenset(
    {
        *("model", "max_tokens", "messages", "system", "tools", "tool_choice", "stream", "stop_sequences", "metadata"),
        *("thinking", "output_config", "service_tier", "cache_control", "container", "diagnostics", "inference_geo"),
        *("speed", "anthropic_version", "anthropic_beta"),
    }
)
"""Without temperature, top_p and top_k: https://platform.claude.com/docs/en/api/migration-2026-10-21"""


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
    if strangers := sorted(body.keys() - PARAMETERS):
        raise ProblemError(400, f"{strangers[0]}: Extra inputs are not permitted")
    _messages(body.get("messages"))
    _system(body.get("system"))
    offered.check(body.get("tools"), body.get("tool_choice"))
    _marks(body)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _messages(messages: Any) -> None:
    if not isinstance(messages, list) or not messages:
        raise ProblemError(400, "messages: at least one message is required")
    waiting: list[str] = []
    known: set[str] = set()
    last: Sequence[Block] = ()
    for index, each in enumerate(messages):
        role = each.get("role") if isinstance(each, dict) else None
        if role not in BLOCKS:
            raise ProblemError(400, f"messages.{index}.role: Input should be 'user' or 'assistant'")
        if strangers := sorted(each.keys() - {"role", "content"}):
            raise ProblemError(400, f"messages.{index}.{strangers[0]}: Extra inputs are not permitted")
        last = blocks.check(each.get("content"), role, f"messages.{index}.content")
        _results(waiting, last, index)
        waiting = [block["id"] for block in last if block["type"] == "tool_use"]
        if len(known | set(waiting)) < len(known) + len(waiting):
            raise ProblemError(400, f"messages.{index}: `tool_use` ids must be unique")
        known |= set(waiting)
    _ends(messages, waiting, last)


def _ends(messages: Sequence[Mapping[str, Any]], waiting: Sequence[str], last: Sequence[Block]) -> None:
    if waiting:
        said = ", ".join(waiting)
        raise ProblemError(400, f"messages: `tool_use` ids without `tool_result` blocks after them: {said}")
    if messages[0]["role"] != "user":
        raise ProblemError(400, "messages: first message must use the 'user' role")
    paused = any(block["type"] == "server_tool_use" for block in last)
    if messages[-1]["role"] == "assistant" and not paused:
        said = "This model does not support assistant message prefill. The conversation must end with a user message."
        raise ProblemError(400, said)


def _results(waiting: Sequence[str], content: Sequence[Block], index: int) -> None:
    answered = [block["tool_use_id"] for block in content if block["type"] == "tool_result"]
    missing = [each for each in waiting if each not in answered]
    if missing:
        text = f"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after: "
        raise ProblemError(400, text + ", ".join(missing))
    strangers = [str(each) for each in answered if each not in waiting]
    if strangers:
        text = f"messages.{index}: unexpected `tool_use_id` found in `tool_result` blocks: "
        raise ProblemError(400, text + ", ".join(strangers))
    if len(set(answered)) < len(answered):
        raise ProblemError(400, f"messages.{index}: each tool_use must have a single result")
    kinds = [block["type"] for block in content]
    if answered and "tool_result" in kinds[len(answered) :]:
        raise ProblemError(400, f"messages.{index}: `tool_result` blocks must come before any other content")


def _system(system: Any) -> None:
    if system is None or isinstance(system, str):
        return
    if not isinstance(system, list):
        raise ProblemError(400, "system: Input should be a string or a list of text blocks")
    for index, block in enumerate(system):
        if not isinstance(block, dict) or block.get("type") != "text":
            raise ProblemError(400, f"system.{index}.type: Input should be 'text'")
    if system:
        blocks.check(system, "user", "system")


def _marks(body: Mapping[str, Any]) -> None:
    found = list(blocks.marks([body.get("tools"), body.get("system"), body["messages"]]))
    for mark in [*found, *([body["cache_control"]] if body.get("cache_control") else ())]:
        known = isinstance(mark, dict) and mark.keys() <= {"type", "ttl"} and mark.get("type") == "ephemeral"
        if not known or mark.get("ttl", "5m") not in {"5m", "1h"}:
            raise ProblemError(400, "cache_control: Input should be {'type': 'ephemeral'}, with a ttl of '5m' or '1h'")
    if len(found) > MARKS_MAX:
        text = f"A maximum of {MARKS_MAX} blocks with cache_control may be provided. Found {len(found)}."
        raise ProblemError(400, text)
