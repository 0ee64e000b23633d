"""Being in a thread: what joining, leaving, adding and removing share."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import ChannelId, UserId
from guildhall.operations.base import Acts
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, seen
from guildhall.operations.thread_one import ThreadOperation, bot_id, is_in, state_of
from guildhall.operations.thread_shown import target_of


class ThreadEntered(Model):
    """Who is in the thread now, or is no more."""

    channel_id: ChannelId
    user_id: UserId | None = None
    is_in: bool


class BotMembership(ThreadOperation[ThreadEntered]):
    """The bot joins a thread, or leaves it."""

    def prior(self, ports: Ports) -> JsonValue:
        """Read whether the bot is in it."""
        thread = self.thread(ports)
        return is_in(ports, thread, bot_id(ports, thread))

    def shown(self, ports: Ports, summary: str, *, after: bool) -> Preview:
        """Return the preview."""
        thread, before = self.thread(ports), self.prior(ports)
        change = Change(field="bot is in the thread", before=before, after=after)
        told = seen(name=thread.name, archived=state_of(thread).archived, joined=bool(before))
        return Preview(summary=f"{summary} {thread.name}", targets=(target_of(thread),), changes=(change,), **told)

    def done(self, *, after: bool) -> ThreadEntered:
        """Return the result."""
        return ThreadEntered(channel_id=self.channel_id, is_in=after)


class MemberMembership(ThreadOperation[ThreadEntered]):
    """A member is added to a thread, or taken out of it."""

    user_id: Annotated[UserId, Field(description="The member: id or mention.")]

    def acts_on(self) -> Acts:
        """Return the member, above whom nobody has to stand for this."""
        return Acts(peer_ids=(self.user_id,))

    def prior(self, ports: Ports) -> JsonValue:
        """Read whether they are in it."""
        return is_in(ports, self.thread(ports), self.user_id)

    def shown(self, ports: Ports, name: str, summary: str, *, after: bool) -> Preview:
        """Return the preview; `name` is what the member is called, `summary` has room for it and for the thread's."""
        thread, before = self.thread(ports), self.prior(ports)
        return Preview(
            summary=summary.format(name, thread.name),
            targets=(target_of(thread), Target(id=self.user_id, label=name)),
            changes=(Change(field="is in the thread", before=before, after=after),),
            **seen(thread=[thread.name, state_of(thread).archived], member=name, joined=bool(before)),
        )

    def done(self, *, after: bool) -> ThreadEntered:
        """Return the result."""
        return ThreadEntered(channel_id=self.channel_id, user_id=self.user_id, is_in=after)
