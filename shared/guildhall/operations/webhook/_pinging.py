"""Saying something through a webhook, with whom it notifies and what that takes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from guildhall.discord.permissions import Permission
from guildhall.operations.base import Locus
from guildhall.operations.pinging import Pinging
from guildhall.operations.ports import Ports
from guildhall.operations.speaking import MessageSent
from guildhall.operations.spec import Risk, Spending
from guildhall.operations.webhook._saying import Saying
from guildhall.operations.webhook._shown import WebhookShown
from guildhall.operations.webhook._thread import where
from guildhall.operations.webhook._webhook import WebhookOperation

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


class SayingTo(Saying, Pinging, WebhookOperation[MessageSent]):
    """Saying something through a webhook."""

    def needs(self, locus: Locus) -> Permission:
        """Return what managing webhooks takes, and what the pings do."""
        return super().needs(locus) | self.takes(locus.guild)

    def risk(self, ports: Ports) -> Risk:
        """Return SENSITIVE for what notifies many, or comes under another name or picture than the webhook's."""
        return Risk.SENSITIVE if self.pings_many or self.is_disguised else self.spec.risk

    def place(self, ports: Ports, webhook: WebhookShown) -> "Channel":
        """Return the webhook's channel, or the thread of it that is named; raises as `where`."""
        return where(ports, webhook, self.thread_id, self.full_name(), writes=True)

    def spends(self) -> Mapping[Spending, int]:
        """Return each message as a change."""
        return {Spending.WRITES: len(self.texts), Spending.MASS_MENTIONS: int(self.pings_many)}
