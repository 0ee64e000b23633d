"""welcome.get_new_members: a route of Discord's OpenAPI document, of which the pages know the flags alone."""

from typing import Annotated

from guildhall.discord.ids import ChannelId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.wording import worded


class GuideAction(Shown):
    """Something that new members are asked to do in a channel."""

    channel_id: ChannelId
    kind: Annotated[OurText, worded({0: "view", 1: "talk"})] = At("action_type", default="view")
    title: GivenName = ""
    description: GivenName = ""


class GuideResource(Shown):
    """A channel to read, with what is said of it."""

    channel_id: ChannelId
    title: GivenName = ""
    description: GivenName = ""


class ServerGuide(Shown):
    """The server guide; channels that are not the asker's to see are left out."""

    enabled: bool = False
    message: GivenName = At("welcome_message", "message", default="")
    actions: tuple[GuideAction, ...] = At("new_member_actions", default=())
    resources: tuple[GuideResource, ...] = At("resource_channels", default=())


class GetNewMemberWelcome(GuildOperation[ServerGuide]):
    """Show the server guide: the greeting, the first things to do, and what to read."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="Every member sees the server guide in the client.",
        route=Route("GET /guilds/{guild_id}/new-member-welcome"),
        source="resources/guild#guild-member-object-guild-member-flags",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> ServerGuide:
        """Read it; a guild without one answers with nothing."""
        guide, known = ServerGuide.read(self.send(ports) or {}, self.spec.route), visible(ports, self.guild_id)
        actions = tuple(each for each in guide.actions if each.channel_id in known)
        resources = tuple(each for each in guide.resources if each.channel_id in known)
        return guide.model_copy(update={"actions": actions, "resources": resources})
