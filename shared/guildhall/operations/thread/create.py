"""thread.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Locus, Reasoned
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._beginning import type_of, undone
from guildhall.operations.thread._entering import ADD, NewThread, ThreadBegun, let_in


class CreateThread(NewThread, ChannelOperation[ThreadBegun], Reasoned):
    """Begin a thread in a text channel, for all to see or private; a forum takes posts instead.

    The bot is in it, of a private one you too; thread.add_member brings in others.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="threads:write",
        permission=Permission.VIEW_CHANNEL,
        route=Route("POST /channels/{channel_id}/threads"),
        also=(ADD,),
        source="resources/channel#start-thread-without-message",
    )

    def needs(self, locus: Locus) -> Permission:
        """Return what it takes to begin one of that kind."""
        own = Permission.CREATE_PRIVATE_THREADS if self.private else Permission.CREATE_PUBLIC_THREADS
        return super().needs(locus) | own

    def preview(self, ports: Ports) -> Preview:
        """Show the new thread, where it hangs and, of a private one, that the caller is in it."""
        channel, whose = ports.discord.channel(self.channel_id), " with you in it" if self.private else ""
        type_of(channel, self.kind)
        return Preview(
            summary=f"Begin the {self.kind.value} thread {self.name} in #{channel.name}{whose}",
            targets=(Target(id=channel.id, label=f"#{channel.name}"),),
            changes=diff({}, self.told()),
            requests=1 + self.private,
            **seen(channel=[channel.name, channel.type, channel.nsfw, *channel.permission_overwrites]),
        )

    def execute(self, ports: Ports) -> ThreadBegun:
        """Begin it."""
        thread = ThreadBegun.read(self.send(ports, body=self.body(ports.discord.channel(self.channel_id))))
        return let_in(ports, thread) if self.private else thread

    def reversal(self, prior: JsonValue, result: ThreadBegun) -> Reversal:
        """Return its deletion, with whatever was said in it since."""
        return undone(result.channel_id)
