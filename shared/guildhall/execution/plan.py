"""Plans: a preview that can be applied exactly as it was seen, or not at all.

A plan is the preview of one caller for one payload, and is used once. Using it is not losing it: while nothing has
reached Discord, a failure (a table that is down, a budget, nobody who could be asked) gives it back.

    taken by nobody              -> ours, marked with the audit id
    taken by our own audit id    -> ours still: an attempt before this one died with it
    taken by another             -> there is no such plan
    failed before the request    -> given back
    the target drifted           -> used up: whoever decides anew sees what is there now

Whose it is: a lasting credential's own (one key at both of its doors), else the person's, whatever door of Discord's it
was shown at. A key applies no plan that the person saw in Discord, nor the other way round.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from pydantic import JsonValue

from guildhall.checkpoints import checkpoint
from guildhall.errors import ConfirmationInvalid, DiscordRateLimited, DiscordUnavailable, GuildhallError, PlanDrifted
from guildhall.execution.drift import drifts, named
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import Previewed
from guildhall.execution.performing import tried
from guildhall.execution.request import payload_digest
from guildhall.execution.session import Session
from guildhall.operations.batch import BatchOperation
from guildhall.operations.preview import Preview
from guildhall.store.records import PlanRecord

PLAN_LIFE = timedelta(minutes=30)


def keep(machinery: Machinery, session: Session, preview: Preview) -> Previewed:
    """Store what was previewed, tell the trail that it was shown, and return it."""
    plan = PlanRecord(
        plan_id=session.audit_id,
        subject=session.principal.subject,
        operation=session.operation.full_name(),
        payload_digest=payload_digest(session.operation, session.guild_id),
        guild_id=session.guild_id,
        fingerprint=preview.fingerprint,
        preview=preview.model_dump(mode="json"),
        expires_at=session.ports.now + PLAN_LIFE,
    )
    machinery.plans.put(plan)
    machinery.trail.preview(session, session.summary(preview))
    return Previewed(
        operation=plan.operation,
        preview=preview,
        plan_id=plan.plan_id,
        expires_at=plan.expires_at,
        needs_human=session.needs_human,
    )


@contextmanager
def applied(machinery: Machinery, session: Session, preview: Preview, plan_id: str) -> Iterator[None]:
    """Use a plan for what is done inside; it is given back where that fails before anything was done.

    Raises:
        ConfirmationInvalid: There is no such plan of this caller for exactly this request.
        PlanDrifted: The target is not as it was previewed; the plan is used up.
    """
    try:
        _take(machinery, session, preview, plan_id)
        yield
    except PlanDrifted:
        raise
    except GuildhallError as error:
        if _did_nothing(session, preview, error):
            tried(lambda: machinery.plans.give_back(plan_id, session.audit_id))
        raise


def _take(machinery: Machinery, session: Session, preview: Preview, plan_id: str) -> None:
    digest = payload_digest(session.operation, session.guild_id)
    plan = machinery.plans.take(plan_id, session.principal.subject, digest, by=session.audit_id)
    if plan is None:
        raise ConfirmationInvalid(
            "There is no such plan for exactly this request.",
            "A plan is used once, within 30 minutes, with the very arguments that were previewed, by the credential "
            "that previewed. Preview again.",
        )
    checkpoint("plan.taken")
    refuse_drift(plan.fingerprint, plan.preview, preview)


def _did_nothing(session: Session, preview: Preview, error: GuildhallError) -> bool:
    """Return whether a failure is one from before anything was done: of several writes, the first may have been."""
    if not session.reached:
        return True
    one = preview.requests <= 1 or isinstance(session.operation, BatchOperation)
    return one and isinstance(error, DiscordRateLimited | DiscordUnavailable)


def refuse_drift(fingerprint: str, seen: Mapping[str, JsonValue], now: Preview) -> None:
    """Refuse a target that is not as somebody saw it.

    Args:
        fingerprint: The target's state as it was seen.
        seen: The preview that was seen, as JSON; empty where it was not kept.
        now: The preview as it is now.

    Raises:
        PlanDrifted: It is not; `details["changed"]` says what, `details["now"]` what it would do now.
    """
    if now.fingerprint == fingerprint:
        return
    then = Preview.model_validate(seen) if seen else now
    names = named(then, now)
    raise PlanDrifted(
        "The target changed since it was previewed, so nothing was done.",
        f"{f'Different now: {", ".join(names)}. ' if names else ''}Preview and decide again.",
        changed=drifts(then, now),
        now=now.summary,
    )
