"""policy.edit_channel."""

from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.permissions import Permission
from guildhall.operations.base import ChannelOperation
from guildhall.operations.policy._channel import ChannelPolicyShown, ruling
from guildhall.operations.policy._fields import OperationPattern
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.spec import ChannelMode, Risk, Spec


class EditChannelPolicy(ChannelOperation[ChannelPolicyShown]):
    """Change the rules of one channel and its threads; they only narrow the server's."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="policy:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:policy",
        idempotent=True,
        keeps_changes=True,
    )
    mode: Annotated[ChannelMode | None, Field(description="Open, only read, or closed to this platform.")] = None
    denied_operations: Annotated[frozenset[OperationPattern], Field(max_length=100)] | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self._wanted():
            raise ValueError("give mode or denied_operations")
        return self

    def preview(self, ports: Ports) -> Preview:
        """Show what becomes different."""
        guild_id, channel = ruling(ports, self.channel_id)
        rules = ports.rules.channel_policy(guild_id, channel.id)
        target = Target(id=str(channel.id), label=f"#{channel.name}")
        state = seen(mode=str(rules["mode"]), denied_operations=str(rules["denied_operations"]))
        changes = diff(rules, self._wanted())
        return Preview(summary="Change a channel's rules", targets=(target,), changes=changes, requests=0, **state)

    def execute(self, ports: Ports) -> ChannelPolicyShown:
        """Change them."""
        guild_id, channel = ruling(ports, self.channel_id)
        return ChannelPolicyShown.of(ports.rules.change_channel(guild_id, channel.id, self._wanted()))

    def _wanted(self) -> dict[str, JsonValue]:
        given: dict[str, JsonValue] = self.model_dump(mode="json", exclude={"channel_id"}, exclude_none=True)
        return {name: sorted(value, key=str) if isinstance(value, list) else value for name, value in given.items()}
