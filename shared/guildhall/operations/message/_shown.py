"""How a message is shown, and how it is named as a write's target."""

from typing import TYPE_CHECKING

from guildhall.discord.markdown import shorten
from guildhall.operations.message_shown import MessageShown
from guildhall.operations.preview import Fingerprinted, Target

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.message import Message

__all__ = ["MessageShown", "audience", "target_of"]


def audience(channel: "Channel") -> list[Fingerprinted]:
    """Return what says who reads what is said in a channel, for a fingerprint; in a thread that is its parent's."""
    return [channel.name, channel.nsfw, *channel.permission_overwrites]


def target_of(message: "Message") -> Target:
    """Return the message as a write's target: author, time and the beginning of its text."""
    parts = {
        "[embed]": message.embeds,
        "[file]": message.attachments,
        _poll(message): message.poll,
        "[sticker]": message.sticker_items,
        "[components]": message.components,
        "[forward]": message.message_snapshots,
    }
    author = message.author
    handle = "" if author.display == author.username else f" (@{author.username})"
    return Target(
        id=message.id,
        label=f"{author.display}{handle}, {message.timestamp:%Y-%m-%d %H:%M} UTC",
        detail=shorten(message.content) or next((name for name, part in parts.items() if part), "[no text]"),
    )


def _poll(message: "Message") -> str:
    """Return how a message is named that is a poll: by its question."""
    return f"[poll] {shorten(message.poll.question.text)}".rstrip() if message.poll else "[poll]"
