"""The call that undoes another one."""

from enum import StrEnum

from pydantic import ConfigDict, Field, JsonValue

from guildhall.errors import RequestError
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model


class Fidelity(StrEnum):
    """How much of what was comes back."""

    EXACT = "exact"
    PARTIAL = "partial"


class Reversal(Model):
    """A call that brings back what was.

    Attributes:
        operation: Its name; likewise its arguments, as JSON. They may quote what others wrote.
        fidelity: EXACT if the target is then as it was before.
        lost: For PARTIAL, in words of ours, what does not come back.
        left: What the call left behind, by field of the changes that the reversal's preview shows: where one of them
            reads otherwise there, somebody changed it since.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    operation: str
    arguments: dict[str, JsonValue] = Field(repr=False)
    fidelity: Fidelity = Fidelity.EXACT
    lost: str = ""
    left: dict[str, JsonValue] = Field(default_factory=dict, repr=False)


class NotUndoable(RequestError):
    """There is nothing to undo: no such call, none that was done, none that can be undone, or undone before."""

    code = "not_undoable"


class CallUndone(Model):
    """What was done to undo a call, and what did not come back; `result` is what it returned."""

    undone: OurText
    operation: OurText
    fidelity: Fidelity
    lost: OurText
    result: dict[str, JsonValue]


def fields(prior: JsonValue) -> dict[str, JsonValue]:
    """Return what `prior` read, where it read fields of something; none where it read nothing."""
    return prior if isinstance(prior, dict) else {}
