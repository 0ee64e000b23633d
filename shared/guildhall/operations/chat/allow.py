"""chat.allow."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.operations.base import ChannelOperation
from guildhall.operations.chat._listing import Listing
from guildhall.operations.chat._shown import ChatState, switch_preview
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class AllowChat(ChannelOperation[ChatState]):
    """Let the agent answer mentions in a channel and its threads."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="chat:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:chat",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show whether it answers there now."""
        return switch_preview(Listing.read(ports, self.channel_id), answers=True)

    def execute(self, ports: Ports) -> ChatState:
        """Allow it."""
        before = Listing.read(ports, self.channel_id)
        changed = ports.platform.allow_chat(before.guild_id, self.channel_id)
        return ChatState.of(Listing.read(ports, self.channel_id), changed=changed)

    def reversal(self, prior: JsonValue, result: ChatState) -> Reversal | None:
        """Return the opposite, if the list was changed."""
        there: dict[str, JsonValue] = {"channel_id": str(self.channel_id)}
        return Reversal(operation="chat.disallow", arguments=there) if result.changed else None
