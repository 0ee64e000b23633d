"""A draft of a moderation warning, quoting what was said and naming what may be wrong with it."""

import re
from urllib.parse import urlsplit

from local.model import fenced
from local.model.conversation import Conversation
from local.model.fenced import Record
from local.model.jobs import places
from local.model.steps import Say, Step, report, use

ASKED = re.compile(
    r"\b(?:draft|write|prepare)\b[^.]*\bwarning\b|\bdraft_warning\b|^draft warning", re.IGNORECASE | re.MULTILINE
)
ADDRESS = re.compile(r"\b(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
QUOTE = 300
SIGNS = (
    (
        re.compile(r"\b(?:free|win|claim|gift|giveaway|nitro|airdrop|promo)\w*\b", re.IGNORECASE),
        "it advertises a giveaway",
    ),
    (ADDRESS, "it leads to a page outside Discord"),
    (re.compile(r"@(?:everyone|here)\b"), "it calls everybody"),
    (re.compile(r"\b(?:idiot|stupid|moron|shut up|hate you|loser)\w*\b", re.IGNORECASE), "it is unkind to others"),
    (re.compile(r"\b[A-Z]{4,}(?:\W+[A-Z]{4,})+\b"), "it shouts"),
    (re.compile(r"([!?])\1{2,}"), "it is loud"),
)
"""What in a text may be against a rule, and how to say so."""


def draft(conversation: Conversation) -> Step | None:
    """Draft a warning for the message that a link names or that the request shows; None if that was not asked."""
    if not ASKED.search(conversation.words):
        return None
    link = places.LINK.search(conversation.words)
    shown = conversation.shown
    if shown and (link is None or shown.get("message_id") == link.group(2)):
        return Say(_draft(shown))
    if link is None:
        return Say("Which message? Please give its link (Copy Message Link).")
    tool = "message_get" if "message_get" in conversation.tools else "message_list"
    results = conversation.results(tool)
    if not results:
        return use(conversation, tool, channel=link.group(1), message=link.group(2), around=link.group(2), count=3)
    if results[-1].failed:
        return Say(report(results[-1]))
    told = fenced.read(results[-1].text)
    for record in [told.fields, *told.records]:
        if record.get("message_id") == link.group(2):
            return Say(_draft(record))
    return Say("I could not find that message any more.")


def _draft(record: Record) -> str:
    said = record.get("content", "")
    signs = [why for pattern, why in SIGNS if pattern.search(said)]
    name = record.get("author_name", "member")
    quote = _relevant(said)
    why = (
        f"It may be against our rules, because {' and '.join(signs[:3])}."
        if signs
        else "Somebody found it out of line."
    )
    hosts = sorted(
        {
            urlsplit(f"//{found.removeprefix('https://').removeprefix('http://')}").hostname or ""
            for found in ADDRESS.findall(said)
        }
    )
    about = f" Please leave links such as {', '.join(hosts)} out." if hosts else ""
    doubt = "" if signs else "\nI see no clear sign of a broken rule, so a person should judge this first."
    return (
        "\n".join(
            [
                "**Draft of a moderation warning, nothing was sent:**",
                f"> Hello {name}, a word about your message: “{quote}”",
                f"> {why}{about}",
                "> Please keep the channel friendly and on topic; if it happens again, we may have to time you out.",
                "> If you think that we are wrong, answer here or write to a moderator.",
            ]
        )
        + doubt
    )


def _relevant(said: str) -> str:
    """The line that shows the most signs, short enough to be quoted."""
    lines = [line.strip() for line in said.split("\n") if line.strip()] or ["(no text)"]
    best = max(lines, key=lambda line: sum(bool(pattern.search(line)) for pattern, _ in SIGNS))
    return best if len(best) <= QUOTE else f"{best[:QUOTE].rstrip()}…"
