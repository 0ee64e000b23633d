"""What would become of a call, without making it and without spending anything.

Nobody learns more from an explanation than from trying: of one's own call a refusing step says what it says to the
caller, not what it says to the trail. Explaining what others may do takes the right to read the trail, and stops at
what the asker can see in the guild that is asked about; there the true reason is told.

A call that passes all steps is previewed as well, and what the preview or a budget of the day refuses is told; of what
the preview shows, nothing. A call that undoes another one is explained as the call that it becomes, to its maker only.
Of one whose arguments are missing it is told what is known of it without them; see `foreseeing`.
"""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import JsonValue

from guildhall.discord.ids import Snowflake, UserId
from guildhall.errors import (
    AmbiguousName,
    Denied,
    DiscordForbidden,
    DiscordNotFound,
    DiscordRejected,
    GuildhallError,
    InvalidArguments,
    RequestError,
    ScopeMissing,
)
from guildhall.execution.calls import Calls
from guildhall.execution.foreseeing import foreseen
from guildhall.execution.machinery import Machinery
from guildhall.execution.request import build
from guildhall.execution.session import Session
from guildhall.execution.verdict import Refusal, told
from guildhall.identity import Principal
from guildhall.operations import catalogue
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from guildhall.policy.attempt import Attempt, unknown
from guildhall.policy.membership import count_miss, require_membership
from guildhall.policy.pipeline import STEPS
from guildhall.policy.scopes import ROLE_SCOPES, covers

_ABOUT_OTHERS = "audit:read"
_REFUSALS = (RequestError, DiscordForbidden, DiscordNotFound, DiscordRejected)


def explain(
    calls: Machinery, attempt: Attempt, name: str, arguments: Mapping[str, JsonValue], user_id: UserId | None
) -> dict[str, JsonValue]:
    """Return what would become of a call; see `PlatformPort.explain`.

    Args:
        calls: Makes the call that is explained.
        attempt: The call that asks for the explanation, allowed already.
        name: The operation that is asked about.
        arguments: Its arguments.
        user_id: Whose call; None = the asker's own.

    Raises:
        Denied: The asker may not ask about others, or not about that target.
        InvalidArguments: It is about somebody else's undoing.
        OperationUnknown: There is no such operation.
        DiscordError: Discord could not be asked.
    """
    asker, operation = attempt.principal, catalogue.find(name)
    own = user_id is None or user_id == asker.user_id
    subject = asker if user_id is None or own else _somebody_else(attempt, user_id)
    here = _here(attempt, operation, arguments)
    try:
        request = build(name, {**arguments, **{field: str(value) for field, value in here.items()}}, asker, calls.reach)
    except (InvalidArguments, AmbiguousName) as error:
        asking = calls.session(subject, attempt.operation, calls.new_id(), charged=False)
        asking.attempt.asked_by = asker
        return foreseen(asking, operation, arguments, here, error)
    if not own:
        _refuse_undoing(request)
        _require_sight(calls, attempt, request)
    session = calls.session(subject, request, calls.new_id(), charged=False)
    session.attempt.asked_by = asker
    return _verdict(calls, session, own=own)


def _here(attempt: Attempt, operation: type[AnyOperation], arguments: Mapping[str, JsonValue]) -> dict[str, Snowflake]:
    """Return the guild that is asked about, and the channel where it was asked if none was given; if they are taken."""
    guild, origin = attempt.guild, attempt.principal.origin
    here: dict[str, Snowflake] = {"guild_id": guild.id} if guild is not None else {}
    if origin is not None and arguments.get("channel_id") is None:
        here["channel_id"] = origin.channel_id
    return {name: value for name, value in here.items() if name in operation.model_fields}


def _somebody_else(attempt: Attempt, user_id: UserId) -> Principal:
    asker = attempt.principal
    reached = covers(ROLE_SCOPES[attempt.role], _ABOUT_OTHERS)
    if not reached or (asker.scopes is not None and not covers(asker.scopes, _ABOUT_OTHERS)):
        raise ScopeMissing(
            f"Asking what others may do takes {_ABOUT_OTHERS}.", "Ask a moderator.", needed=_ABOUT_OTHERS
        )
    return replace(asker, user_id=user_id, scopes=None, guild_ids=None, channel_ids=None, expires_at=None)


def _require_sight(calls: Calls, attempt: Attempt, request: AnyOperation) -> None:
    seen = calls.session(attempt.principal, request, calls.new_id()).attempt
    require_membership(seen)
    if seen.guild is not None and attempt.guild is not None and seen.guild.id != attempt.guild.id:
        raise unknown("asked about a target in another guild")


def _refuse_undoing(request: AnyOperation) -> None:
    """Refuse what turns into a call on another target than the one that the asker was found to see."""
    if request.undoes is not None:
        told = "What it takes to undo a call is told to whoever would undo it."
        raise InvalidArguments(told, "Ask about the call that brings back what was, such as channel.edit.")


def _verdict(calls: Machinery, session: Session, *, own: bool) -> dict[str, JsonValue]:
    # A call's ports are made with this module, and an undo is resolved into a call.
    from guildhall.execution.undo import resolve

    budget, refusal = "", None
    try:
        session.authorize()
        resolve(calls, session)
        budget = _tried(calls, session)
    except _REFUSALS as error:
        refusal = Refusal(_step(session, error), error)
        if isinstance(error, DiscordNotFound):
            count_miss(session.attempt)
    steps: list[JsonValue] = [step.model_dump(mode="json") for step in session.trail]
    if refusal is not None:
        ended = bool(session.trail) and not session.trail[-1].allowed
        seen = session.trail[-1].reason if ended and not own else refusal.error.message
        steps = [*steps[: -1 if ended else None], {"step": refusal.step, "allowed": False, "reason": seen}]
    return told(session, steps, refusal, session.attempt.risk) | {"budget": budget}


def _step(session: Session, error: GuildhallError) -> str:
    """Return the step that refused: the trail's last one, else the one that came no further, else the preview."""
    if isinstance(error, Denied) and session.trail and not session.trail[-1].allowed:
        return session.trail[-1].step
    passed = len(session.trail) - (session.undo is not None)
    return STEPS[passed].__name__ if passed < len(STEPS) else "preview"


def _tried(calls: Calls, session: Session) -> str:
    """Preview a write as its caller would; return what it takes of the budgets of the day.

    Raises:
        GuildhallError: It is refused there.
    """
    # A call's ports are made with this module, and budgets are spent by calls.
    from guildhall.execution.budgets import what_is_left
    from guildhall.execution.undo import preview

    if session.operation.spec.risk is Risk.READ:
        return ""
    return what_is_left(calls, session, preview(session)).budget
