"""What went wrong, for the person who asked: what happened and what to do next, never an inside of ours."""

from guildhall.errors import (
    AmbiguousName,
    ConfigurationError,
    DiscordRateLimited,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    OutcomeUnknown,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
)
from guildhall.surfaces.interactions import markup
from guildhall.surfaces.interactions.messages import Paper, Tone

LONGEST_WAIT_S = 60.0
"""Discord's limits that end by then are waited for in the queue; a longer one is told."""
_PASSING = (InProgress, StoreThrottled, StoreUnavailable, DiscordUnavailable)
_CANDIDATES = 20


def may_pass(error: GuildhallError) -> bool:
    """Return whether the very same request may pass in a minute, so that the queue should bring it again."""
    if isinstance(error, DiscordRateLimited):
        return error.retry_after_s <= LONGEST_WAIT_S
    return isinstance(error, _PASSING)


def is_ours(error: GuildhallError) -> bool:
    """Return whether the cause is the operator's or ours, so that its detail is not told."""
    return isinstance(error, ConfigurationError | StoreError)


def paper(error: GuildhallError, what: str) -> Paper:
    """Return a failure as an answer.

    Args:
        error: What happened.
        what: What was asked for: `/channel list`, or `your press`.
    """
    told = error.to_dict()
    unknown = isinstance(error, OutcomeUnknown) or told.get("code") == OutcomeUnknown.code
    title = f"Nobody knows whether it was done: {what}" if unknown else f"Not done: {what}"
    blocks = [error.message, error.hint, *_candidates(error)]
    audit_id = error.details.get("audit_id")
    footer = f"Audit {audit_id}" if audit_id else ""
    return Paper(Tone.FAILED, title, tuple(markup.spoken(block) for block in blocks if block), footer)


def fault(reference: str, what: str, *, again: bool) -> Paper:
    """Return a failure of ours as an answer: a reference that stands in the log, nothing else.

    Args:
        reference: What the log can be searched for.
        what: What was asked for.
        again: Whether it will be tried again by itself.
    """
    then = "It is tried again in a minute; this message will change." if again else "Ask again in a while."
    told = (
        f"Something failed on our side. {then} If it stays, give the operator this reference: {markup.code(reference)}"
    )
    return Paper(Tone.FAILED, f"Not done: {what}", (told,))


def again(error: GuildhallError, what: str) -> Paper:
    """Return what is told while the queue is to bring a request again."""
    cause = "Our own tables do not answer." if is_ours(error) else error.message
    told = "It is tried again by itself within a minute; this message will change."
    return Paper(Tone.WAITING, f"Not finished yet: {what}", (markup.spoken(cause), told))


def given_up(what: str, reference: str) -> Paper:
    """Return the answer for a request that failed at every attempt."""
    told = (
        "Discord or our own tables did not answer, at several attempts within some minutes, so it was given up.",
        "As far as is known nothing was done. Look before you ask again: `/audit list` shows what happened.",
        f"The operator finds it under the reference {markup.code(reference)}.",
    )
    return Paper(Tone.FAILED, f"Not done: {what}", told)


def too_late(what: str) -> Paper:
    """Return the answer for a request that waited until its answer could not be shown any more."""
    told = "It waited in the queue for longer than Discord lets us answer, so it was not started. Ask again."
    return Paper(Tone.FAILED, f"Not done: {what}", (told,))


def _candidates(error: GuildhallError) -> list[str]:
    found = error.details.get("candidates") if isinstance(error, AmbiguousName) else None
    return [f"- {markup.plain(str(name))}" for name in found[:_CANDIDATES]] if isinstance(found, list) else []
