"""message.get."""

from typing import ClassVar

from pydantic import ConfigDict, model_validator

from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_MESSAGE
from guildhall.operations.base import ChannelOperation
from guildhall.operations.message._shown import MessageShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetMessage(ChannelOperation[MessageShown]):
    """Read one message with all its parts and reactions; a message's link as message_id names its channel too."""

    model_config = ConfigDict(json_schema_extra={"required": ["message_id"]})

    spec: ClassVar[Spec] = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=GET_MESSAGE,
        source="resources/message#get-channel-message",
        listed=True,
    )
    message_id: MessageId

    @model_validator(mode="before")
    @classmethod
    def _link_names_the_channel(cls, given: object) -> object:
        if not isinstance(given, dict) or "/" not in str(given.get("message_id")):
            return given
        return {**given, "channel_id": given["message_id"]}

    def execute(self, ports: Ports) -> MessageShown:
        """Read it."""
        (message,) = ports.discord.messages(self.channel_id, [self.message_id])
        return MessageShown.of(message)
