"""message.preview_mentions."""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_CHANNEL
from guildhall.operations.base import ChannelOperation
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.message_mentions import MEMBER_COUNTS, MentionsPreviewed, Reach, Text
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class PreviewMentions(ChannelOperation[MentionsPreviewed]):
    """Say whom a text would mention and notify in a channel, if message.send sent it with the same pings."""

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL,
        route=GET_CHANNEL,
        also=(MEMBER_COUNTS,),
        source="resources/channel#get-channel",
    )
    content: Annotated[str, Field(min_length=1, max_length=limits.MESSAGE_CONTENT), Redaction(Keep.DIGEST)]
    ping_user_ids: Annotated[frozenset[UserId], Field(max_length=10, description="Members to notify.")] = frozenset()
    ping_role_ids: Annotated[frozenset[RoleId], Field(max_length=5, description="Roles to notify.")] = frozenset()
    ping_everyone: Annotated[bool, Field(description="Whether @everyone or @here notifies them.")] = False

    def execute(self, ports: Ports) -> MentionsPreviewed:
        """Look everybody up."""
        locus = self.locate(ports.discord)
        text = Text(self.content, self.ping_user_ids, self.ping_role_ids, self.ping_everyone)
        if locus.guild is None or locus.channel is None:
            return MentionsPreviewed(users=[], roles=[], everybody=[], may_mention_everyone=False)
        return Reach(ports, locus.guild, locus.channel, locus.parent, text).preview()
