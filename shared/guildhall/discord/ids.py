"""Discord's ids, each with a type of its own.

An id is a string everywhere: a JSON number loses its last digits beyond 2^53 and names another thing, so numbers are
refused. A mention or a link is accepted where an id is, because that is what people and models paste:

    ChannelId.parse("<#41771983423143937>")                                          -> "41771983423143937"
    MessageId.parse("https://discord.com/channels/1/41771983423143937/1035")         -> "1035"

The types know pydantic only when pydantic asks, so a door without pydantic can import them.
Source: https://docs.discord.com/developers/reference#snowflakes
"""

import re
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

_DIGITS = re.compile(r"[1-9][0-9]{0,19}")
_LINK = re.compile(
    r"<?https://(?:ptb\.|canary\.)?discord(?:app)?\.com/channels/(?P<guild>[0-9]+|@me)"
    r"(?:/(?P<channel>[0-9]+))?(?:/(?P<message>[0-9]+))?/?>?"
)
MAX_SNOWFLAKE = (1 << 64) - 1


def _is_number(text: str) -> bool:
    return _DIGITS.fullmatch(text) is not None and int(text) <= MAX_SNOWFLAKE


class Snowflake(str):
    """An id of Discord's; subclasses say of what."""

    __slots__ = ()
    kind: ClassVar[str] = "snowflake"
    mention: ClassVar[re.Pattern[str] | None] = None
    link_group: ClassVar[str | None] = None

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the id that an id, a mention or a link stands for.

        Raises:
            ValueError: It is none of these; the message does not quote it, for it may be anybody's text.
        """
        if not isinstance(value, str):
            told = f"a {cls.kind} id is a string of digits; as a JSON number it would lose its last digits"
            raise ValueError(told)  # noqa: TRY004 - of the two, pydantic turns only a ValueError into a field's error
        text = value.strip()
        return cls(text if _is_number(text) else cls._from_mention_or_link(text))

    @classmethod
    def _from_mention_or_link(cls, text: str) -> str:
        # An id has one form: with a nought in front it would be another text, and no list would know whom it means.
        if cls.mention and (found := cls.mention.fullmatch(text)) and _is_number(found.group(1)):
            return found.group(1)
        link = _LINK.fullmatch(text)
        if link is None:
            accepted = "an id" + (", a mention" if cls.mention else "") + (" or a link" if cls.link_group else "")
            raise ValueError(f"this is not a {cls.kind} id; give {accepted}")
        found_id = link.group(cls.link_group) if cls.link_group else None
        if found_id is None or not _is_number(found_id):
            raise ValueError(f"that link names no {cls.kind}; give the {cls.kind}'s own id")
        return found_id

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Let pydantic validate and serialise the id as a string."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> "JsonSchemaValue":
        """Describe the id to a client: a string, of which kind."""
        return dict(cls._described())

    @classmethod
    def _described(cls) -> dict[str, Any]:
        accepted = ["id"] + (["mention"] if cls.mention else []) + (["link"] if cls.link_group else [])
        return {
            "type": "string",
            "format": f"{cls.kind}-id",
            "description": f"{cls.kind.capitalize()}: {' or '.join(accepted)}.",
        }


class GuildId(Snowflake):
    """A guild's id."""

    __slots__ = ()
    kind = "guild"
    link_group = "guild"


class ChannelId(Snowflake):
    """A channel's or thread's id."""

    __slots__ = ()
    kind = "channel"
    mention = re.compile(r"<#([0-9]+)>")
    link_group = "channel"


class MessageId(Snowflake):
    """A message's id."""

    __slots__ = ()
    kind = "message"
    link_group = "message"


class UserId(Snowflake):
    """A user's id."""

    __slots__ = ()
    kind = "user"
    mention = re.compile(r"<@!?([0-9]+)>")


class RoleId(Snowflake):
    """A role's id; the role @everyone has the guild's."""

    __slots__ = ()
    kind = "role"
    mention = re.compile(r"<@&([0-9]+)>")


class ApplicationId(Snowflake):
    """An application's id."""

    __slots__ = ()
    kind = "application"


class InteractionId(Snowflake):
    """An interaction's id."""

    __slots__ = ()
    kind = "interaction"


class EmojiId(Snowflake):
    """A custom emoji's id."""

    __slots__ = ()
    kind = "emoji"
    mention = re.compile(r"<a?:[A-Za-z0-9_~]{1,32}:([0-9]+)>")


class StickerId(Snowflake):
    """A sticker's id."""

    __slots__ = ()
    kind = "sticker"


class StickerPackId(Snowflake):
    """The id of a pack of standard stickers."""

    __slots__ = ()
    kind = "sticker-pack"


class SoundId(Snowflake):
    """A soundboard sound's id; the sounds that everybody has are numbered from 1."""

    __slots__ = ()
    kind = "sound"


class WebhookId(Snowflake):
    """A webhook's id. Its address holds its token, which is a secret, so an address is not taken for an id."""

    __slots__ = ()
    kind = "webhook"


class EventId(Snowflake):
    """A scheduled event's id, or one of its exceptions'."""

    __slots__ = ()
    kind = "event"
    mention = re.compile(r"<?https://(?:ptb\.|canary\.)?discord(?:app)?\.com/events/[0-9]+/([0-9]+)/?>?")


class RuleId(Snowflake):
    """An AutoMod rule's id."""

    __slots__ = ()
    kind = "rule"


class IntegrationId(Snowflake):
    """An integration's id."""

    __slots__ = ()
    kind = "integration"


class CommandId(Snowflake):
    """An application command's id."""

    __slots__ = ()
    kind = "command"
    mention = re.compile(r"</[^:<>]{1,100}:([0-9]+)>")


class EntitlementId(Snowflake):
    """An entitlement's id."""

    __slots__ = ()
    kind = "entitlement"


class SkuId(Snowflake):
    """The id of something that an application sells."""

    __slots__ = ()
    kind = "sku"


class SubscriptionId(Snowflake):
    """A subscription's id."""

    __slots__ = ()
    kind = "subscription"


class TagId(Snowflake):
    """The id of a forum's tag."""

    __slots__ = ()
    kind = "tag"


class AttachmentId(Snowflake):
    """An attachment's id, within its message."""

    __slots__ = ()
    kind = "attachment"


class JoinRequestId(Snowflake):
    """The id of a request to join a guild."""

    __slots__ = ()
    kind = "join-request"


class Link(NamedTuple):
    """Where a link of Discord's client leads; of direct messages there is no guild."""

    guild_id: GuildId | None
    channel_id: ChannelId | None
    message_id: MessageId | None


def link_of(text: str) -> Link | None:
    """Return where a link leads; None where the text is none."""
    found = _LINK.fullmatch(text.strip())
    if found is None:
        return None
    guild, channel, message = found["guild"], found["channel"], found["message"]
    return Link(
        GuildId(guild) if guild != "@me" else None,
        ChannelId(channel) if channel else None,
        MessageId(message) if message else None,
    )
