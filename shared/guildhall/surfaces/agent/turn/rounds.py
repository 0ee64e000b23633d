"""What a transcript says is next, and how the model gets to see it. Nothing here asks or saves anything.

    place  role        content
    0      user        what was asked                                       the opening
    1      assistant   text and tool calls, with stop_reason and usage      round 1
    2      user        what the calls came to
    3      assistant   text                                                 round 2: the answer

The answer of a round and the reason why it ended are saved together, so whichever attempt reads the transcript knows
what is next: every step follows from it, and from nothing that an attempt has to remember.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from pydantic import JsonValue

from guildhall.store.turn_records import Block, Message, Usage
from guildhall.surfaces.agent.ports import ModelAnswer, ToolCall
from guildhall.surfaces.agent.turn.budget import MOST_ROUNDS

CONCLUDE = "This is the last round, and no tool can be called any more: answer now with what you have."
GO_ON = "Your answer was cut off because it was too long. Go on exactly where it stopped, and come to an end soon."
NOT_RUN = "Your answer was cut off because it was too long, so this was not run. Call it again, with less beside it."
_CUT_OFF = frozenset({"max_tokens", "model_context_window_exceeded"})


@dataclass(frozen=True, slots=True)
class Ask:
    """The model is asked; `last` is the last time."""

    last: bool


@dataclass(frozen=True, slots=True)
class Act:
    """Its tool calls are run."""

    calls: tuple[ToolCall, ...]


@dataclass(frozen=True, slots=True)
class Add:
    """Something of ours is said to it first."""

    message: Message = field(repr=False)


class End(Enum):
    """Why the model said no more: it was done, it was cut off, it used up its rounds, or it would not answer."""

    DONE = auto()
    CUT = auto()
    UNFINISHED = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Say:
    """The turn is answered; the text is empty if the model said nothing."""

    text: str = field(repr=False)
    end: End


type Step = Ask | Act | Add | Say


def saved(answer: ModelAnswer) -> Message:
    """Return a model's answer as it is kept; texts without words, which no request may hold, are left out."""
    content: list[JsonValue] = [
        block for block in answer.content if block.get("type") != "text" or str(block.get("text", "")).strip()
    ]
    usage: dict[str, JsonValue] = answer.usage.model_dump()
    return {"role": "assistant", "content": content, "stop_reason": answer.stop_reason, "usage": usage}


def usage(messages: Sequence[Message]) -> Usage:
    """Return what the saved answers have cost."""
    total = Usage()
    for message in messages:
        if "usage" in message:
            total += Usage.model_validate(message["usage"])
    return total


def next_step(messages: Sequence[Message]) -> Step:
    """Return what is next in a turn whose opening is saved."""
    last, asked = messages[-1], rounds(messages)
    if last["role"] == "user":
        return Ask(last=asked + 1 >= MOST_ROUNDS)
    if asked >= MOST_ROUNDS:
        return Say(_answer(messages), _end(last))
    stop, calls = last.get("stop_reason"), _calls(last)
    if calls:
        return Add(_unrun(calls)) if stop in _CUT_OFF else Act(calls)
    if stop == "pause_turn" and blocks(last):
        return Ask(last=asked + 1 >= MOST_ROUNDS)
    if stop == "max_tokens" and blocks(last) and said(GO_ON) not in messages:
        return Add(said(GO_ON))
    return Say("" if stop == "refusal" else _answer(messages), _end(last))


def _end(last: Message) -> End:
    stop = last.get("stop_reason")
    if stop == "refusal":
        return End.REFUSED
    if _calls(last) or stop == "pause_turn":
        return End.UNFINISHED
    return End.CUT if stop in _CUT_OFF else End.DONE


def rounds(messages: Sequence[Message]) -> int:
    """Return how many of the model's answers are saved."""
    return sum(message["role"] == "assistant" for message in messages)


def said(text: str) -> Message:
    """Return something that we say to the model."""
    return {"role": "user", "content": [{"type": "text", "text": text}]}


def blocks(message: Message) -> list[Block]:
    """Return a message's blocks."""
    content = message["content"]
    if isinstance(content, list):
        return [block for block in content if isinstance(block, dict)]
    return [{"type": "text", "text": content}]


