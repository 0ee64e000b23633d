"""What locking a channel and unlocking it share."""

from typing import Annotated, ClassVar

from pydantic import Field, JsonValue

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.rights import channel_permissions
from guildhall.discord.routes import Route
from guildhall.discord.types.channel import Overwrite
from guildhall.operations.base import Acts, ChannelOperation, Reasoned
from guildhall.operations.channel._reverting import overwrite_back, remembered_overwrite
from guildhall.operations.channel._setting import OverwriteSet, preview_setting, risk_of_setting, told
from guildhall.operations.channel._standing import Sides, Standing
from guildhall.operations.channel_ruling import ruling_channel
from guildhall.operations.closing import spare
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk

SET = Route("PUT /channels/{channel_id}/permissions/{overwrite_id}")


class LockingOperation(ChannelOperation[OverwriteSet], Reasoned):
    """An operation on whether everybody, or a role, may write in a channel; all else that it says of them stays.

    Attributes:
        says: What is done in one sentence, with room for whom and where.
    """

    says: ClassVar[str]
    overwrite_id: Annotated[RoleId | None, Field(description="Which role; left out: everybody.")] = None
    reactions: Annotated[bool, Field(description="Whether reactions are meant too.")] = False

    @property
    def bits(self) -> Permission:
        """What is denied, or is denied no longer."""
        writing = Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS
        return writing | (Permission.ADD_REACTIONS if self.reactions else NO_PERMISSIONS)

    def after(self, now: Standing) -> Sides:
        """Return what is said of them then."""
        raise NotImplementedError

    def now(self, ports: Ports) -> Standing:
        """Return how it stands."""
        _, guild_id = ruling_channel(ports, self.channel_id)
        return Standing.read(ports, self.channel_id, self.overwrite_id or RoleId(guild_id))

    def acts_on(self) -> Acts:
        """Return the role; nobody has to stand above it."""
        return Acts(peer_role_ids=(self.overwrite_id,) if self.overwrite_id else ())

    def risk(self, ports: Ports) -> Risk:
        """Return what it is to change this of them."""
        now = self.now(ports)
        return risk_of_setting(now, self.after(now))

    def preview(self, ports: Ports) -> Preview:
        """Show both sides before and after, and whether the bot itself falls silent."""
        now = self.now(ports)
        spare(ports, now.guild_id, [self.overwrite_id or now.guild_id])
        silent = "; nor can the bot write there then" if self._silences_the_bot(ports, now) else ""
        summary = self.says.format(whom=now.name, where=f"#{now.channel.name}") + silent
        return preview_setting(ports, now, self.after(now)).model_copy(update={"summary": summary})

    def _silences_the_bot(self, ports: Ports, now: Standing) -> bool:
        """Return whether the bot can write there now and cannot then."""
        (allow, deny), whose = self.after(now), self.overwrite_id or now.guild_id
        said = {"id": whose, "type": int(now.kind), "allow": allow.wire, "deny": deny.wire}
        others = [each for each in now.channel.permission_overwrites if each.id != whose]
        changed = (*others, Overwrite.model_validate(said))
        then = now.channel.model_copy(update={"permission_overwrites": changed})
        guild, bot = ports.discord.guild(now.guild_id), ports.discord.bot_member(now.guild_id)
        may = [channel_permissions(guild, bot, each, now=ports.now) for each in (now.channel, then)]
        return [each.has(Permission.SEND_MESSAGES) for each in may] == [True, False]

    def execute(self, ports: Ports) -> OverwriteSet:
        """Set it."""
        now = self.now(ports)
        allow, deny = self.after(now)
        target = {"channel_id": self.channel_id, "overwrite_id": self.overwrite_id or RoleId(now.guild_id)}
        ports.discord.call(SET, target, body={"type": int(now.kind), "allow": int(allow), "deny": int(deny)})
        return OverwriteSet.model_validate({**target, **told((allow, deny))})

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is said of them."""
        return remembered_overwrite(self.now(ports))

    def reversal(self, prior: JsonValue, result: OverwriteSet) -> Reversal:
        """Return the call that lets the channel say of them what it said."""
        return overwrite_back(self.channel_id, prior, result)
