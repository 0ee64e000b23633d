"""The call that undoes another one."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class Fidelity(StrEnum):
    """How much of what was comes back."""

    EXACT = "exact"
    PARTIAL = "partial"


class Reversal(BaseModel):
    """A call that brings back what was.

    Attributes:
        operation: Its name; likewise its arguments, as JSON. They may quote what others wrote.
        fidelity: EXACT if the target is then as it was before.
        lost: For PARTIAL, in words of ours, what does not come back.
    """

    model_config = ConfigDict(frozen=True)

    operation: str
    arguments: dict[str, JsonValue] = Field(repr=False)
    fidelity: Fidelity = Fidelity.EXACT
    lost: str = ""
