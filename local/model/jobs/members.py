"""Members: who somebody is, timeouts, bans."""

import re

from local.model import fenced
from local.model.conversation import Call, Conversation
from local.model.steps import Say, Step, report, use

USER = r"<@!?(\d{15,20})>"
BAN = re.compile(rf"\bban\s+(?:{USER}|@?([\w.]+))", re.IGNORECASE)
TIMEOUT = re.compile(rf"\btime\s?-?out\s+(?:{USER}|@?([\w.]+))|\bmute\s+(?:{USER}|@?([\w.]+))", re.IGNORECASE)
WHO = re.compile(rf"\bwho(?:'s| is| are)\s+(?:{USER}|@([\w.]+))", re.IGNORECASE)
LENGTH = re.compile(r"\b(\d+)\s*(s|sec\w*|m|min\w*|h|hours?|d|days?|w|weeks?)\b", re.IGNORECASE)
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
REASON = re.compile(r"\b(?:because(?: of)?|reason:?)\s+(.{1,400})|\bfor\s+(?!\d)(.{1,400})", re.IGNORECASE)
USUAL_S = 600


def act(conversation: Conversation) -> Step | None:
    """Ban, time out or describe a member; None if that is not what was asked."""
    for pattern, tool in ((BAN, "member_ban"), (TIMEOUT, "member_timeout"), (WHO, "member_get")):
        if found := pattern.search(conversation.words):
            return _acted(conversation, tool, found)
    return None


def _acted(conversation: Conversation, tool: str, found: re.Match[str]) -> Step:
    user = next((part for part in found.groups() if part), "")
    if not user.isdecimal():
        return Say(f"Who is {user}? Please mention the member, so that I get the right one.")
    done = conversation.results(tool)
    if done:
        shown = tool == "member_get" and not done[-1].failed
        return Say(_described(done[-1].text) if shown else _acted_on(done[-1], user))
    if tool == "member_get":
        return use(conversation, tool, user=user)
    reason = REASON.search(conversation.words, found.end())
    why = " ".join((reason.group(1) or reason.group(2)).split()).rstrip(".") if reason else None
    if tool == "member_ban":
        return use(conversation, tool, user=user, reason=why)
    seconds = _seconds(conversation.words)
    return use(conversation, tool, user=user, seconds=seconds, minutes=max(seconds // 60, 1), reason=why)


def _acted_on(done: Call, user: str) -> str:
    """What became of a ban or timeout; a card that waits or was denied is told in the house's own words."""
    acted = not done.failed and "user_id" in fenced.read(done.text).fields
    lead = {"member_ban": f"Banned <@{user}>.\n", "member_timeout": f"Timed out <@{user}>.\n"}
    return (lead.get(done.tool, "") if acted else "") + report(done)


def _seconds(words: str) -> int:
    length = LENGTH.search(words)
    return int(length.group(1)) * SECONDS[length.group(2)[0].lower()] if length else USUAL_S


def _described(text: str) -> str:
    told = fenced.read(text)
    fields = {name: value for record in [told.fields, *told.records[:1]] for name, value in record.items() if value}
    name = fields.get("display_name") or fields.get("username") or "This member"
    lines = [
        f"- {key.replace('_', ' ')}: {value}" for key, value in fields.items() if not key.endswith(("_id", "_ids"))
    ]
    return "\n".join([f"**{name}**", *lines])
