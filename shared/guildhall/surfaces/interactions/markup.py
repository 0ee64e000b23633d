"""Text as Discord shows it: other people's words as they are, nobody pinged, names instead of ids.

Source: https://docs.discord.com/developers/reference#message-formatting
"""

import re
from datetime import datetime

from guildhall.discord.ids import ChannelId, GuildId, MessageId, RoleId, Snowflake, UserId
from guildhall.discord.markdown import escape, excerpt
from guildhall.discord.splitting import FENCE

BREAK = "\u200b"
"""A space of no width: what stands around it is no longer one word for Discord."""
LOOKALIKE = "\N{MODIFIER LETTER GRAVE ACCENT}"
"""Stands for a backtick where a backtick would end the code."""
_PING = re.compile(r"\\?@(?=everyone|here|[!&]?[0-9])", re.IGNORECASE)
_STRAY_PING = re.compile(r"(?:(?<=\\<)|(?<!<))\\?@(?=everyone|here|[!&]?[0-9])", re.IGNORECASE)
"""A ping that is no mention: `<@1>` with a `<` that nobody escaped is one of ours."""
_TICKS = re.compile(r"`(?=`)")
_MENTIONS: dict[type[Snowflake], str] = {ChannelId: "<#{}>", UserId: "<@{}>", RoleId: "<@&{}>"}
_LINK = "https://discord.com/channels/"


def quiet(text: str) -> str:
    """Return Markdown in which nothing looks like a ping, whatever names it holds."""
    return _PING.sub(f"@{BREAK}", text)


def spoken(text: str) -> str:
    """Return a sentence of ours whose mentions show names; mentions are off, so they ping nobody."""
    return _STRAY_PING.sub(f"@{BREAK}", text)


def plain(text: str, length: int | None = None) -> str:
    """Return somebody's words as one line that is shown letter by letter; at most `length` visible characters."""
    return quiet(escape(text) if length is None else excerpt(text, length))


def code(text: str) -> str:
    """Return text as code within a line."""
    return f"`{quiet(text.replace('`', LOOKALIKE)).strip() or BREAK}`"


def block(text: str, language: str = "") -> str:
    """Return text as a code block, from which nothing in it can break out."""
    inside = quiet(_TICKS.sub(f"`{BREAK}", text))
    return f"{FENCE}{language}\n{inside}\n{FENCE}"


def mention(snowflake: Snowflake) -> str:
    """Return the id as Discord shows its name; a kind that has no name, as code."""
    return _MENTIONS.get(type(snowflake), "`{}`").format(snowflake)


def moment(at: datetime) -> str:
    """Return a moment as everybody sees it in the own time zone."""
    return f"<t:{int(at.timestamp())}:f>"


def channel_link(name: str, guild_id: GuildId | None, channel_id: ChannelId) -> str:
    """Return a channel's name as a link to it."""
    return f"[#{plain(name)}]({_LINK}{guild_id or '@me'}/{channel_id})"


def message_link(guild_id: GuildId | None, channel_id: ChannelId, message_id: MessageId) -> str:
    """Return a link to a message."""
    return f"[message]({_LINK}{guild_id or '@me'}/{channel_id}/{message_id})"
