"""Which messages the bot may change: its own, unless they carry a question; of others' only their flags.

A card's buttons answer what stands above them, so nobody may change that text under them; nor, once it is answered, the
card that tells how. A card is laid out in blocks. What is laid out by `message.send_layout` is told from a card by the
numbers of its blocks, which Discord keeps as they are given and gives from 1 on where they are not.
"""

from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.routes import GET_MESSAGE
from guildhall.errors import InvalidArguments
from guildhall.operations.buttons import can_be_pressed
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

IS_LAID_OUT = 1 << 15
"""Source: https://docs.discord.com/developers/resources/message#message-object-message-flags"""
FIRST_BLOCK = 7001
"""The number of the first block of what `message.send_layout` lays out."""

type Answer = dict[str, JsonValue]


def read(ports: Ports, channel_id: ChannelId, message_id: MessageId) -> Answer:
    """Return a message as Discord tells it, with all that the typed one leaves out."""
    return fields(ports.discord.call(GET_MESSAGE, {"channel_id": str(channel_id), "message_id": str(message_id)}))


def editable(ports: Ports, message: "Message", *, only_flags: bool) -> Answer:
    """Return a message of the bot's that is text with what goes with it; anybody's, where only its flags change.

    Raises:
        InvalidArguments: Somebody else wrote it, it is a poll, it waits for a press, or it is laid out in blocks.
    """
    if only_flags and not is_own(ports, message):
        return read(ports, message.channel_id, message.id)
    told = _own(ports, message)
    if message.poll is not None:
        raise InvalidArguments("A poll cannot be changed.", "End it, or delete it and put another one.")
    if can_be_pressed(told.get("components")) or message.flags & IS_LAID_OUT:
        raise InvalidArguments("That message carries buttons.", "Its text stays as the bot made it.")
    return told


def laid_out_own(ports: Ports, message: "Message") -> Answer:
    """Return a message of the bot's that `message.send_layout` laid out.

    Raises:
        InvalidArguments: Somebody else wrote it, or it is no such message.
    """
    told = _own(ports, message)
    if not message.flags & IS_LAID_OUT or not message.components or message.components[0].id != FIRST_BLOCK:
        raise InvalidArguments(
            "That message was not laid out here.", "Only what message.send_layout sent is edited so."
        )
    return told


def is_own(ports: Ports, message: "Message") -> bool:
    """Return whether the bot wrote a message itself, and not a webhook of its own."""
    guild_id = ports.discord.channel(message.channel_id).guild_id
    return (
        guild_id is not None and not message.webhook_id and message.author.id == ports.discord.bot_member(guild_id).id
    )


def _own(ports: Ports, message: "Message") -> Answer:
    if not is_own(ports, message):
        raise InvalidArguments("Somebody else wrote that message.", "Only a message of the bot's own can be edited.")
    return read(ports, message.channel_id, message.id)
