"""Values that a policy is made of."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from guildhall.operations import catalogue
from guildhall.operations.fields import Keep, Redaction

PATTERN = r"^[a-z_*]+(\.[a-z_*]+)?$"

AGENT = "agent.answer"
"""The agent as such, in a policy's lists."""


def _known(pattern: str) -> str:
    """Refuse a whole name that there is not: a rule with a slip of the pen would hold nobody back."""
    if "*" not in pattern and pattern != AGENT and pattern not in catalogue.names():
        raise ValueError("it is no operation; names look like member.ban, patterns like member.*")
    return pattern


OperationPattern = Annotated[str, Field(pattern=PATTERN, max_length=64), AfterValidator(_known), Redaction(Keep.AS_IS)]
"""An operation's name, or a pattern of names such as `message.*`."""


class ConfirmFrom(StrEnum):
    """The least risk that waits for a person."""

    WRITE = "write"
    SENSITIVE = "sensitive"
    DESTRUCTIVE = "destructive"


class TwoPersonFrom(StrEnum):
    """The least risk that takes two approvals by different people."""

    WRITE = "write"
    SENSITIVE = "sensitive"
    DESTRUCTIVE = "destructive"
    NEVER = "never"


class UnsetChannel(StrEnum):
    """A channel of the policy that can be none."""

    APPROVALS = "approvals_channel_id"
    ALERTS = "alerts_channel_id"
