"""resolve.message."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import LIST_MESSAGES
from guildhall.operations.base import GuildOperation
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.matching import Fit
from guildhall.operations.ports import Ports
from guildhall.operations.resolving import Match, Resolved
from guildhall.operations.spec import Discloses, Risk, Spec

_READ = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


class ResolveMessage(GuildOperation[Resolved]):
    """Find the message that a link leads to, or an id within a channel: where it stands and who wrote it."""

    model_config = ConfigDict(json_schema_extra={"required": ["message_id"]})

    spec = Spec(
        risk=Risk.READ,
        scope="resolve:read",
        permission=None,
        why="The caller must see the channel and may read what was said in it.",
        route=LIST_MESSAGES,
        finds=frozenset({"channel_id"}),
        source="resources/message#get-channel-messages",
    )
    discloses = Discloses.TO_CALLER

    message_id: MessageId
    in_channel_id: Annotated[ChannelId, Field(description="Where it stands; a message's link says that itself.")]

    @model_validator(mode="before")
    @classmethod
    def _a_link_says_where(cls, given: object) -> object:
        if not isinstance(given, Mapping) or "/" not in str(given.get("message_id")):
            return given
        return {"in_channel_id": given["message_id"], **given}

    def execute(self, ports: Ports) -> Resolved:
        """Look it up."""
        channel = other_channel(ports, self.guild_id, self.in_channel_id, _READ, operation=self.full_name())
        (found,) = ports.discord.messages(channel.id, [self.message_id])
        about = Match(what="message", name=found.author.display, fit=Fit.ID, user_id=found.author.id)
        return Resolved(matches=[about.model_copy(update={"channel_id": channel.id, "message_id": found.id})])
