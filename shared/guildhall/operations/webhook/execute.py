"""webhook.execute."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import EXECUTE_WEBHOOK, Route
from guildhall.operations.attaching import attach
from guildhall.operations.message._shown import audience
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.speaking import MessageSent, post
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._disguise import refuse_disguise
from guildhall.operations.webhook._pinging import SayingTo
from guildhall.operations.webhook._secret import BY_TOKEN, FOUND, secretly
from guildhall.operations.webhook._shown import target_of


class ExecuteWebhook(SayingTo):
    """Say something through a webhook, under its name or another; notifies nobody unless asked.

    Text, embeds, files; in a thread, or as a new forum post. Beyond 2000 characters it becomes several messages.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="webhooks:write",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS,
        route=EXECUTE_WEBHOOK,
        same_as=(Route(f"POST {BY_TOKEN}/slack"), Route(f"POST {BY_TOKEN}/github")),
        finds=FOUND,
        source="resources/webhook#execute-webhook",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show where it is said, under which name, and whom it notifies."""
        webhook = self.speaking(ports)
        place, attached = self.place(ports, webhook), attach(ports, self.files or ())
        refuse_disguise(ports, place.guild_id, self.username)
        said: dict[str, JsonValue] = {"content": self.content or None, **self.looks(), "files": attached.told or None}
        return Preview(
            summary=f"Say something in #{place.name} as {self.username or webhook.name}",
            targets=(target_of(webhook), *self.pinged(ports, place.guild_id)),
            changes=diff({}, said),
            irreversible="People may have read it before it is deleted.",
            requests=len(self.texts),
            **seen(webhook=[webhook.name, webhook.channel_id], place=audience(place), files=attached.digests),
        )

    def execute(self, ports: Ports) -> MessageSent:
        """Say it; only the first message of several notifies and has blocks and files."""
        attached = attach(ports, self.files or ())
        place = self.place(ports, self.speaking(ports))
        send = secretly(ports, self.webhook_id, EXECUTE_WEBHOOK, query={"wait": True, **(self.query or {})})
        first = {"allowed_mentions": self.allowed_mentions(), **self.looks(), **attached.body}
        return post(send, self.bodies(first, attached.form), place.guild_id)
