"""An automation as it is kept: what sets it off, what it does then, whose it is. A draft does nothing by itself."""

import json
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.automations.piece import Piece
from guildhall.automations.triggers import Trigger
from guildhall.discord.ids import GuildId, Snowflake, UserId

MOST_IN_GUILD, MOST_ACTIONS = 25, 10
NAME_CHARACTERS, DESCRIPTION_CHARACTERS = 100, 500
MOST_BYTES = 32_000
"""Of one automation as it is kept, so that all of a guild's are read at once."""
_DIGITS = 10


class AutomationId(Snowflake):
    """An automation's id; ours, random, and unique in its guild."""

    __slots__ = ()
    kind = "automation"

    @classmethod
    def new(cls) -> "AutomationId":
        """Return a fresh one."""
        return cls(secrets.randbelow(9 * 10 ** (_DIGITS - 1)) + 10 ** (_DIGITS - 1))


class Status(StrEnum):
    """How far an automation has come."""

    DRAFT = "draft"
    """It is kept, and does nothing."""


class Does(StrEnum):
    """What an action may do: the one list of the catalogue's operations that an automation may call."""

    SEND_MESSAGE = "message.send"
    DELETE_MESSAGE = "message.delete"
    ASSIGN_ROLE = "role.assign"
    REMOVE_ROLE = "role.remove"
    CREATE_THREAD = "thread.create"
    NOTIFY = "notify"
    """A message to the channel where the platform tells the server's managers things."""
    DRAFT = "draft"
    """A message that waits for a person's approval each time."""

    @property
    def operation(self) -> str:
        """The operation that it calls."""
        return "message.send" if self in {Does.NOTIFY, Does.DRAFT} else self.value


class Action(Piece):
    """One call of an operation, with arguments that may speak of the trigger."""

    operation: Annotated[
        Does,
        Field(
            description="What it calls; notify is message.send to the alerts channel, "
            "draft is message.send that a person approves each time."
        ),
    ]
    arguments: Annotated[
        dict[str, JsonValue],
        Field(
            description="The operation's own; {trigger.user_id}, {trigger.channel_id}, {trigger.message_id} stand for "
            "ids, {trigger.user} in a text for a mention.",
            repr=False,
        ),
    ]


class Content(Piece):
    """What people say of an automation: what it is called, what sets it off, what it does."""

    name: Annotated[str, Field(repr=False)]
    description: Annotated[str, Field(repr=False)] = ""
    trigger: Trigger
    actions: tuple[Action, ...]

    @property
    def size_bytes(self) -> int:
        """How much room it takes where it is kept."""
        text = json.dumps(self.model_dump(mode="json"), ensure_ascii=False)
        return len(text.encode("utf-8", "surrogatepass"))


class Automation(Content):
    """An automation as it is kept.

    Attributes:
        author_id: Who drafted it.
        changed_by: Who changed it last.
        version: Grows by one with each change; a change names the version that it read.
    """

    automation_id: AutomationId
    guild_id: GuildId
    status: Status = Status.DRAFT
    author_id: UserId
    created_at: datetime
    changed_by: UserId
    changed_at: datetime
    version: int = 1

    @property
    def content(self) -> Content:
        """What people said of it."""
        return Content(name=self.name, description=self.description, trigger=self.trigger, actions=self.actions)
