"""Which messages the bot may change: its own, unless they carry a question.

A card's buttons answer what stands above them, so nobody may change that text under them.
"""

from guildhall.discord.routes import GET_MESSAGE
from guildhall.discord.types import Message
from guildhall.errors import InvalidArguments
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields


def require_plain_own(ports: Ports, message: Message) -> None:
    """Raise InvalidArguments unless the bot wrote the message, and it has no buttons or selects."""
    guild_id = ports.discord.channel(message.channel_id).guild_id
    if guild_id is None or message.webhook_id or message.author.id != ports.discord.bot_member(guild_id).id:
        raise InvalidArguments("Somebody else wrote that message.", "Only a message of the bot's own can be edited.")
    path = {"channel_id": message.channel_id, "message_id": message.id}
    if fields(ports.discord.call(GET_MESSAGE, path)).get("components"):
        raise InvalidArguments("That message carries buttons.", "Its text stays as the bot made it.")
