"""One tool call of a turn: from the model's arguments to what it is told, and how far that may go.

    arguments ─ the guild is pinned ─ request ─ executor ─ result ─┬─ narrowed to what the answer's readers may know
                                                                   ├─ tainted: words of others?
                                                                   └─ private: not for all readers?

What may pass later leaves as an exception, so that the turn is tried again; every other failure is told to the model,
in words that say what to do about it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aws_lambda_powertools import Logger
from pydantic import JsonValue, ValidationError

from guildhall.clock import Clock
from guildhall.discord.ids import GuildId
from guildhall.errors import (
    AmbiguousName,
    ConfigurationError,
    DiscordRateLimited,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    InvalidArguments,
    NotAMember,
    OperationUnknown,
    RateLimited,
    Repeated,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
    Unauthenticated,
)
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome, Previewed
from guildhall.execution.ports import Confirmations
from guildhall.identity import Principal
from guildhall.operations.base import GuildOperation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from guildhall.store.turn_records import Wait
from guildhall.surfaces.agent.keeping import Exchanges
from guildhall.surfaces.agent.ports import Asked, ToolCall, ToolTold
from guildhall.surfaces.agent.tools import results, taint
from guildhall.surfaces.agent.tools.audience import Audience, needs_more_than_everybody_has
from guildhall.surfaces.agent.tools.conversation import ReadConversation
from guildhall.surfaces.agent.tools.table import listed, tools
from guildhall.surfaces.tools import finders, renaming, telling
from guildhall.surfaces.tools.faults import InternalError, internal
from guildhall.surfaces.tools.finders import Shelf
from guildhall.surfaces.tools.table import Entry
from guildhall.surfaces.tools.telling import Told

PASSING = (InProgress, StoreUnavailable, StoreThrottled, DiscordRateLimited, DiscordUnavailable)
"""Failures after which the same call may pass."""
QUOTING = frozenset({"plan_drifted", AmbiguousName.code})
"""Codes of failures that quote what others wrote."""
_SAYS_NOTHING = frozenset({NotAMember.code, RateLimited.code, Unauthenticated.code})
"""Codes of failures that say nothing of the target, so that it is not looked at either."""
_WITHOUT_EFFECT = frozenset({DiscordRateLimited.code, DiscordUnavailable.code})
_MOST_TRIES = 12
"""As often as a queue delivers a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What calls are made with.

    Attributes:
        build: Returns the request that a name and arguments stand for.
        run: Takes a call through the pipeline.
        confirmations: Questions to humans, to see what became of them.
    """

    build: Callable[[str, Mapping[str, JsonValue], Principal], AnyOperation]
    run: Callable[[Call], Outcome]
    confirmations: Confirmations
    audience: Audience
    exchanges: Exchanges
    clock: Clock
    log: Logger


@dataclass(slots=True)
class Calling:
    """One call while it is made.

    Attributes:
        had_read_others: The turn had read words of others before; likewise what is not for all readers.
        tainted: What is told holds words of others; likewise what is not for all readers.
        wait: The question that somebody has to answer first.
    """

    bench: Bench
    asked: Asked
    call: ToolCall
    had_read_others: bool
    had_read_private: bool
    tainted: bool = field(default=False, init=False)
    private: bool = field(default=False, init=False)
    wait: Wait | None = field(default=None, init=False)

    def told(self) -> ToolTold:
        """Make the call and return what it came to; raises what may pass later."""
        try:
            told = self._answer(tools().find(self.call.name))
        except PASSING:
            raise
        except GuildhallError as failure:
            told = self._failed(self._internal(failure) if _is_ours(failure) else failure)
        except Exception as error:  # noqa: BLE001  # whatever broke, the model gets an answer with a reference
            told = self._failed(self._internal(error))
        return ToolTold(
            call=self.call,
            text=results.capped(told.text),
            failed=told.failed,
            wait=self.wait,
            tainted=self.tainted,
            private=self.private,
        )

    def _answer(self, entry: Entry | None) -> Told:
        if entry is None:
            names = ", ".join(each.name for each in tools().entries if each.listed)
            raise OperationUnknown(f"There is no tool {self.call.name[:80]!r}.", f"There are {names}.")
        if entry.name == ReadConversation.NAME:
            return self._conversation(entry)
        if entry.operation is None:
            shelf = Shelf(tools(), listed, lambda each: each.operation is not None)
            return finders.run(shelf, entry, dict(self.call.input), self._run)
        called = self.call.name
        return renaming.noted(called, entry, self._run(entry, renaming.arguments(called, entry, self.call.input)))

    def _conversation(self, entry: Entry) -> Told:
        try:
            wanted = ReadConversation.model_validate(self.call.input)
        except ValidationError:
            raise InvalidArguments(
                f"{entry.name} cannot be called like that.", "Give entry_id as digits, limit from 1 to 20, or nothing."
            ) from None
        shown = wanted.read(self.bench.exchanges, self.asked, all_shown=self.bench.audience.recalls(self.asked))
        self.tainted = bool(shown["exchanges"])
        return Told(results.of_read(entry, shown))

    # ----------------------------------------------------------------------------------------------------- operations
    def _run(self, entry: Entry, arguments: dict[str, JsonValue]) -> Told:
        own, dry_run = _split(_pinned(arguments, self.asked.guild_id))
        try:
            operation = self.bench.build(str(entry.operation), own, self.asked.principal)
        except InvalidArguments as refusal:
            telling.teach(entry, refusal)
            raise
        try:
            outcome = self._execute(operation, dry_run)
        except PASSING:
            raise
        except GuildhallError as failure:
            if failure.to_dict()["code"] not in _SAYS_NOTHING:
                self._speaks_of(operation, proved=False)
            raise
        self._speaks_of(operation, proved=True)
        if isinstance(outcome, NeedsConfirmation):
            self.wait = Wait(
                tool_use_id=self.call.id,
                confirmation_id=outcome.confirmation_id,
                expires_at=outcome.expires_at,
                where=outcome.where,
            )
            return Told(results.of_wait(entry, outcome))
        return Told(
            self._previewed(entry, operation, outcome)
            if isinstance(outcome, Previewed)
            else self.completed(entry, operation, outcome)
        )

    def _speaks_of(self, operation: AnyOperation, *, proved: bool) -> None:
        """Judge whether what is said about the operation's channel is for all readers; an undo's is the caller's."""
        exposes = self.bench.audience.exposes
        self.private |= operation.undoes is not None or self._judged(
            lambda: exposes(self.asked, operation, proved=proved, gone=proved)
        )

    def _execute(self, operation: AnyOperation, dry_run: bool | None) -> Outcome:
        """Run the request under the call's own key; a try that surely had no effect is made again under the next."""
        key = f"turn:{self.asked.turn_id}:{self.call.id}"
        for nth in range(_MOST_TRIES):
            try:
                return self.bench.run(self._call(operation, dry_run, f"{key}:{nth}" if nth else key))
            except Repeated as before:
                if before.to_dict()["code"] not in _WITHOUT_EFFECT or nth == _MOST_TRIES - 1:
                    raise
        raise AssertionError("the last try returns or raises")

    def _call(self, operation: AnyOperation, dry_run: bool | None, key: str) -> Call:
        """Return the call; whoever asked alone may write what was read, unless others may have told the model to."""
        return Call(
            principal=self.asked.principal,
            operation=operation,
            idempotency_key=key,
            dry_run=dry_run,
            tainted=self.had_read_others,
            private=self.had_read_private and (self.had_read_others or not self.asked.always_private),
        )

    def _previewed(self, entry: Entry, operation: AnyOperation, outcome: Previewed) -> str:
        self.tainted |= taint.preview_tainted(operation, outcome.preview)
        self.private |= needs_more_than_everybody_has(operation)
        return results.of_preview(entry, outcome)

    def completed(self, entry: Entry, operation: AnyOperation, outcome: Completed, by: str = "") -> str:
        """Return what is told of something read or done; `by` names who approved it."""
        audience = self.bench.audience
        self.private |= self._judged(lambda: audience.withholds(self.asked, operation, outcome.result))
        shown, left_out = audience.narrow(self.asked, operation, outcome.result)
        if self.asked.always_private:
            self.private |= left_out > 0
            self.tainted |= left_out > 0 and not isinstance(operation, GuildOperation)  # of other guilds
            shown, left_out = outcome.result, 0
        self.tainted |= taint.tainted(operation, shown, self.asked.principal.user_id)
        if operation.spec.risk is Risk.READ:
            return results.of_read(entry, shown, left_out)
        return results.of_done(entry, shown, audit_id=outcome.audit_id, by=by)

    def _judged(self, judge: Callable[[], bool]) -> bool:
        """Return a judgement; where Discord gives no ground for one, the readers may not know."""
        try:
            return judge()
        except PASSING:
            raise
        except GuildhallError:
            return True

    # ------------------------------------------------------------------------------------------------------- failures
    def _failed(self, failure: GuildhallError) -> Told:
        told = failure.to_dict()
        quoting = told["code"] in QUOTING
        self.tainted |= quoting
        self.private |= told["code"] == AmbiguousName.code  # the choices are what the asker sees, not all readers
        return Told(results.of_failure(told, quoting=quoting), failed=True, code=str(told["code"]))

    def _internal(self, error: Exception) -> InternalError:
        return internal(self.bench.log, error, tool=self.call.name[:80], turn_id=self.asked.turn_id)


def _is_ours(failure: GuildhallError) -> bool:
    """Return whether the cause is the operator's or ours, so that no detail of it is told."""
    return isinstance(failure, ConfigurationError | StoreError)


def _pinned(arguments: dict[str, JsonValue], guild_id: GuildId) -> dict[str, JsonValue]:
    """Return the arguments without the guild, which is not the model's to choose."""
    named = arguments.pop("guild_id", None)
    if named in (None, str(guild_id)):
        return arguments
    raise InvalidArguments("Only this server can be acted in; no other can be named.", "Leave guild_id out.")


def _split(arguments: dict[str, JsonValue]) -> tuple[dict[str, JsonValue], bool | None]:
    dry_run = arguments.pop("dry_run", None)
    if dry_run is not None and not isinstance(dry_run, bool):
        raise InvalidArguments("dry_run is neither true nor false.", "Give a JSON boolean, or leave it out.")
    return arguments, dry_run
