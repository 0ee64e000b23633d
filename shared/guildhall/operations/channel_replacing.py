"""What operations share that replace all that a channel says of roles and members."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.channel_complete import OverwriteShown
from guildhall.operations.channel_ruling import (
    remember,
    replacements,
    require_replaceable,
    risk_of_replacing,
    ruling_channel,
    set_back,
    wired,
)
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel, Overwrite


class PermissionsReplaced(Model):
    """The channel, and what it says now."""

    channel_id: ChannelId
    overwrites: list[OverwriteShown]


class ReplacingOperation(ChannelOperation[PermissionsReplaced], Reasoned):
    """An operation that gives a channel another list of overwrites."""

    def after(self, ports: Ports, channel: "Channel") -> Sequence["Overwrite"]:
        """Return what it says then; may raise what keeps it from being known."""
        raise NotImplementedError

    def summary(self, ports: Ports, channel: "Channel") -> str:
        """Return in one sentence what is done."""
        raise NotImplementedError

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE where somebody gains something dangerous, as by a denial that goes."""
        channel, _ = ruling_channel(ports, self.channel_id)
        return risk_of_replacing(channel.permission_overwrites, self.after(ports, channel))

    def preview(self, ports: Ports) -> Preview:
        """Show whose overwrite becomes another one."""
        channel, guild_id = ruling_channel(ports, self.channel_id)
        now, then = channel.permission_overwrites, self.after(ports, channel)
        require_replaceable(ports, guild_id, now, then)
        return Preview(
            summary=self.summary(ports, channel),
            targets=(Target(id=channel.id, label=f"#{channel.name}"),),
            changes=replacements(ports, guild_id, now, then),
            **seen(channel=channel.name, overwrites=now, wanted=then),
        )

    def execute(self, ports: Ports) -> PermissionsReplaced:
        """Replace them."""
        channel, guild_id = ruling_channel(ports, self.channel_id)
        then = self.after(ports, channel)
        shown = OverwriteShown.all_of(ports, ports.discord.guild(guild_id), then)
        self.send(ports, body={"permission_overwrites": wired(then)})
        return PermissionsReplaced(channel_id=self.channel_id, overwrites=shown)

    def prior(self, ports: Ports) -> JsonValue:
        """Read what the channel says."""
        return remember(ports.discord.channel(self.channel_id))

    def reversal(self, prior: JsonValue, result: PermissionsReplaced) -> Reversal | None:
        """Return the call that lets it say that again."""
        return set_back(self.channel_id, prior)
