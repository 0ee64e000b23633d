"""policy.get_channel."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import ChannelOperation
from guildhall.operations.policy._channel import ChannelPolicyShown, ruling
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetChannelPolicy(ChannelOperation[ChannelPolicyShown]):
    """Read the rules of one channel; a thread's are those of its channel."""

    spec = Spec(risk=Risk.READ, scope="policy:read", permission=Permission.MANAGE_GUILD, source="guildhall:policy")

    def execute(self, ports: Ports) -> ChannelPolicyShown:
        """Read them."""
        guild_id, channel = ruling(ports, self.channel_id)
        return ChannelPolicyShown.of(ports.rules.channel_policy(guild_id, channel.id))
