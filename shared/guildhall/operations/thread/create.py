"""thread.create."""

from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Locus, Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._beginning import NewThread, type_of, undone
from guildhall.operations.thread_shown import ThreadShown
from guildhall.operations.thread_words import ThreadKind


class CreateThread(NewThread, ChannelOperation[ThreadShown], Reasoned):
    """Begin a thread in a text channel, for all to see or private; a forum takes posts instead."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.WRITE,
        scope="threads:write",
        permission=Permission.VIEW_CHANNEL,
        route=Route("POST /channels/{channel_id}/threads"),
        source="resources/channel#start-thread-without-message",
    )

    def needs(self, locus: Locus) -> Permission:
        """Return what it takes to begin one of that kind."""
        private = self.kind is ThreadKind.PRIVATE
        own = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
        return super().needs(locus) | own

    def preview(self, ports: Ports) -> Preview:
        """Show the new thread and where it hangs."""
        body, channel = self._body(ports), ports.discord.channel(self.channel_id)
        told: dict[str, JsonValue] = {"name": self.name, "kind": self.kind.value, **body}
        return Preview(
            summary=f"Begin the {self.kind.value} thread {self.name} in #{channel.name}",
            targets=(Target(id=channel.id, label=f"#{channel.name}"),),
            changes=diff({}, {key: value for key, value in told.items() if key != "type"}),
            **seen(channel=[channel.name, channel.type, channel.nsfw, *channel.permission_overwrites]),
        )

    def execute(self, ports: Ports) -> ThreadShown:
        """Begin it; the bot is in it."""
        return ThreadShown.read(self.send(ports, body=self._body(ports)))

    def _body(self, ports: Ports) -> dict[str, JsonValue]:
        kind = type_of(ports.discord.channel(self.channel_id), self.kind)
        return body_of(self, without=("kind",)) | {"type": kind.value}

    def reversal(self, prior: JsonValue, result: ThreadShown) -> Reversal:
        """Return its deletion, with whatever was said in it since."""
        return undone(result.channel_id)
