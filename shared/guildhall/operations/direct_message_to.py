"""What the operations on direct messages share: with whom, and which of the bot's messages there.

Discord asks nobody's permission for a message from a bot to a member. Here it takes what it takes to time somebody out,
a human who approves it, and a budget of the day of its own (`direct_messages_per_day`; 0 lets nobody write any).
The bot's channel with somebody is found only by opening it, which is a write of Discord's though nobody sees it; so a
preview does not, and who changes a message says in which channel it stands, and Discord whose channel that is.
"""

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field, JsonValue

from guildhall.discord.files import Files
from guildhall.discord.ids import ChannelId, MessageId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_DM
from guildhall.discord.types.channel import ChannelType
from guildhall.errors import DiscordForbidden, DiscordNotFound, InvalidArguments
from guildhall.operations.base import Acts, MemberOperation
from guildhall.operations.message_own import IS_LAID_OUT
from guildhall.operations.model import Model
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.reversal import Fidelity, Reversal
from guildhall.operations.shown import At, Shown
from guildhall.operations.speaking import MessageSent
from guildhall.operations.spec import Discloses

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Member
    from guildhall.discord.types.message import Message

WRITING = Permission.MODERATE_MEMBERS


class Opened(Shown):
    """The bot's channel with somebody."""

    direct_channel_id: ChannelId = At("id")


def opened(discord: DiscordPort, user_id: UserId) -> ChannelId:
    """Return the bot's channel with somebody, made at its first use; nobody sees that it is."""
    return Opened.read(discord.call(CREATE_DM, {}, body={"recipient_id": str(user_id)}), CREATE_DM).direct_channel_id


class DirectOperation[R: BaseModel](MemberOperation[R]):
    """An operation on what the bot writes to a member."""

    discloses = Discloses.TO_CALLER

    def acts_on(self) -> Acts:
        """Return the member, above whom nobody has to stand to write to them."""
        return Acts(peer_ids=(self.user_id,))

    def person(self, ports: Ports) -> "Member":
        """Return the member.

        Raises:
            DiscordNotFound: There is no such member of the guild.
            InvalidArguments: It is a bot.
        """
        member = ports.discord.member(self.guild_id, self.user_id)
        if member.user.bot:
            raise InvalidArguments("Bots take no direct messages from bots.", "Name a person.")
        return member

    def send_in(
        self, ports: Ports, channel_id: ChannelId, body: dict[str, JsonValue] | None = None, files: Files | None = None
    ) -> JsonValue:
        """Send the operation's own route in the bot's channel with the member."""
        route = self.spec.route
        if route is None:
            raise TypeError(f"{self.full_name()} has no route")
        given: dict[str, object] = {**dict(self), "channel_id": channel_id}
        path = {name: str(given[name]) for name in route.names}
        return ports.discord.call(route, path, body=body, files=files)


def taken_back(request: MemberOperation[MessageSent], result: MessageSent) -> Reversal | None:
    """Return the deletion of what was written, if it is one message."""
    whose: dict[str, JsonValue] = {"guild_id": str(request.guild_id), "user_id": str(request.user_id)}
    place = {"direct_channel_id": str(result.channel_id), "message_id": str(result.message_id)}
    back = Reversal(operation="direct_message.delete", arguments={**whose, **place}, fidelity=Fidelity.PARTIAL)
    lost = "Who has read it has read it."
    return back.model_copy(update={"lost": lost}) if len(result.message_ids) == 1 else None


class DirectMessageChanged(Model):
    """The message that was changed."""

    user_id: UserId
    direct_channel_id: ChannelId
    message_id: MessageId


class OneDirectMessage(DirectOperation[DirectMessageChanged]):
    """An operation on one message that the bot wrote to a member."""

    direct_channel_id: Annotated[
        ChannelId, Field(description="The channel_id that sending it told, or direct_message.open.")
    ]
    message_id: MessageId

    def message(self, ports: Ports) -> "Message":
        """Return the message.

        Raises:
            InvalidArguments: The channel is not the bot's with the member, the bot did not write the message, or it is
                a question with buttons.
            DiscordNotFound: There is no such message.
        """
        self.require_channel(ports)
        (message,) = ports.discord.messages(self.direct_channel_id, [self.message_id])
        if message.author.id != ports.discord.bot_member(self.guild_id).id:
            raise InvalidArguments("Somebody else wrote that message.", "Only the bot's own can be changed.")
        if message.components or message.flags & IS_LAID_OUT:
            raise InvalidArguments("That message carries buttons.", "It stays as the bot made it.")
        return message

    def require_channel(self, ports: Ports) -> None:
        """Refuse a channel that is not the bot's with the member, whatever it is.

        Raises:
            InvalidArguments: It is not.
        """
        try:
            channel = ports.discord.channel(self.direct_channel_id)
        except (DiscordNotFound, DiscordForbidden):
            channel = None
        theirs = channel is not None and [each.id for each in channel.recipients] == [self.user_id]
        if channel is None or channel.type is not ChannelType.DM or not theirs:
            raise InvalidArguments(
                "That is not the bot's channel with this member.", "direct_message.open tells which it is."
            )

    def changed(self) -> DirectMessageChanged:
        """Return what the call is about, as its result."""
        return DirectMessageChanged(
            user_id=self.user_id, direct_channel_id=self.direct_channel_id, message_id=self.message_id
        )
