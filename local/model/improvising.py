"""What the model does without a script: one of its jobs, else a tool that the words name, else it says what it is."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from local.model.conversation import Call, Conversation
from local.model.jobs import automation, channels, members, places, record, summary, warning
from local.model.obey import obey
from local.model.steps import WHO, Say, Step, Use, report

type Job = Callable[[Conversation], Step | None]

JOBS: tuple[Job, ...] = (
    record.shorten,
    automation.draft,
    warning.draft,
    summary.summarize,
    channels.create,
    channels.send,
    members.act,
    places.list_places,
)
EXCERPT = 600
KNOWN = (
    "I know a few jobs: list channels and servers, summarize a channel, create a channel that only a role can write "
    "in, draft a warning for a message, draft an automation that sends one, ban or time out a member, send a message, "
    'tell who somebody is. Beside these I call a tool when your words name it (for example "list channels") and it '
    "needs nothing more."
)


def improvise(request: Mapping[str, Any], *, obeys: bool = False) -> tuple[str, tuple[tuple[str, dict[str, Any]], ...]]:
    """The text of the answer, or no text and the calls to make."""
    conversation = Conversation(request)
    step = _plain(conversation)
    if obeys:
        step = obey(conversation, step)
    if isinstance(step, Use) and not conversation.may_call:
        step = Say("\n".join(["I may call no more tools in this turn. So far:", *map(report, conversation.calls)]))
    if isinstance(step, Use):
        return "", step.calls
    return (WHO + step.text if step.signed else step.text), ()


def _plain(conversation: Conversation) -> Step:
    for job in JOBS:
        step = job(conversation)
        if step is not None:
            return step
    return _named(conversation)


def _named(conversation: Conversation) -> Step:
    if conversation.calls:
        shown = "\n".join(_excerpt(call) for call in conversation.calls)
        return Say(f"The tool answered:\n{shown}")
    for name, tool in conversation.tools.items():
        arguments = _arguments(tool, conversation.words)
        if arguments is not None:
            return Use(((name, arguments),))
    return Say(KNOWN)


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


def _excerpt(call: Call) -> str:
    return call.text if len(call.text) <= EXCERPT else f"{call.text[:EXCERPT]}…"
