"""Operations that read one message, which its link names together with its channel."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, model_validator

from guildhall.discord.ids import MessageId
from guildhall.operations.base import ChannelOperation
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message


class LinkedOperation[R: BaseModel](ChannelOperation[R]):
    """An operation on one message; a link as message_id says the channel too."""

    model_config = ConfigDict(json_schema_extra={"required": ["message_id"]})

    message_id: MessageId

    @model_validator(mode="before")
    @classmethod
    def _link_names_the_channel(cls, given: object) -> object:
        if not isinstance(given, dict) or "/" not in str(given.get("message_id")):
            return given
        return {**given, "channel_id": given["message_id"]}

    def message(self, ports: Ports) -> "Message":
        """Return the message.

        Raises:
            DiscordNotFound: It is not in the channel.
        """
        (message,) = ports.discord.messages(self.channel_id, [self.message_id])
        return message
