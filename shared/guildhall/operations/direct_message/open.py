"""direct_message.open."""

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.discord.routes import CREATE_DM
from guildhall.operations.direct_message_to import WRITING, DirectOperation, opened
from guildhall.operations.member._shown import target_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec


class DirectMessagesOpened(Model):
    """The bot's channel with the member."""

    user_id: UserId
    direct_channel_id: ChannelId


class OpenDirectMessages(DirectOperation[DirectMessagesOpened]):
    """Open the bot's direct messages with a member, or find them; the member notices nothing."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="direct_messages:write",
        permission=WRITING,
        bot_permission=NO_PERMISSIONS,
        route=CREATE_DM,
        source="resources/user#create-dm",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show with whom."""
        member = self.person(ports)
        return Preview(
            summary=f"Open direct messages with {member.display}",
            targets=(target_of(member),),
            **seen(name=member.display, roles=sorted(member.roles)),
        )

    def execute(self, ports: Ports) -> DirectMessagesOpened:
        """Open them."""
        return DirectMessagesOpened(user_id=self.user_id, direct_channel_id=opened(ports.discord, self.user_id))
