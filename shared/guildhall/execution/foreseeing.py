"""What is known of a call before its arguments are: who asks, how far they reach, and what the guild lets run at all.

    authenticate_client · require_membership · require_installation    as of every call
    require_scope                                                      credential and role reach the operation
    apply_channel_policy                                               the guild's lists and the pause, no place

Where one of them says no, that is the answer whatever the arguments would be. Else there is none yet: neither yes nor
no, with what is missing. What is given and wrong is a no, for a call like that is refused. Where only words are missing
and the place is known, as of /policy explain message.send in a channel, all steps are taken.
"""

from collections.abc import Mapping

from pydantic import JsonValue

from guildhall.discord.ids import Snowflake
from guildhall.errors import Denied, GuildhallError
from guildhall.execution.session import Session
from guildhall.execution.verdict import Refusal, told
from guildhall.operations.catalogue import AnyOperation
from guildhall.policy.channel import apply_channel_policy, apply_guild_rules
from guildhall.policy.model import TrailStep
from guildhall.policy.pipeline import STEPS, authorize
from guildhall.policy.scope import require_reach, require_scope

_OF_EVERY_CALL = STEPS[: STEPS.index(require_scope)]
_OF_ITS_NAME = ((require_scope, require_reach), (apply_channel_policy, apply_guild_rules))
"""Steps, and what they say of a call of which no more is known than its name."""
_STEP = "arguments"


def foreseen(
    session: Session,
    kind: type[AnyOperation],
    given: Mapping[str, JsonValue],
    here: Mapping[str, Snowflake],
    error: GuildhallError,
) -> dict[str, JsonValue]:
    """Return what is known of a call that cannot be made with the arguments that are given.

    Args:
        session: The asking for the explanation, as a call of whoever would make that call.
        kind: The operation that is asked about.
        given: The arguments that were given.
        here: The guild and the channel that it would be about.
        error: Why they make no call.
    """
    try:
        _take(session, kind, None if given else here)
    except Denied as denied:
        return told(session, _steps(session, denied.step, denied), Refusal(denied.step, denied), kind.spec.risk)
    verdict = told(None, _steps(session, _STEP, error), Refusal(_STEP, error), kind.spec.risk)
    problems = _problems(error)
    if any(field in given for field, _ in problems):
        return verdict
    missing: list[JsonValue] = [field for field, _ in problems if field != _STEP]
    lacking = "; ".join(why if field == _STEP else f"{field}: {why}" for field, why in problems) or error.message
    hint = f"It cannot be judged without its arguments ({lacking}); so far nothing refuses it."
    return verdict | {"allowed": None, "missing": missing, "rule": "", "hint": hint}


def _take(session: Session, kind: type[AnyOperation], here: Mapping[str, Snowflake] | None) -> None:
    """Take the steps that can be taken, each for as much as is known.

    Raises:
        Denied: A step said no.
    """
    attempt, required = session.attempt, {name for name, field in kind.model_fields.items() if field.is_required()}
    if here is not None and required <= set(here):
        attempt.operation, attempt.risk = kind.model_construct(None, **here), kind.spec.risk
        authorize(attempt, session.trail)
        return
    authorize(attempt, session.trail, _OF_EVERY_CALL)
    attempt.operation, attempt.risk = kind.model_construct(), kind.spec.risk
    for step, known in _OF_ITS_NAME:
        session.trail.append(TrailStep(step=step.__name__, allowed=True, reason=known(attempt).reason))


def _steps(session: Session, step: str, error: GuildhallError) -> list[JsonValue]:
    """Return the steps that were passed, and the one that was not."""
    passed = [passed.model_dump(mode="json") for passed in session.trail if passed.allowed]
    return [*passed, {"step": step, "allowed": False, "reason": error.message}]


def _problems(error: GuildhallError) -> list[tuple[str, str]]:
    """Return the arguments with which something is wrong or missing, and what."""
    told = error.details.get("problems")
    problems = [each for each in (told if isinstance(told, list) else []) if isinstance(each, Mapping)]
    return [(str(each["field"]).partition(".")[0], str(each["problem"])) for each in problems]
