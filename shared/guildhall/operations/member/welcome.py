"""member.welcome."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.operations.base import Acts, Locus, MemberOperation
from guildhall.operations.member._shown import target_of
from guildhall.operations.member._welcoming import Greeting, channel_for, greeting, place_of
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.speaking import MessageSent, Uttering, post
from guildhall.operations.spec import Risk, Spec


class WelcomeMember(Uttering, MemberOperation[MessageSent]):
    """Greet a member in a channel, the one for newcomers if you name none, in your words or plainly."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="messages:write",
        permission=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES,
        route=CREATE_MESSAGE,
        finds=frozenset({"channel_id"}),
        source="resources/message#create-message",
    )
    content: Greeting | None = None
    welcome_channel_id: ChannelId | None = None
    notify: Annotated[bool, Field(description="Whether the member is notified.")] = True

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the channel in which the member is greeted."""
        return place_of(discord, self.guild_id, self.welcome_channel_id)

    def acts_on(self) -> Acts:
        """Return the member, above whom nobody has to stand to greet them."""
        return Acts(peer_ids=(self.user_id,))

    def preview(self, ports: Ports) -> Preview:
        """Show who is greeted, where and how."""
        member, guild = ports.discord.member(self.guild_id, self.user_id), ports.discord.guild(self.guild_id)
        channel = ports.discord.channel(channel_for(ports, self.guild_id, self.welcome_channel_id))
        return Preview(
            summary=f"Welcome {member.display} in #{channel.name}",
            targets=(target_of(member),),
            changes=diff({}, {"content": greeting(guild, self.user_id, self.content)}),
            irreversible="People may have read it before it is deleted.",
            **seen(name=member.display, channel=[channel.id, channel.name, *channel.permission_overwrites]),
        )

    def execute(self, ports: Ports) -> MessageSent:
        """Greet them; nobody else is notified."""
        text = greeting(ports.discord.guild(self.guild_id), self.user_id, self.content)
        pinged: list[JsonValue] = [str(self.user_id)] if self.notify else []
        body: dict[str, JsonValue] = {"content": text, "allowed_mentions": {"parse": [], "users": pinged}}
        path = {"channel_id": str(channel_for(ports, self.guild_id, self.welcome_channel_id))}
        return post(lambda each, _: ports.discord.call(CREATE_MESSAGE, path, body=each), [(body, None)], self.guild_id)
