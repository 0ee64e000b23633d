"""channel.edit."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.channel._shown import ChannelShown
from guildhall.operations.fields import PublicName, Topic
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.spec import Risk, Spec


class EditChannel(ChannelOperation[ChannelShown], Reasoned):
    """Change a channel's name, topic, slowmode or age restriction; name and topic at most twice in 10 minutes."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel",
        listed=True,
        idempotent=True,
    )
    name: PublicName | None = None
    topic: Topic | None = None
    slowmode_s: Annotated[int, Field(ge=0, le=limits.SLOWMODE_S, description="Seconds between messages.")] | None = None
    age_restricted: bool | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self._body():
            raise ValueError("give at least one of name, topic, slowmode_s, age_restricted")
        return self

    def preview(self, ports: Ports) -> Preview:
        """Show the fields that change."""
        channel = ports.discord.channel(self.channel_id)
        body = self._body()
        before: dict[str, JsonValue] = channel.model_dump(mode="json", include=set(body))
        return Preview(
            summary=f"Edit the channel {channel.name}",
            changes=diff(before, body),
            **seen(**{"name": channel.name, **{key: str(value) for key, value in before.items()}}),
        )

    def execute(self, ports: Ports) -> ChannelShown:
        """Edit it."""
        return ChannelShown.read(self.send(ports, body=self._body()))

    def _body(self) -> dict[str, JsonValue]:
        wanted: dict[str, JsonValue] = {"name": self.name, "topic": self.topic, "rate_limit_per_user": self.slowmode_s}
        return {key: value for key, value in {**wanted, "nsfw": self.age_restricted}.items() if value is not None}
