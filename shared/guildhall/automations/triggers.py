"""What sets an automation off, and what of it the actions may speak of.

message_created   somebody writes, in some channels or all, a text that holds one of some phrases or any
member_joined     somebody joins
reaction_added    somebody reacts, to one message or any
scheduled         a time comes
manual            somebody runs it
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from guildhall.automations.piece import Piece, in_order
from guildhall.automations.schedule import checked, zone
from guildhall.discord.ids import ChannelId, EmojiId, MessageId

MOST_CHANNELS, MOST_PHRASES, PHRASE_CHARACTERS = 25, 20, 100
_EMOJI_CHARACTERS, _CRON_CHARACTERS, _ZONE_CHARACTERS = 64, 120, 64
_INFORMATION = "\N{INFORMATION SOURCE}"
"""The one emoji that Unicode counts among the letters."""


class On(StrEnum):
    """What sets it off."""

    MESSAGE_CREATED = "message_created"
    MEMBER_JOINED = "member_joined"
    REACTION_ADDED = "reaction_added"
    SCHEDULED = "scheduled"
    MANUAL = "manual"


class Gives(StrEnum):
    """What a trigger tells the actions: `{trigger.user_id}` in an action is who set it off."""

    USER = "user"
    USER_ID = "user_id"
    CHANNEL_ID = "channel_id"
    MESSAGE_ID = "message_id"


_SOMEBODY = frozenset({Gives.USER, Gives.USER_ID})
_SOMEBODY_SOMEWHERE = _SOMEBODY | {Gives.CHANNEL_ID, Gives.MESSAGE_ID}


def _emoji(text: str) -> str:
    """Return a custom emoji as its id, a standard one as itself."""
    given = text.strip()
    letters = any(each.isalpha() and each != _INFORMATION for each in given)
    if given and not (given.isascii() or letters or any(each.isspace() for each in given)):
        return given
    try:
        return str(EmojiId.parse(given))
    except ValueError:
        raise ValueError("this is no emoji: give a standard one as itself, a custom one as <:name:id>") from None


Channels = Annotated[
    tuple[ChannelId, ...],
    Field(max_length=MOST_CHANNELS, description="Only in these channels; none = in every channel that the bot reads."),
    AfterValidator(in_order),
]
Phrase = Annotated[str, Field(min_length=1, max_length=PHRASE_CHARACTERS)]


class MessageCreated(Piece):
    """Somebody writes a message."""

    gives: ClassVar[frozenset[Gives]] = _SOMEBODY_SOMEWHERE
    on: Literal[On.MESSAGE_CREATED]
    channel_ids: Channels = ()
    contains: Annotated[
        tuple[Phrase, ...],
        Field(max_length=MOST_PHRASES, description="Only with one of these phrases; none = any text.", repr=False),
    ] = ()
    from_bots: Annotated[bool, Field(description="Whether messages of bots count too.")] = False


class MemberJoined(Piece):
    """Somebody joins the server."""

    gives: ClassVar[frozenset[Gives]] = _SOMEBODY
    on: Literal[On.MEMBER_JOINED]


class ReactionAdded(Piece):
    """Somebody reacts to a message."""

    gives: ClassVar[frozenset[Gives]] = _SOMEBODY_SOMEWHERE
    on: Literal[On.REACTION_ADDED]
    channel_ids: Channels = ()
    emoji: Annotated[
        str,
        Field(max_length=_EMOJI_CHARACTERS, description="A standard emoji as itself, a custom one as <:name:id>."),
        AfterValidator(_emoji),
    ]
    message_id: Annotated[MessageId | None, Field(description="Only on this message; none = on any.")] = None


class Scheduled(Piece):
    """A time comes."""

    gives: ClassVar[frozenset[Gives]] = frozenset()
    on: Literal[On.SCHEDULED]
    schedule: Annotated[
        str,
        Field(
            max_length=_CRON_CHARACTERS,
            description="As EventBridge takes it: cron(0 9 ? * MON-FRI *) or rate(2 hours).",
            examples=["cron(0 9 ? * MON-FRI *)"],
        ),
        AfterValidator(checked),
    ]
    time_zone: Annotated[
        str,
        Field(max_length=_ZONE_CHARACTERS, description="IANA name, such as Europe/Berlin.", examples=["UTC"]),
        AfterValidator(zone),
    ] = "UTC"


class Manual(Piece):
    """Somebody runs it by hand."""

    gives: ClassVar[frozenset[Gives]] = _SOMEBODY
    on: Literal[On.MANUAL]


def _known(given: object) -> object:
    """Refuse a trigger that is none in words that do not quote it."""
    if isinstance(given, dict) and given.get("on") not in list(On):
        raise ValueError(f"what sets it off is said by `on`, one of {', '.join(On)}")
    return given


type AnyTrigger = MessageCreated | MemberJoined | ReactionAdded | Scheduled | Manual
Trigger = Annotated[
    MessageCreated | MemberJoined | ReactionAdded | Scheduled | Manual,
    Field(discriminator="on", description="What sets it off."),
    BeforeValidator(_known),
]
