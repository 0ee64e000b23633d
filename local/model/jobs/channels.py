"""Channels: creating one that only a role can write in, and sending a message to one."""

import re

from local.model import arguments, fenced
from local.model.conversation import Call, Conversation
from local.model.jobs import places
from local.model.steps import Say, Step, call, report, use

CREATE = re.compile(r"\b(?:create|make|add|open)\b[^.]*?\bchannel\b", re.IGNORECASE)
CALLED = re.compile(
    r"\b(?:called|named)\s+[\"“'#]?([\w-]+)|\b(?:an?|the)\s+(?:new\s+)?[\"“#]?([\w-]+)[\"”]?\s+(?:text\s+)?channel\b",
    re.IGNORECASE,
)
ONLY = re.compile(
    r"\bonly\s+(?:the\s+)?(?:<@&(\d{15,20})>|@?(\w[\w ]*?))\s+(?:can|may|are|is|should|could)\b([^.]*)", re.IGNORECASE
)
SEND = re.compile(r"\b(?:send|post|write|say)\s+[\"“'](.+?)[\"”']\s+(?:to|in|into)\b", re.IGNORECASE | re.DOTALL)
EVERYONE = "@everyone"
READS = re.compile(r"\b(?:see|read|view|access|join)\b", re.IGNORECASE)


def create(conversation: Conversation) -> Step | None:
    """Create a channel, closed for all but a role if the words say so; None if that is not what was asked."""
    if not CREATE.search(conversation.words):
        return None
    done = conversation.results("channel_create")
    if done:
        return Say(_created(done[-1], ONLY.search(conversation.words)))
    spoken = CALLED.search(conversation.words)
    name = next((part for part in spoken.groups() if part), "") if spoken else ""
    if not name:
        return Say("What shall the channel be called?")
    only = ONLY.search(conversation.words)
    if only is None:
        return use(conversation, "channel_create", name=name.lower())
    roles = conversation.results("role_list")
    if not roles:
        return use(conversation, "role_list")
    if roles[-1].failed:
        return Say(report(roles[-1]))
    return _closed(conversation, name.lower(), only, {each["name"]: each["role_id"] for each in _roles(roles[-1].text)})


def _created(done: Call, only: re.Match[str] | None) -> str:
    """What was created, in words; the house's own words where nothing was, or not yet."""
    made = fenced.read(done.text).fields
    if done.failed or "channel_id" not in made:
        return report(done)
    who = (
        f" Only {only.group(2) or 'that role'} can {'see it' if READS.search(only.group(3)) else 'write there'}."
        if only
        else ""
    )
    return f"I created **{made.get('name', 'the channel')}**: <#{made['channel_id']}>.{who}\n{report(done)}"


def _roles(text: str) -> list[fenced.Record]:
    return [record for record in fenced.read(text).records if {"name", "role_id"} <= record.keys()]


def _closed(conversation: Conversation, name: str, only: re.Match[str], ids: dict[str, str]) -> Step:
    role = only.group(1) or next((ids[each] for each in ids if each.lower() == only.group(2).lower()), "")
    everyone = ids.get(EVERYONE) or ids.get("everyone")
    if not role:
        return Say(f"I see no role with the name {only.group(2)}.")
    if not everyone:
        return Say("I cannot tell which role is @everyone, so I could not close the channel for all others.")
    closed = ["VIEW_CHANNEL"] if READS.search(only.group(3)) else ["SEND_MESSAGES"]
    opened = ["VIEW_CHANNEL", "SEND_MESSAGES"]
    wanted = [(everyone, [], closed), (role, opened, [])]
    exact = arguments.overwrites(conversation.tools.get("channel_create", {}), wanted)
    if not exact:
        return Say("The tool for creating channels takes no permission overwrites, so everybody could write there.")
    return call(conversation, "channel_create", {"name": name}, exact)


def send(conversation: Conversation) -> Step | None:
    """Send quoted words to a channel; None if that is not what was asked."""
    spoken = SEND.search(conversation.words)
    if not spoken:
        return None
    done = conversation.results("message_send")
    if done:
        return Say(report(done[-1]))
    after = re.match(r"\s+(?:the\s+)?#?([\w-]+)", conversation.words[spoken.end() :])
    channel = places.channel(conversation, named=after.group(1) if after else "")
    if not isinstance(channel, str):
        return channel
    return use(conversation, "message_send", channel=channel, text=spoken.group(1))
