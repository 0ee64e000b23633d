"""What a write would do, before it does it."""

import hashlib
import json
from collections.abc import Iterable
from typing import TypedDict

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from guildhall.operations.model import Model

type Fingerprinted = BaseModel | str | int | bool | None
UNSHOWN = frozenset({"fingerprint", "state"})
"""Fields of a preview that are for comparing and not for eyes."""
_PART = 24
"""Hexadecimal digits that tell one state of a part from another."""


class Target(Model):
    """One thing that the write touches.

    Attributes:
        id: Discord's id of it.
        label: What people call it: a name, or a message's author and time.
        detail: More of it, such as an excerpt; written by others, so untrusted.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str
    label: str = Field(repr=False)
    detail: str = Field(default="", repr=False)


class Change(Model):
    """One field of the target before and after."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    field: str
    before: JsonValue = Field(repr=False)
    after: JsonValue = Field(repr=False)


class Preview(Model):
    """What a human or a model sees before a write.

    Attributes:
        summary: One sentence of ours; no content of others beyond names.
        targets: Exactly what is touched.
        changes: What becomes different, field by field.
        irreversible: What cannot be brought back, in words; empty when everything can.
        requests: How many writes `execute` sends to Discord.
        budget: What it takes of the guild's budgets of the day, and what is left; empty where it takes nothing.
        fingerprint: The target's state; a different one at execution refuses it.
        state: The parts of that state by name, each as a digest, so that a drift is told part by part; see `seen`.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    summary: str = Field(repr=False)
    targets: tuple[Target, ...] = ()
    changes: tuple[Change, ...] = ()
    irreversible: str = ""
    requests: int = 1
    budget: str = ""
    fingerprint: str
    state: dict[str, str] = Field(default_factory=dict, repr=False)

    @property
    def changes_nothing(self) -> bool:
        """Whether fields were compared and none of them differs; a preview without fields says nothing of that."""
        return "changes" in self.model_fields_set and all(each.before == each.after for each in self.changes)


class Seen(TypedDict):
    """The two fields of a preview that hold the target's state."""

    fingerprint: str
    state: dict[str, str]


def seen(**parts: Fingerprinted | Iterable[Fingerprinted]) -> Seen:
    """Return the target's state by parts: `Preview(..., **seen(name=channel.name, roles=sorted(member.roles)))`.

    Args:
        parts: What decides what the write would meet. The names are told when a part drifts, so they are words of ours
            and ids, never what others wrote.
    """
    state = {name.replace("_", " "): fingerprint(part)[:_PART] for name, part in parts.items()}
    return {"fingerprint": fingerprint([f"{name}={digest}" for name, digest in state.items()]), "state": state}


def fingerprint(*state: Fingerprinted | Iterable[Fingerprinted]) -> str:
    """Return a digest of the target's state, equal exactly when that state is.

    Args:
        state: Models and plain values that decide what the write would meet; iterables are taken in their order.
    """
    return hashlib.sha256(json.dumps([_plain(part) for part in state], sort_keys=True).encode()).hexdigest()


def _plain(part: Fingerprinted | Iterable[Fingerprinted]) -> JsonValue:
    if isinstance(part, BaseModel):
        dumped: JsonValue = part.model_dump(mode="json")
        return dumped
    if part is None or isinstance(part, str | int | bool):
        return part
    return [_plain(item) for item in part]


def diff(before: dict[str, JsonValue], after: dict[str, JsonValue]) -> tuple[Change, ...]:
    """Return the fields of `after` that differ from `before`, in `after`'s order."""
    return tuple(
        Change(field=name, before=before.get(name), after=value)
        for name, value in after.items()
        if before.get(name) != value
    )
