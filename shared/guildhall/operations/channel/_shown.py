"""How a channel is shown."""

from typing import Annotated, Self

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.types.channel import Channel
from guildhall.operations.fields import GivenName, OurText, UnlessIn
from guildhall.operations.model import Model

THREADS = frozenset({"announcement_thread", "public_thread", "private_thread"})
"""Kinds whose names anybody gives who may begin a thread."""


class ChannelShown(Model):
    """A channel; `slowmode_s` in seconds, `kind` in Discord's words (`text`, `voice`, `forum`, …)."""

    channel_id: ChannelId
    name: Annotated[GivenName, UnlessIn("kind", THREADS)]
    kind: OurText
    topic: str | None
    category_id: ChannelId | None
    position: int
    slowmode_s: int
    age_restricted: bool

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """Return the channel as it is shown."""
        return cls(
            channel_id=channel.id,
            name=channel.name,
            kind=channel.type.name.removeprefix("GUILD_").lower(),
            topic=channel.topic,
            category_id=channel.parent_id,
            position=channel.position,
            slowmode_s=channel.rate_limit_per_user,
            age_restricted=channel.nsfw,
        )

    @classmethod
    def read(cls, answer: JsonValue) -> Self:
        """Return the channel that Discord answered with; overwrites, which are not shown, are not looked at."""
        told = answer if isinstance(answer, dict) else {}
        return cls.of(Channel.model_validate({**told, "permission_overwrites": None}))
