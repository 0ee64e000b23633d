"""What travels on OperationsQueue: only what the worker needs, in versioned JSON.

The interaction token in it lets its holder speak in the bot's name for 15 minutes. The queue is encrypted and forgets
soon; the token stays out of logs and `repr`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.errors import Json
from guildhall.surfaces.interactions.table import OptionValue

VERSION = 1
ANSWERABLE = timedelta(minutes=14)
"""A token lives for 15 minutes; the last one is kept for clocks that differ and requests that wait."""


class JobKind(StrEnum):
    """What is to be done."""

    COMMAND = "command"
    PRESS = "press"
    PRESSES = "presses"
    CANCEL = "cancel"
    SETTING = "setting"
    EXPIRY = "expiry"
    INSTALLED = "installed"
    UNINSTALLED = "uninstalled"


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command with its options, as given or completed in a modal; texts are kept out of `repr`."""

    path: str
    options: Mapping[str, OptionValue] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a confirmation card's button.

    Attributes:
        verb: `approve`, `deny` or `details`.
        page: Which page of the details, from 1.
        note: Why it was denied, if the presser said so.
    """

    verb: str
    confirmation_id: str
    page: int = 1
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Presses:
    """The same press for each of some questions, by their ids."""

    verb: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """A press of the Cancel button of a running turn."""

    turn_id: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice in the setup's message: what it is about, and what was picked, or `on` or `off`."""

    what: str
    values: tuple[str, ...]


type Action = Command | Press | Presses | Cancel | Setting
_KINDS: Mapping[type[Action], JobKind] = {
    Command: JobKind.COMMAND,
    Press: JobKind.PRESS,
    Presses: JobKind.PRESSES,
    Cancel: JobKind.CANCEL,
    Setting: JobKind.SETTING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionJob:
    """Something that a person did in Discord, proved by Discord's signature.

    Attributes:
        guild_id: None in direct messages; likewise the channel where Discord names none.
        private: Whether the deferred answer is shown to its asker only.
        deadline: Until when the token can be used.
    """

    action: Action
    interaction_id: str
    token: str = field(repr=False)
    application_id: str
    guild_id: str | None
    channel_id: str | None
    user_id: str
    private: bool
    received_at: datetime

    @property
    def deadline(self) -> datetime:
        """Until when the answer can still be edited."""
        return self.received_at + ANSWERABLE

    @property
    def kind(self) -> JobKind:
        """The kind that stands in the envelope."""
        return _KINDS[type(self.action)]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationJob:
    """The application was authorized in a guild, or deauthorized by a user.

    Attributes:
        guild_id: None where Discord does not say which guild.
        at: When it happened, by Discord's clock.
    """

    kind: JobKind
    guild_id: str | None
    user_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ExpiryJob:
    """The time of a question to a human is over."""

    confirmation_id: str


type Job = InteractionJob | InstallationJob | ExpiryJob


class JobUnreadable(Exception):
    """The message is no job of a version that is known."""


def encode(job: Job) -> str:
    """Return the job as text."""
    if isinstance(job, ExpiryJob):
        return json.dumps({"version": VERSION, "kind": JobKind.EXPIRY, "confirmation_id": job.confirmation_id})
    document: dict[str, Json] = {"version": VERSION, "kind": job.kind, "guild_id": job.guild_id, "user_id": job.user_id}
    if isinstance(job, InstallationJob):
        document["at"] = job.at.isoformat()
    else:
        document |= {
            "interaction_id": job.interaction_id,
            "token": job.token,
            "application_id": job.application_id,
            "channel_id": job.channel_id,
            "private": job.private,
            "received_at": job.received_at.isoformat(),
            "deadline": job.deadline.isoformat(),
            "data": _data(job.action),
        }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _data(action: Action) -> dict[str, Json]:
    if isinstance(action, Command):
        return {"command": action.path, "options": dict(action.options)}
    if isinstance(action, Presses):
        return {"verb": action.verb, "questions": list(action.questions)}
    if isinstance(action, Cancel):
        return {"turn_id": action.turn_id}
    if isinstance(action, Setting):
        return {"what": action.what, "values": list(action.values)}
    return {
        "verb": action.verb,
        "confirmation_id": action.confirmation_id,
        "page": action.page,
        "note": action.note,
    }


def decode(text: str) -> Job:
    """Return the job that `encode` wrote.

    Raises:
        JobUnreadable: It is none; the message tells no content.
    """
    try:
        document = json.loads(text)
        if document["version"] != VERSION:
            raise JobUnreadable(f"The job has version {document['version']!r:.20}, this worker reads {VERSION}.")
        return _read(document)
    except (ValueError, KeyError, TypeError) as error:
        raise JobUnreadable(f"The message is no job: {type(error).__name__}.") from None


def _read(document: dict[str, object]) -> Job:
    kind = JobKind(str(document["kind"]))
    if kind is JobKind.EXPIRY:
        return ExpiryJob(str(document["confirmation_id"]))
    guild_id = _text(document["guild_id"])
    if kind in {JobKind.INSTALLED, JobKind.UNINSTALLED}:
        at = datetime.fromisoformat(str(document["at"]))
        return InstallationJob(kind=kind, guild_id=guild_id, user_id=_text(document["user_id"]), at=at)
    return InteractionJob(
        action=_action(kind, document["data"]),
        interaction_id=str(document["interaction_id"]),
        token=str(document["token"]),
        application_id=str(document["application_id"]),
        guild_id=guild_id,
        channel_id=_text(document["channel_id"]),
        user_id=str(document["user_id"]),
        private=bool(document["private"]),
        received_at=datetime.fromisoformat(str(document["received_at"])),
    )


def _action(kind: JobKind, data: object) -> Action:
    if not isinstance(data, dict):
        raise TypeError("data is no object")
    if kind is JobKind.COMMAND:
        return Command(str(data["command"]), dict(data["options"]))
    if kind is JobKind.PRESSES:
        return Presses(str(data["verb"]), tuple(str(each) for each in data["questions"]))
    if kind is JobKind.CANCEL:
        return Cancel(str(data["turn_id"]))
    if kind is JobKind.SETTING:
        return Setting(str(data["what"]), tuple(str(value) for value in data["values"]))
    return Press(str(data["verb"]), str(data["confirmation_id"]), int(data["page"]), _text(data["note"]))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
