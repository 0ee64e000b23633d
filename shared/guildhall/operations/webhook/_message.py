"""What the operations on one message of a webhook share: only its own messages are to be had by its secret."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import ChannelId, MessageId, WebhookId
from guildhall.discord.routes import Route
from guildhall.discord.types.message import Message
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk
from guildhall.operations.webhook._secret import MESSAGE, secretly
from guildhall.operations.webhook._thread import InThread, where
from guildhall.operations.webhook._webhook import WebhookOperation

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

GET_ONE = Route(f"GET {MESSAGE}")


class WebhookMessageChanged(Model):
    """The message of the webhook that was changed."""

    webhook_id: WebhookId
    channel_id: ChannelId
    message_id: MessageId


class WebhookMessageOperation[R: BaseModel](InThread, WebhookOperation[R]):
    """An operation on one message that a webhook sent."""

    message_id: MessageId

    def said(self, ports: Ports) -> Message:
        """Return the message as it is; that its thread is the caller's to see is proved before."""
        self._place(ports)
        return Message.model_validate(self._call(ports, GET_ONE, None))

    def change(self, ports: Ports, body: Mapping[str, JsonValue] | None = None) -> WebhookMessageChanged:
        """Send the operation's own route by the webhook's secret."""
        place = self._place(ports)
        if self.spec.route is not None:
            self._call(ports, self.spec.route, body)
        return WebhookMessageChanged(webhook_id=self.webhook_id, channel_id=place.id, message_id=self.message_id)

    def _place(self, ports: Ports) -> "Channel":
        writes = self.spec.risk is not Risk.READ
        return where(ports, self.speaking(ports), self.thread_id, self.full_name(), writes=writes)

    def _call(self, ports: Ports, route: Route, body: Mapping[str, JsonValue] | None) -> JsonValue:
        path = {"message_id": str(self.message_id)}
        return secretly(ports, self.webhook_id, route, path=path, query=self.query)(body, None)
