"""What one request shows the model: the tools, what was asked, and what the tools have answered since.

Of the last user message that answers no call, the last text is what is asked; the texts before it say where and by
whom, what was said earlier, and which message it is about.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.model import fenced

type Block = Mapping[str, Any]

RUNNERS = ("operations_run_read", "operations_run_write")
CHANNEL = re.compile(r"<#(\d{15,20})>|\bchannel[_ ]?id\W{1,4}(\d{15,20})")


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call of this turn and what it came to."""

    name: str
    input: Mapping[str, Any]
    text: str
    failed: bool

    @property
    def tool(self) -> str:
        """The tool that was meant, also if it ran through a finder tool."""
        if self.name in RUNNERS:
            return str(self.input.get("name", "")).replace(".", "_")
        return self.name


class Conversation:
    """One request, read."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        self.tools: dict[str, Mapping[str, Any]] = {tool["name"]: tool for tool in request.get("tools") or ()}
        self.may_call = bool(self.tools) and (request.get("tool_choice") or {}).get("type") != "none"
        self.messages: Sequence[Mapping[str, Any]] = request["messages"]
        asking = [place for place, message in enumerate(self.messages) if is_asking(message)]
        begun = asking[-1] if asking else 0
        self.opening = "\n\n".join(block["text"] for block in blocks(self.messages[begun]) if block["type"] == "text")
        self.words = question(self.messages[begun])
        self.asked = "\n".join(question(self.messages[place]) for place in asking)
        self.calls = list(_calls(self.messages[begun + 1 :]))

    @property
    def here(self) -> str | None:
        """The channel that the request was made in, where the opening tells it."""
        found = CHANNEL.search(fenced.outside(self.opening))
        return (found.group(1) or found.group(2)) if found else None

    @property
    def shown(self) -> fenced.Record | None:
        """The one message that the request itself shows, as a message menu does."""
        told = fenced.read(self.opening)
        return next((record for record in [*told.records, told.fields] if record.get("content")), None)

    def results(self, tool: str) -> list[Call]:
        """What a tool has answered in this turn, oldest first."""
        return [call for call in self.calls if call.tool == tool]

    def has_called(self, tool: str, arguments: Mapping[str, Any]) -> bool:
        """Whether exactly this was called already."""
        return any(call.name == tool and call.input == arguments for call in self.calls)

    def everything(self) -> Iterator[str]:
        """Every text that the messages show, oldest first."""
        for message in self.messages:
            for block in blocks(message):
                yield from _texts(block)


def question(message: Mapping[str, Any]) -> str:
    """What the asker wants: the last text of the message, without what is fenced in it."""
    texts = [block["text"] for block in blocks(message) if block["type"] == "text"]
    return fenced.outside(texts[-1]) if texts else ""


def blocks(message: Mapping[str, Any]) -> Sequence[Block]:
    """A message's content as blocks."""
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def text_of(content: Any) -> str:
    """The text of a tool result's content."""
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content or () if part.get("type") == "text")


def is_asking(message: Mapping[str, Any]) -> bool:
    """Whether somebody asks in it: a user message that answers no call."""
    return message["role"] == "user" and not any(block["type"] == "tool_result" for block in blocks(message))


def _calls(messages: Sequence[Mapping[str, Any]]) -> Iterator[Call]:
    made: dict[str, Block] = {}
    for message in messages:
        for block in blocks(message):
            if block["type"] == "tool_use":
                made[block["id"]] = block
            elif block["type"] == "tool_result" and (use := made.get(block["tool_use_id"])):
                yield Call(use["name"], use["input"], text_of(block.get("content")), bool(block.get("is_error")))


def _texts(block: Block) -> Iterator[str]:
    if block["type"] == "text":
        yield block["text"]
    elif block["type"] == "tool_result":
        yield text_of(block.get("content"))
    elif block["type"] == "document":
        yield json.dumps(block.get("source"), ensure_ascii=False)
