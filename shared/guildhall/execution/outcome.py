"""What is asked of the executor, and what comes back: values, never side effects."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from guildhall.errors import ConfigurationError, GuildhallError
from guildhall.identity import Principal
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.preview import Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A validated request by somebody.

    Attributes:
        idempotency_key: Names this very request: the same key never executes twice. Made by the door from what
            identifies the delivery (an interaction's id), or fresh where a repeat is a new request.
        dry_run: Whether a write is only previewed; None = the door's default under the guild's policy.
        plan_id: A plan to apply; the target must still be as it was previewed.
        tainted: Whether whoever made the call had read words of others, so that it may do what those asked for.
        private: Whether whoever made the call had read what not everybody may who reads where it was asked.
    """

    principal: Principal
    operation: AnyOperation
    idempotency_key: str
    dry_run: bool | None = None
    plan_id: str | None = None
    tainted: bool = False
    private: bool = False

    @property
    def claim_key(self) -> str:
        """The key under which the request is claimed: nobody gets another one's outcome by guessing a key."""
        return f"{self.principal.user_id}/{self.idempotency_key}"


@dataclass(frozen=True, slots=True)
class Completed:
    """It was done (or read).

    Attributes:
        result: The operation's result, as its result model dumps it.
        audit_id: Where the trail tells of it; stands in Discord's audit log too.
    """

    result: dict[str, JsonValue] = field(repr=False)
    audit_id: str


@dataclass(frozen=True, slots=True)
class Previewed:
    """Nothing was changed; this is what would be.

    Attributes:
        plan_id: Give it back with `dry_run=false` to do exactly this, unless the target changes.
        needs_human: Whether doing it will wait for a person's press.
    """

    operation: str
    preview: Preview
    plan_id: str
    expires_at: datetime
    needs_human: bool


@dataclass(frozen=True, slots=True)
class NeedsConfirmation:
    """A card waits for a human; nothing was changed yet.

    Attributes:
        confirmation_id: Ask `confirmation.get` with it for the outcome.
        where: Where the card is, in words: a channel's mention or a direct message.
    """

    operation: str
    preview: Preview
    confirmation_id: str
    expires_at: datetime
    where: str


def told(error: GuildhallError) -> dict[str, JsonValue]:
    """Return a failure as it is stored and shown; of the operator's mistakes only that it is one."""
    if isinstance(error, ConfigurationError):
        error = ConfigurationError("Something is not set up right here.", "The operator's log says what.")
    failure: dict[str, JsonValue] = json.loads(json.dumps(error.to_dict()))
    return failure


type Outcome = Completed | Previewed | NeedsConfirmation


@dataclass(frozen=True, slots=True)
class Answer:
    """What the presser of a button is told, and what the card becomes.

    Attributes:
        text: For the presser only.
        settled: Whether the question is answered for good, so that the card loses its buttons.
    """

    text: str
    settled: bool
