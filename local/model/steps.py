"""What the model does next: say something, or call tools."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.model import arguments, fenced
from local.model.conversation import RUNNERS, Call, Conversation

WHO = "-# I am a scripted model, not an AI.\n"
"""The first words of every answer: small print in Discord's Markdown."""
READS = ("_list", "_get", "_search", "_read", "_explain", "_describe")


@dataclass(frozen=True, slots=True)
class Say:
    """Say it, and be done; first of all, unless nobody reads it, that a scripted model says it."""

    text: str
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Use:
    """Call tools, side by side."""

    calls: tuple[tuple[str, dict[str, Any]], ...]


type Step = Say | Use


def use(conversation: Conversation, tool: str, /, **values: Any) -> Step:
    """Call a tool, or the finder tool that runs it, or say that neither was offered."""
    return call(conversation, tool, values, {})


def call(conversation: Conversation, tool: str, values: Mapping[str, Any], exact: Mapping[str, Any]) -> Step:
    """Call a tool with values under the names of its schema, and with arguments that already bear them."""
    offered = conversation.tools.get(tool)
    if offered is not None:
        made = {**arguments.fill(offered, values), **exact}
        if lacking := arguments.missing(offered, made):
            return Say(f"I would call `{tool}`, but I do not know its {', '.join(lacking)}. Please say it.")
        return _once(conversation, tool, made)
    runner = RUNNERS[0] if tool.endswith(READS) else RUNNERS[1]
    if runner in conversation.tools:
        inner = {"name": tool.replace("_", ".", 1), "arguments": {**arguments.unknown(values), **exact}}
        return _once(conversation, runner, {**arguments.fill(conversation.tools[runner], {}), **inner})
    return Say(f"That needs the tool `{tool}`, and I was not given it.")


def _once(conversation: Conversation, tool: str, made: dict[str, Any]) -> Step:
    if conversation.has_called(tool, made):
        return Say(report(conversation.calls[-1]))
    return Use(((tool, made),))


def report(done: Call) -> str:
    """What a tool answered, in the house's own words; for a failure also the facts beside them."""
    said = fenced.outside(done.text)
    if not done.failed:
        return said or "Done."
    facts = [f"- {name}: {value}" for name, value in fenced.read(done.text).fields.items()]
    return "\n".join(["That did not work.", said, *facts])
