"""What travels on TurnsQueue, in versioned JSON; standard library only, for three processes write it.

One message group per channel or thread, so turns of one channel run one after another. A turn's id is the mention's
message id, or the interaction's id; both are snowflakes, so they never meet. A message of Discord's travels as Discord
sent it, less what nobody reads here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

VERSION = 1
ANSWERABLE = timedelta(minutes=14)
"""How long an interaction's token is used; it lives for 15 minutes."""
MAX_BYTES = 200_000
"""What a job may take; a queue's message may take 256 KB."""

type RawMessage = Mapping[str, Any]
"""A message object as Discord sends it, trimmed by `trimmed`."""

_KEPT = (
    "id",
    "channel_id",
    "guild_id",
    "type",
    "content",
    "timestamp",
    "author",
    "webhook_id",
    "mentions",
    "mention_roles",
    "attachments",
    "embeds",
    "message_reference",
    "referenced_message",
    "message_snapshots",
)
_BULKY = ("referenced_message", "message_snapshots", "embeds", "attachments")


class Kind(StrEnum):
    """What the message asks for."""

    MENTION = "mention"
    ASK = "ask"
    RESUME = "resume"


class Task(StrEnum):
    """What an interaction wants done: a question, or one of the message menus."""

    ASK = "ask"
    SUMMARIZE = "summarize"
    DRAFT_WARNING = "draft_warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Somebody mentioned the bot, replied to it with a ping, or wrote to it directly.

    Attributes:
        message: What was said.
        guild_id: None in direct messages.
        by_role: Only roles were mentioned: whether one of them is the bot's own is the worker's to find out.
        late: It was found by looking back after a gap, not heard as it was said.
    """

    message: RawMessage = field(repr=False)
    guild_id: str | None
    channel_id: str
    author_id: str
    by_role: bool = False
    late: bool = False

    @property
    def turn_id(self) -> str:
        """The message's id."""
        return str(self.message["id"])

    @property
    def deduplication_id(self) -> str:
        """The same for the same message, however often it is heard."""
        return self.turn_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Somebody used /ask or a message menu; Discord's signature proved who.

    Attributes:
        question: What was asked; may be empty for a menu.
        target: The message that the menu was opened on, as Discord resolved it and `trimmed` kept it. A question about
            a message was typed into a form, which keeps nothing but the message's id: then it is `{"id", "channel_id"}`
            only, and whoever needs the rest (a message that was sent has an `author`) reads the message anew.
        private: Whether only the asker sees the answer.
    """

    interaction_id: str
    token: str = field(repr=False)
    application_id: str
    guild_id: str
    channel_id: str
    author_id: str
    task: Task
    question: str = field(repr=False)
    target: RawMessage | None = field(default=None, repr=False)
    private: bool
    received_at: datetime

    @property
    def turn_id(self) -> str:
        """The interaction's id."""
        return self.interaction_id

    @property
    def deduplication_id(self) -> str:
        """The same for the same interaction."""
        return self.turn_id

    @property
    def deadline(self) -> datetime:
        """Until when the deferred answer can be edited."""
        return self.received_at + ANSWERABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """A turn that waits may go on: a question was answered or expired, a delay is over, or it was cancelled.

    Attributes:
        cause: Why, made of letters, digits and dashes, e.g. `confirmation-<id>-done`; repeats of one cause are dropped
            by the queue for five minutes.
    """

    turn_id: str
    channel_id: str
    cause: str

    @property
    def deduplication_id(self) -> str:
        """The same for the same cause."""
        return f"{self.turn_id}-{self.cause}"[:128]


type Start = Mention | Ask
type Job = Start | Resume


class JobUnreadable(Exception):
    """The message is no job of a version that is known; the text tells no content."""


def trimmed(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message of Discord's with what a turn may need of it, the message that it answers included."""
    kept = {name: message[name] for name in _KEPT if message.get(name) not in (None, [], "")}
    answered = kept.get("referenced_message")
    if isinstance(answered, Mapping):
        inner = {name: value for name, value in answered.items() if name != "referenced_message"}
        kept["referenced_message"] = trimmed(inner)
    for name in _BULKY:
        if len(json.dumps(kept).encode()) <= MAX_BYTES:
            break
        kept.pop(name, None)
    return kept


def encode(job: Job) -> str:
    """Return the job as text."""
    document: dict[str, Any] = {"version": VERSION, "kind": _kind(job).value}
    for name in job.__slots__:
        value = getattr(job, name)
        document[name] = value.isoformat() if isinstance(value, datetime) else value
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _kind(job: Job) -> Kind:
    if isinstance(job, Mention):
        return Kind.MENTION
    return Kind.ASK if isinstance(job, Ask) else Kind.RESUME


def decode(text: str) -> Job:
    """Return the job that `encode` wrote.

    Raises:
        JobUnreadable: It is none.
    """
    try:
        document = json.loads(text)
        version, kind = document.pop("version"), Kind(document.pop("kind"))
        if version != VERSION:
            raise JobUnreadable(f"The job has version {version!r:.20}, this worker reads {VERSION}.")
        return _read(kind, document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise JobUnreadable(f"The message is no job: {type(error).__name__}.") from None


def _read(kind: Kind, document: dict[str, Any]) -> Job:
    if kind is Kind.RESUME:
        return Resume(**document)
    if kind is Kind.MENTION:
        job = Mention(**document)
        if not isinstance(job.message, dict) or "id" not in job.message:
            raise TypeError("a mention without its message")
        return job
    received_at = datetime.fromisoformat(document.pop("received_at"))
    return Ask(**(document | {"task": Task(document["task"])}), received_at=received_at)
