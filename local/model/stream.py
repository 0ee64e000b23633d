"""One message as server-sent events, in the order of the Messages API.

Source: https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

PIECE = 24
"""Characters of one delta."""


def events(message: Mapping[str, Any]) -> Iterator[str]:
    """All events of one message, each as text ready to send."""
    opening = {**message, "content": [], "stop_reason": None, "usage": {**message["usage"], "output_tokens": 1}}
    yield _event({"type": "message_start", "message": opening})
    yield _event({"type": "ping"})
    for index, block in enumerate(message["content"]):
        yield from _block(index, block)
    ending = {"stop_reason": message["stop_reason"], "stop_sequence": message["stop_sequence"]}
    usage = {"output_tokens": message["usage"]["output_tokens"]}
    yield _event({"type": "message_delta", "delta": ending, "usage": usage})
    yield _event({"type": "message_stop"})


def _block(index: int, block: Mapping[str, Any]) -> Iterator[str]:
    start = {**block, "text": ""} if block["type"] == "text" else {**block, "input": {}}
    yield _event({"type": "content_block_start", "index": index, "content_block": start})
    is_text = block["type"] == "text"
    whole = block["text"] if is_text else json.dumps(block["input"])
    kind, key = ("text_delta", "text") if is_text else ("input_json_delta", "partial_json")
    for at in range(0, len(whole), PIECE):
        delta = {"type": kind, key: whole[at : at + PIECE]}
        yield _event({"type": "content_block_delta", "index": index, "delta": delta})
    yield _event({"type": "content_block_stop", "index": index})


def _event(value: Mapping[str, Any]) -> str:
    return f"event: {value['type']}\ndata: {json.dumps(value)}\n\n"
