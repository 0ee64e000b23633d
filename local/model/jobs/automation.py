"""Drafting an automation: when somebody asks or joins, or a time comes, a message is sent. A draft never runs."""

import re
from typing import Any

from local.model import fenced
from local.model.conversation import Call, Conversation
from local.model.jobs import places
from local.model.steps import Say, Step, report, use

ASKED = re.compile(
    r"\bfaqs?\b|\bautomat\w+|\bauto-?(?:reply|respond|answer)\w*|\bwhen (?:some|any)(?:body|one)\b"
    r"|\b(?:whenever|every time|each time|every (?:day|week|morning))\b",
    re.IGNORECASE,
)
JOINS = re.compile(r"\bjoins?\b|\bwelcom\w+|\bnew(?:comer| member)s?\b", re.IGNORECASE)
ANSWERS = re.compile(r"\bfaqs?\b|\banswer\w*|\brepl(?:y|ies)\b|\basks?\b|\brespond\w*", re.IGNORECASE)
EVERY = re.compile(r"\bevery (day|week|morning)\b", re.IGNORECASE)
ABOUT = re.compile(r"\babout\s+[\"“']?([\w-]{2,40})", re.IGNORECASE)
QUOTED = re.compile(r"[\"“](.+?)[\"”]|(?<!\w)'(.+?)'(?!\w)", re.DOTALL)
PHRASES = ("how do I", "how can I", "where do I", "what is")
SCHEDULES = {"day": "cron(0 9 * * ? *)", "morning": "cron(0 8 * * ? *)", "week": "cron(0 9 ? * MON *)"}
ANSWER = "{trigger.user}, the pinned messages answer most questions. Ask again if they do not."
WELCOME = "Welcome, {trigger.user}!"
NOTHING_RUNS = "It is a draft and does nothing by itself: nothing runs it yet."


def draft(conversation: Conversation) -> Step | None:
    """Draft an automation that sends a message; None if none was asked for."""
    if not ASKED.search(conversation.words):
        return None
    done = conversation.results("automation_draft")
    if done:
        return Say(_drafted(done[-1]))
    channel = places.channel(conversation)
    if not isinstance(channel, str):
        return channel
    wanted = _wanted(conversation.words, channel)
    if wanted is None:
        return Say("When shall it be, and what shall I send then? For example: every day, send “Good morning”.")
    return use(conversation, "automation_draft", **wanted)


def _wanted(words: str, channel: str) -> dict[str, Any] | None:
    """What the words ask for, as the arguments of a draft; None where they do not say enough."""
    said = next((part for quoted in QUOTED.findall(words) for part in quoted if part), "")
    every = EVERY.search(words)
    if every and said:
        due = {"on": "scheduled", "schedule": SCHEDULES[every.group(1).lower()]}
        return _made(f"Every {every.group(1).lower()}", due, channel, said)
    if JOINS.search(words):
        return _made("Welcome", {"on": "member_joined"}, channel, said or WELCOME)
    if not ANSWERS.search(words) and not said:
        return None
    about = ABOUT.search(words)
    phrases = [about.group(1)] if about else list(PHRASES)
    asked = {"on": "message_created", "channel_ids": [channel], "contains": phrases}
    name = f"Answers about {about.group(1)}" if about else "FAQ"
    return _made(name, asked, "{trigger.channel_id}", said or ANSWER)


def _made(name: str, trigger: dict[str, Any], channel: str, content: str) -> dict[str, Any]:
    action = {"operation": "message.send", "arguments": {"channel_id": channel, "content": content}}
    return {"name": name, "trigger": trigger, "actions": [action]}


def _drafted(done: Call) -> str:
    """What was drafted, and that nothing runs it; the house's own words where nothing was."""
    made = fenced.read(done.text).fields
    if done.failed or "automation_id" not in made:
        return report(done)
    return f"I drafted the automation **{made.get('name', '')}**. {NOTHING_RUNS}\n{report(done)}"
