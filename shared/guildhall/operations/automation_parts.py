"""What an automation is asked for by, and the words in which one is told.

An automation is told in the same words wherever it is shown, so that two of them can be compared field by field.
"""

import json
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue

from guildhall.automations.model import (
    DESCRIPTION_CHARACTERS,
    MOST_ACTIONS,
    NAME_CHARACTERS,
    Action,
    Automation,
    Content,
    Does,
)
from guildhall.automations.placeholders import written
from guildhall.automations.triggers import (
    AnyTrigger,
    Gives,
    MemberJoined,
    MessageCreated,
    ReactionAdded,
    Scheduled,
)
from guildhall.discord.ids import ChannelId
from guildhall.discord.markdown import shorten
from guildhall.operations.fields import Keep, Redaction

NOTICE = "A draft does nothing by itself: it is kept for people to read, and nothing runs it yet."
_BESIDE = " · "
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_ASKED: list[JsonValue] = [
    {
        "operation": Does.SEND_MESSAGE.value,
        "arguments": {
            "channel_id": written(Gives.CHANNEL_ID),
            "content": f"Hello {written(Gives.USER)}, the pinned messages answer most questions.",
        },
    }
]


def _named(text: str) -> str:
    """Return a name on one line; two that look alike are one."""
    flat = shorten(text, NAME_CHARACTERS)
    if not flat:
        raise ValueError("give a name that can be seen")
    return flat


NameGiven = Annotated[
    str,
    Field(min_length=1, max_length=NAME_CHARACTERS, description="What it is called; once in a server."),
    AfterValidator(_named),
    Redaction(Keep.AS_IS),
]
DescriptionGiven = Annotated[str, Field(max_length=DESCRIPTION_CHARACTERS, description="What it is for.")]
ActionsGiven = Annotated[
    list[Action],
    Field(
        min_length=1,
        max_length=MOST_ACTIONS,
        description="What it does then, one after the other.",
        json_schema_extra={"examples": [_ASKED]},
    ),
]


def when(trigger: AnyTrigger) -> str:
    """Return in words what sets an automation off."""
    match trigger:
        case MessageCreated():
            phrases = ", ".join(map(_quoted, trigger.contains))
            whose = "a message, of bots too," if trigger.from_bots else "a message"
            return f"{whose} {_where(trigger.channel_ids)}{f' with {phrases}' if phrases else ''}"
        case MemberJoined():
            return "a new member"
        case ReactionAdded():
            to = f"the message {trigger.message_id}" if trigger.message_id else "a message"
            return f"the reaction {trigger.emoji} to {to} {_where(trigger.channel_ids)}"
        case Scheduled():
            return f"{trigger.schedule}, {trigger.time_zone}"
    return "somebody runs it"


def _where(channel_ids: tuple[ChannelId, ...]) -> str:
    return f"in {', '.join(f'<#{each}>' for each in channel_ids)}" if channel_ids else "in any channel"


def _quoted(phrase: str) -> str:
    return json.dumps(phrase, ensure_ascii=False) if set(phrase) & {*"“”"} else f"“{phrase}”"


def told(action: Action) -> str:
    """Return in words what an action does: what it calls, and with what; two that differ never read the same."""
    given = [f"{name}: {_plain(value)}" for name, value in action.arguments.items()]
    return _BESIDE.join([str(action.operation), *given])


def _plain(value: JsonValue) -> str:
    """Return a text as it is, unless something in it could be taken for what stands beside it."""
    plain = isinstance(value, str) and not set(value) & {*_BESIDE.strip(), '"', "\n"}
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def words(content: Content | None) -> dict[str, JsonValue]:
    """Return an automation by the fields that people compare; of none, nothing."""
    if content is None:
        return {}
    actions = {f"{ordinal} action": told(each) for ordinal, each in zip(ORDINALS, content.actions, strict=False)}
    described = {"description": content.description} if content.description else {}
    return {"name": content.name, **described, "when": when(content.trigger), **actions}


def left_as(content: Content) -> dict[str, JsonValue]:
    """Return the same with what it does not have as None: what stands there later, somebody added since."""
    return {"description": None, **dict.fromkeys(f"{ordinal} action" for ordinal in ORDINALS), **words(content)}


def as_asked(content: Content) -> dict[str, JsonValue]:
    """Return an automation by the arguments that make one like it."""
    dumped: dict[str, JsonValue] = content.model_dump(mode="json", include=set(Content.model_fields))
    return dumped


def state_of(automation: Automation) -> str:
    """Return what changes whenever an automation does."""
    return f"{automation.automation_id} version {automation.version}"
