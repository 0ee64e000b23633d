"""A thread that begins without a message: what it is like, and who is in it if only those see it."""

from typing import TYPE_CHECKING, Self

from pydantic import JsonValue, model_validator

from guildhall.discord.routes import Route
from guildhall.errors import DiscordError
from guildhall.operations.body import body_of
from guildhall.operations.fields import OurText
from guildhall.operations.ports import Ports
from guildhall.operations.thread._beginning import Named, type_of
from guildhall.operations.thread_shown import ThreadShown
from guildhall.operations.thread_words import ThreadKind

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

ADD = Route("PUT /channels/{channel_id}/thread-members/{user_id}")


class ThreadBegun(ThreadShown):
    """The thread that began; `problem` says why you are not in a private one, which only its people see."""

    problem: OurText = ""


class NewThread(Named):
    """Adds what such a thread is like and who finds it; stands before the operation."""

    kind: ThreadKind = ThreadKind.PUBLIC
    invitable: bool | None = None

    @model_validator(mode="after")
    def _invitable_only_if_private(self) -> Self:
        if self.invitable is not None and not self.private:
            raise ValueError("invitable is for private threads; anybody can join a public one")
        return self

    @property
    def private(self) -> bool:
        """Whether only those see it who are in it."""
        return self.kind is ThreadKind.PRIVATE

    def body(self, channel: "Channel") -> dict[str, JsonValue]:
        """Return it as Discord takes it; raises as `type_of`."""
        told = body_of(self, only=[name for name in NewThread.model_fields if name != "kind"])
        return told | {"type": type_of(channel, self.kind).value}


def let_in(ports: Ports, thread: ThreadBegun) -> ThreadBegun:
    """Bring the caller into a private thread, as Discord does with whoever begins one by themselves."""
    try:
        ports.discord.call(ADD, {"channel_id": thread.channel_id, "user_id": ports.caller.me})
    except DiscordError as error:
        told = f"You are not in it, because that met {error.code}; thread.add_member brings people in."
        return thread.model_copy(update={"problem": told})
    return thread
