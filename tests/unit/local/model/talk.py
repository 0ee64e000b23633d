"""Talks with the scripted model as the agent does: the real tools' schemas, results in the house's own format."""

from collections.abc import Mapping
from typing import Any

import jsonschema_rs
from pydantic import JsonValue

from guildhall.surfaces.agent.tools import table as tool_table
from guildhall.surfaces.tools.fence import fenced
from guildhall.surfaces.tools.markdown import render
from local.model import turns
from local.model.validation import validate

HEADERS = {"authorization": "Bearer k", "anthropic-version": "2026-10-21"}
WHERE = 'You are asked in <#100000000000000009> ("#lobby") of the server 100000000000000001 ("Lab") by <@1> ("Ada").'
HEAD = "Asked now, by <@1>, in the asker's own words:"
ROUNDS = 12

type Results = Mapping[str, Any]


def tools(*left_out: str) -> list[dict[str, Any]]:
    """The agent's tools as a request offers them."""
    return [dict(tool) for tool in tool_table.definitions() if tool["name"] not in left_out]


def result(said: str, value: Mapping[str, JsonValue], *after: str) -> str:
    """A tool's answer: ours outside the fence, Discord's inside."""
    return "\n".join([f"**{said}**", fenced(render(value, 30_000)), *after])


def opening(words: str, *before: str) -> dict[str, Any]:
    """The first message of a turn."""
    texts = [WHERE, *before, HEAD, words]
    return {"role": "user", "content": [{"type": "text", "text": text} for text in texts]}


class Talk:
    """One turn: asks until the model says something, checks each request and each call as the real parties would."""

    def __init__(self, first: dict[str, Any], results: Results, **request: Any) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._results = {name: list(given) if isinstance(given, list) else [given] for name, given in results.items()}
        self._obeys = request.pop("obeys", False)
        self._request = {"model": "m", "max_tokens": 100, "messages": [first], "tools": tools(), **request}
        self.said = self._go()

    def _go(self) -> str:
        for _ in range(ROUNDS):
            validate(HEADERS, self._request)
            message = turns.improvised(self._request, obeys=self._obeys)
            if message["stop_reason"] == "end_turn":
                (block,) = message["content"]
                return str(block["text"])
            answers = [self._answer(block) for block in message["content"]]
            more = [{"role": "assistant", "content": message["content"]}, {"role": "user", "content": answers}]
            self._request["messages"] = [*self._request["messages"], *more]
        raise AssertionError(f"no end after {ROUNDS} rounds: {self.calls}")

    def _answer(self, block: dict[str, Any]) -> dict[str, Any]:
        schema = next(tool["input_schema"] for tool in self._request["tools"] if tool["name"] == block["name"])
        jsonschema_rs.validate(schema, block["input"])
        self.calls.append((block["name"], block["input"]))
        given = self._results[block["name"]]
        answer = given.pop(0) if len(given) > 1 else given[0]
        told = answer if isinstance(answer, dict) else {"content": answer}
        return {"type": "tool_result", "tool_use_id": block["id"], **told}


def ask(words: str, results: Results | None = None, *before: str, **request: Any) -> Talk:
    """Ask something and let the turn run to its end."""
    return Talk(opening(words, *before), results or {}, **request)
