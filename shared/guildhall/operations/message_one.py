"""What the operations on one message share."""

from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.message._shown import target_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.reversal import Fidelity, Reversal

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

_LOST = "Who saw it has seen it, and Discord's mark or note of the change stays."


class MessageChanged(Model):
    """The message that was changed."""

    channel_id: ChannelId
    message_id: MessageId


class MessageOperation(ChannelOperation[MessageChanged]):
    """An operation on one message of a channel or thread."""

    message_id: MessageId

    def now(self, ports: Ports) -> "Message":
        """Return the message as it is."""
        (message,) = ports.discord.messages(self.channel_id, [self.message_id])
        return message

    def changed(self) -> MessageChanged:
        """Return what the call is about, as its result."""
        return MessageChanged(channel_id=self.channel_id, message_id=self.message_id)

    def back(
        self, operation: str, given: dict[str, JsonValue] | None = None, left: dict[str, JsonValue] | None = None
    ) -> Reversal:
        """Return a call on the same message, with what it is given and what it finds if nobody changed it since."""
        arguments: dict[str, JsonValue] = {**self.changed().model_dump(mode="json"), **(given or {})}
        return Reversal(
            operation=operation, arguments=arguments, fidelity=Fidelity.PARTIAL, lost=_LOST, left=left or {}
        )

    def edited_back(
        self, was: dict[str, JsonValue], left: dict[str, JsonValue], *, lost_files: bool
    ) -> Reversal | None:
        """Return the edit that brings parts back; None where there were none but files."""
        given = {name: value for name, value in was.items() if value not in ("", [])}
        empty = [name for name in was if name not in given]
        back = self.back("message.edit", {**given, "clear": [*empty]} if empty else given, left)
        lost = f"{_LOST} Removed files do not come back." if lost_files else _LOST
        return back.model_copy(update={"lost": lost}) if was else None


class PinningOperation(MessageOperation, Reasoned):
    """Pinning a message, or unpinning it."""

    def prior(self, ports: Ports) -> JsonValue:
        """Read whether it is pinned."""
        return self.now(ports).pinned

    def shown(self, ports: Ports, *, after: bool) -> Preview:
        """Return the preview: the message, and whether it is pinned."""
        message, verb = self.now(ports), "Pin" if after else "Unpin"
        change = Change(field="pinned", before=message.pinned, after=after)
        state = seen(pinned=message.pinned, content=message.content)
        return Preview(summary=f"{verb} a message", targets=(target_of(message),), changes=(change,), **state)
