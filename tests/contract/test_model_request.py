"""What the agent asks the model is a request that the Messages API takes, with the tools and the prompt of now."""

import copy
from typing import Any

import pytest

from guildhall.store.turn_records import Message
from guildhall.surfaces.agent import prompt
from guildhall.surfaces.agent.model import model
from guildhall.surfaces.agent.ports import ModelRequest, ToolCall, ToolTold
from guildhall.surfaces.agent.tools import table as tool_table
from guildhall.surfaces.agent.turn import rounds
from local.model.blocks import marks
from local.model.validation import MARKS_MAX, validate

HEADERS = {"authorization": "Bearer k", "anthropic-version": "2026-10-21"}
OPENING: Message = {
    "role": "user",
    "content": [{"type": "text", "text": text} for text in ("Where.", "Asked now:", "hi")],
}
ANSWER: Message = {
    "role": "assistant",
    "content": [
        {"type": "thinking", "thinking": "", "signature": "s"},
        {"type": "tool_use", "id": "toolu_1", "name": "channel_list", "input": {}},
        {"type": "tool_use", "id": "toolu_2", "name": "role_list", "input": {}},
    ],
}
RESULTS: Message = {
    "role": "user",
    "content": [
        ToolTold(call=ToolCall("toolu_1", "channel_list", {}), text="none").block(),
        ToolTold(call=ToolCall("toolu_2", "role_list", {}), text="denied", failed=True).block(),
    ],
}


def body(messages: list[Message], *, last: bool) -> dict[str, Any]:
    asked = ModelRequest(
        system=prompt.system(),
        tools=tool_table.definitions(),
        messages=rounds.presented(messages, messages[0], last=last),
        max_tokens=1000,
        allow_tools=not last,
    )
    before = copy.deepcopy(asked)
    made = model._body(asked, "claude-x")
    assert asked == before
    return made


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("messages", [[OPENING], [OPENING, ANSWER, RESULTS]], ids=["first round", "second round"])
def test_every_round_s_request_is_taken(messages: list[Message], last: bool) -> None:
    made = body(messages, last=last)
    validate(HEADERS, made)
    assert 3 <= len(list(marks([made["tools"], made["system"], made["messages"]]))) <= MARKS_MAX


def test_all_that_stands_before_the_conversation_is_the_same_in_every_round() -> None:
    first, second = body([OPENING], last=False), body([OPENING, ANSWER, RESULTS], last=False)
    assert [first[part] for part in ("system", "tools")] == [second[part] for part in ("system", "tools")]
