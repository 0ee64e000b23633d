"""What the scripted model answers: the exact turns of a script, else one of its jobs.

A turn of a script is one of: a string, the text of the answer; `{"text": ..., "tools": [{"name", "input"}]}`, text and
tool calls; `{"content": [block, ...]}`, exact blocks; `{"error": {"status", "message", "type", "retry_after_s"}}`, a
refusal. `stop_reason` and `usage` may be given; a tool call must name a tool of the request unless `"unchecked": true`.
Which request a turn is for, how late it comes and how it is lost on the way: see `script.py`.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from local.model import improvising
from local.model.problems import ProblemError

type Block = dict[str, Any]

CHARACTERS_PER_TOKEN = 4


def scripted(turn: Any, request: Mapping[str, Any]) -> dict[str, Any]:
    """The message for one turn of a script.

    Raises:
        ProblemError: the turn is an error, is malformed, or calls a tool that the request does not offer.
    """
    if isinstance(turn, str):
        turn = {"text": turn}
    if not isinstance(turn, dict) or not turn.keys() & {"text", "tools", "content", "error"}:
        raise ProblemError(500, f"the script holds a turn without text, tools, content or error: {turn!r}")
    if "error" in turn:
        error = turn["error"]
        said = str(error.get("message", "scripted error"))
        raise ProblemError(int(error.get("status", 500)), said, error.get("type"), error.get("retry_after_s"))
    blocks: list[Block] = list(turn.get("content") or ())
    if turn.get("text"):
        blocks.append({"type": "text", "text": turn["text"]})
    calls = turn.get("tools") or ()
    blocks += [{"type": "tool_use", "name": call["name"], "input": call.get("input", {})} for call in calls]
    blocks = [_identified(block) for block in blocks]
    if not turn.get("unchecked"):
        _offered(blocks, request)
    return message(request, blocks, turn)


def _identified(block: Block) -> Block:
    return {"id": _id("toolu"), **block} if block.get("type") == "tool_use" else block


def _offered(blocks: Sequence[Block], request: Mapping[str, Any]) -> None:
    tools = {tool["name"] for tool in request.get("tools") or ()}
    for block in blocks:
        if block["type"] == "tool_use" and block["name"] not in tools:
            raise ProblemError(500, f"the script calls {block['name']}, which is not among the request's tools")


def message(request: Mapping[str, Any], blocks: list[Block], turn: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A message of the API around these blocks."""
    turn = turn or {}
    calls = any(block["type"] == "tool_use" for block in blocks)
    usage = {
        "input_tokens": count_tokens(request),
        "output_tokens": tokens(blocks),
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
    }
    return {
        "id": _id("msg"),
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": blocks,
        "stop_reason": turn.get("stop_reason", "tool_use" if calls else "end_turn"),
        "stop_sequence": None,
        "usage": {**usage, **turn.get("usage", {})},
    }


def count_tokens(request: Mapping[str, Any]) -> int:
    """A rough size of what the request shows the model."""
    return tokens([request.get(part) for part in ("system", "tools", "messages")])


def tokens(value: object) -> int:
    """A rough size: four characters a token, at least one."""
    return max(len(json.dumps(value)) // CHARACTERS_PER_TOKEN, 1)


def improvised(request: Mapping[str, Any], *, obeys: bool = False) -> dict[str, Any]:
    """The message without a script: what the model's jobs come to."""
    text, calls = improvising.improvise(request, obeys=obeys)
    blocks: list[Block] = [{"type": "text", "text": text}] if text else []
    blocks += [{"type": "tool_use", "id": _id("toolu"), "name": name, "input": made} for name, made in calls]
    return message(request, blocks)


def _id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"
