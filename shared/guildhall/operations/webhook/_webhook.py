"""What the operations on one webhook share: where it is, as Discord says."""

from pydantic import BaseModel

from guildhall.discord.ids import WebhookId
from guildhall.operations.addressed import place_of
from guildhall.operations.base import Locus, Operation
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.shown import found
from guildhall.operations.spec import Discloses
from guildhall.operations.webhook._secret import GET_WEBHOOK, mute
from guildhall.operations.webhook._shown import WebhookShown


class WebhookOperation[R: BaseModel](Operation[R]):
    """An operation on one webhook; channel and guild are the webhook's, as Discord has them."""

    discloses = Discloses.TO_CHANNEL
    webhook_id: WebhookId

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the webhook's channel and guild."""
        answer = discord.call(GET_WEBHOOK, {"webhook_id": self.webhook_id})
        return place_of(discord, WebhookShown.read(answer, GET_WEBHOOK).channel_id)

    def now(self, ports: Ports) -> WebhookShown:
        """Return the webhook as it is."""
        return found(ports, GET_WEBHOOK, {"webhook_id": self.webhook_id}, WebhookShown)

    def speaking(self, ports: Ports) -> WebhookShown:
        """Return the webhook, through which the bot can speak.

        Raises:
            InvalidArguments: It cannot.
        """
        webhook = self.now(ports)
        if not webhook.can_speak:
            raise mute()
        return webhook
