"""channel.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Locus, Reasoned
from guildhall.operations.channel._granting import granted
from guildhall.operations.channel._overwrites import wired
from guildhall.operations.channel._overwriting import Overwriting
from guildhall.operations.channel._shown import ChannelShown
from guildhall.operations.channel._wanted import Wanted
from guildhall.operations.channel_changing import in_words
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class CreateChannel(Overwriting, Wanted, GuildOperation[ChannelShown], Reasoned):
    """Create a channel in a guild; its permissions are its category's unless you give some.

    A server has up to 500 channels, a category up to 50.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("POST /guilds/{guild_id}/channels"),
        source="resources/guild#create-guild-channel",
        listed=True,
    )

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the guild, and the category into which it goes."""
        within = discord.channel(self.category_id) if self.category_id else None
        return Locus(guild=discord.guild(self.guild_id), within=within)

    def preview(self, ports: Ports) -> Preview:
        """Show the new channel, who may do what in it, and whether there is one of that name already."""
        siblings = ports.discord.channels(self.guild_id)
        known = [each for each in siblings if ports.caller.in_channel(each).has(Permission.VIEW_CHANNEL)]
        category = [each for each in known if each.id == self.category_id]
        twin = f" ({twins} of that name already)" if (twins := sum(each.name == self.name for each in known)) else ""
        look = diff({}, in_words(self.body()))
        return Preview(
            summary=f"Create the {self.kind.value.replace('_', ' ')} channel {self.name}{twin}",
            changes=(*look, *granted(ports, self.guild_id, self.permission_overwrites or ())),
            **seen(channels=[each.id for each in known], category=category),
        )

    def execute(self, ports: Ports) -> ChannelShown:
        """Create it."""
        return ChannelShown.read(self.send(ports, body={**self.body(), **wired(self.permission_overwrites)}))

    def reversal(self, prior: JsonValue, result: ChannelShown) -> Reversal:
        """Return its deletion, with whatever was said in it since."""
        return Reversal(operation="channel.delete", arguments={"channel_id": str(result.channel_id)})
