"""What the scripted model answers: the exact turns of a script, else simple patterns over the user's last words.

A turn of a script is one of: a string, the text of the answer; `{"text": ..., "tools": [{"name", "input"}]}`, text and
tool calls; `{"content": [block, ...]}`, exact blocks; `{"error": {"status", "message", "type", "retry_after_s"}}`, a
refusal. `stop_reason` and `usage` may be given; a tool call must name a tool of the request unless `"unchecked": true`.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from local.model.problems import ProblemError

type Block = dict[str, Any]

WHO = "I am a scripted model, not an AI"
CHARACTERS_PER_TOKEN = 4
EXCERPT = 600


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


def improvised(request: Mapping[str, Any]) -> dict[str, Any]:
    """The message without a script: report a tool's result, call a tool that the words name, or say what this is."""
    last = request["messages"][-1]
    content = last["content"] if isinstance(last["content"], list) else [{"type": "text", "text": last["content"]}]
    results = [block for block in content if block["type"] == "tool_result"]
    if results:
        shown = "\n".join(_excerpt(block.get("content")) for block in results)
        return message(request, [{"type": "text", "text": f"{WHO}. The tool answered:\n{shown}"}])
    words = " ".join(block.get("text", "") for block in content)
    for tool in request.get("tools") or ():
        arguments = _arguments(tool, words)
        if arguments is not None and not _was_called(request):
            call: Block = {"type": "tool_use", "id": _id("toolu"), "name": tool["name"], "input": arguments}
            return message(request, [call])
    text = f'{WHO}: I call a tool when your words name it (for example "list channels") and it needs nothing more.'
    return message(request, [{"type": "text", "text": text}])


def _arguments(tool: Mapping[str, Any], words: str) -> dict[str, Any] | None:
    """The arguments for a tool whose name the words contain, or None when they do not or too little is known."""
    spoken = {word.rstrip("s") for word in re.findall(r"[a-z]+", words.lower())}
    if not {part.rstrip("s") for part in re.split(r"[_-]", tool["name"].lower())} <= spoken:
        return None
    ids = re.findall(r"\b\d{15,20}\b", words)
    quoted = re.findall(r"[\"\u201c](.+?)[\"\u201d]", words)
    arguments: dict[str, Any] = {}
    for name in (tool.get("input_schema") or {}).get("required") or ():
        source = ids if name.endswith("_id") else quoted if name in {"content", "text", "name", "reason"} else []
        if not source:
            return None
        arguments[name] = source.pop(0)
    return arguments


def _was_called(request: Mapping[str, Any]) -> bool:
    last = request["messages"][-1]
    return isinstance(last["content"], list) and any(block["type"] == "tool_result" for block in last["content"])


def _excerpt(content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"


def _id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"
