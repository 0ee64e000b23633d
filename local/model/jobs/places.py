"""Finding a channel, and listing guilds and channels."""

import re

from local.model import fenced
from local.model.conversation import Call, Conversation
from local.model.fenced import Record
from local.model.steps import Say, Step, Use, report, use

MENTION = re.compile(r"<#(\d{15,20})>")
LINK = re.compile(r"https://(?:\w+\.)?discord(?:app)?\.com/channels/(?:\d{15,20}|@me)/(\d{15,20})/(\d{15,20})")
"""A message's address: its channel and its id."""
LEFT_OUT = re.compile(r"\b(\d+) more are left out\b")
HIDDEN = "{} left out, for not everybody here can see {}; /ask with a private answer shows all that you can see."
LIST = re.compile(r"\b(?:list|show|which|what)\b[^.]*\b(channels?|servers?|guilds?)\b", re.IGNORECASE)


def channel(conversation: Conversation, *, named: str = "") -> str | Step:
    """The id of the channel that the words name, or the step that finds it; without a name, where it was asked."""
    if found := MENTION.search(conversation.words):
        return found.group(1)
    written = re.search(r"#([\w-]{1,100})", conversation.words)
    name = (written.group(1) if written else named).lower()
    if not name:
        return conversation.here or Say("Which channel? Please mention it, like #general.")
    listings = conversation.results("channel_list")
    if not listings:
        return use(conversation, "channel_list")
    if listings[-1].failed:
        return Say(report(listings[-1]))
    for record in channels(listings[-1]):
        if record.get("name", "").lower() == name:
            return record["channel_id"]
    return Say(f"I see no channel with the name {name}.")


def channels(listing: Call) -> list[Record]:
    """The channels of a listing."""
    return [record for record in fenced.read(listing.text).records if "channel_id" in record]


def list_places(conversation: Conversation) -> Step | None:
    """List guilds, channels or both; None if that is not what was asked."""
    asked = LIST.search(conversation.words)
    if not asked:
        return None
    words = asked.group(0).lower()
    tools = [
        tool
        for tool, spoken in (("guild_list", r"server|guild"), ("channel_list", r"channel"))
        if re.search(spoken, words)
    ]
    missing = [tool for tool in tools if not conversation.results(tool)]
    if missing:
        return _together([use(conversation, tool) for tool in missing])
    return Say("\n".join(_listed(conversation.results(tool)[-1]) for tool in tools))


def _together(steps: list[Step]) -> Step:
    calls = tuple(one for step in steps if isinstance(step, Use) for one in step.calls)
    return Use(calls) if calls else steps[0]


def _listed(listing: Call) -> str:
    if listing.failed:
        return report(listing)
    if listing.tool == "guild_list":
        guilds = [record["name"] for record in fenced.read(listing.text).records if "guild_id" in record]
        return f"**Servers that we share: {len(guilds)}**\n" + "\n".join(f"- {name}" for name in guilds)
    found = channels(listing)
    names = {record["channel_id"]: record.get("name", "") for record in found}
    rooms = [record for record in found if record.get("kind") != "category"]
    lines = [f"**Channels that you can see: {len(rooms)}**"]
    for record in rooms:
        category = names.get(record.get("category_id", ""), "")
        topic = " ".join(record.get("topic", "").split())
        kind = "" if record.get("kind") in {"text", None} else f" ({record['kind']})"
        beside = " · ".join(part for part in (category, topic) if part)
        name = record.get("name", "")
        lines.append(f"- **{name}** <#{record['channel_id']}>{kind}" + (f" · {beside}" if beside else ""))
    return "\n".join([*lines, *_left_out(listing)])


def _left_out(listing: Call) -> list[str]:
    """What the house says of entries that it left out, for the one who asked."""
    found = LEFT_OUT.search(fenced.outside(listing.text))
    if not found:
        return []
    return [HIDDEN.format(*(("1 more is", "it") if found.group(1) == "1" else (f"{found.group(1)} more are", "them")))]