def _calls(message: Message) -> tuple[ToolCall, ...]:
    return tuple(_call(block) for block in blocks(message) if block.get("type") == "tool_use")


def _call(block: Block) -> ToolCall:
    given = block.get("input")
    return ToolCall(str(block.get("id")), str(block.get("name")), given if isinstance(given, dict) else {})


def _unrun(calls: Sequence[ToolCall]) -> Message:
    told: list[JsonValue] = [
        {"type": "tool_result", "tool_use_id": call.id, "content": NOT_RUN, "is_error": True} for call in calls
    ]
    return {"role": "user", "content": told}


def _text(message: Message) -> str:
    texts = [str(block.get("text", "")) for block in blocks(message) if block.get("type") == "text"]
    return "\n\n".join(texts)


def _answer(messages: Sequence[Message]) -> str:
    """Return what the model said at the end; if that is nothing, what it said last beside a tool call."""
    text = ""
    for message in reversed(messages):
        if message["role"] == "assistant":
            text = _text(message) + text
        elif message != said(GO_ON) and text.strip():
            break
    return text.strip()


# ------------------------------------------------------------------------------------------------------ for the request
MOST_CHARACTERS, ENOUGH_CHARACTERS = 120_000, 80_000
LEFT_OUT = "[left out: {} characters; call it again if needed]"


def presented(messages: Sequence[Message], opening: Message, *, last: bool) -> list[Message]:
    """Return the transcript as the model gets it: long results of earlier rounds left out, ours beside nothing else.

    Args:
        messages: The transcript.
        opening: Its first message, with the images that it names.
        last: Whether the model is told to conclude.
    """
    shown = [_shortened(message, left) for message, left in zip(messages, _left_out(messages), strict=True)]
    shown[0] = {"role": opening["role"], "content": opening["content"]}
    if last and shown[-1]["role"] == "user":
        shown[-1] = {"role": "user", "content": [*blocks(shown[-1]), *blocks(said(CONCLUDE))]}
    return shown


def _left_out(messages: Sequence[Message]) -> list[bool]:
    """Return of which messages the tools' results are left out: the oldest ones, if all together are too long."""
    sizes = [_characters(message["content"]) for message in messages]
    too_many, leave = sum(sizes) > MOST_CHARACTERS, [False] * len(messages)
    left = sum(sizes)
    for place, message in enumerate(messages[:-1]):
        if too_many and left > ENOUGH_CHARACTERS and any(map(_is_result, blocks(message))):
            leave[place] = True
            left -= sizes[place]
    return leave


def _shortened(message: Message, left_out: bool) -> Message:
    content = [_without(block) if left_out and _is_result(block) else block for block in blocks(message)]
    return {"role": message["role"], "content": [*content]}


def _without(block: Block) -> Block:
    return {**block, "content": LEFT_OUT.format(_characters(block.get("content")))}


def _is_result(block: Block) -> bool:
    return block.get("type") == "tool_result"


def _characters(content: JsonValue) -> int:
    return len(content) if isinstance(content, str) else len(json.dumps(content, ensure_ascii=False))


# -------------------------------------------------------------------------------------------------------- for the table
MOST_BYTES, _LEAST_BYTES = 340_000, 1_000
SHORTENED = "\n[cut here: {} characters more; ask for less at a time]"


def fitting(message: Message) -> Message:
    """Return the message so short that a table keeps it: its longest texts are cut, and say so."""
    fitted, most = message, MOST_BYTES
    while _bytes(fitted) > MOST_BYTES and most > _LEAST_BYTES:
        most //= 2
        parts = blocks(message)
        fitted = {**message, "content": [_cut(block, most // max(1, len(parts))) for block in parts]}
    return fitted


def _cut(block: Block, most_bytes: int) -> Block:
    name = "content" if _is_result(block) else "text"
    text = block.get(name)
    if not isinstance(text, str) or _bytes(text) <= most_bytes:
        return block
    kept = text[: most_bytes if text.isascii() else most_bytes // 6]
    return {**block, name: kept + SHORTENED.format(len(text) - len(kept))}


def _bytes(content: JsonValue) -> int:
    return len(json.dumps(content))
