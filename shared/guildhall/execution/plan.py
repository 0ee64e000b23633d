"""Plans: a preview that can be applied exactly as it was seen, or not at all."""

from datetime import timedelta

from guildhall.errors import ConfirmationInvalid, PlanDrifted
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import Previewed
from guildhall.execution.request import payload_digest
from guildhall.execution.session import Session
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


def take(machinery: Machinery, session: Session, preview: Preview, plan_id: str) -> None:
    """Use up a plan.

    Raises:
        ConfirmationInvalid: There is no such plan of this caller for exactly this request.
        PlanDrifted: The target is not as it was previewed.
    """
    plan = machinery.plans.take(plan_id)
    digest = payload_digest(session.operation, session.guild_id)
    if plan is None or (plan.subject, plan.payload_digest) != (session.principal.subject, digest):
        raise ConfirmationInvalid(
            "There is no such plan for exactly this request.",
            "A plan is used once, within 30 minutes, with the very arguments that were previewed. Preview again.",
        )
    refuse_drift(plan.fingerprint, preview)


def refuse_drift(seen: str, preview: Preview) -> None:
    """Raise PlanDrifted unless the target still is as somebody saw it."""
    if preview.fingerprint != seen:
        raise PlanDrifted(
            "The target changed since it was previewed, so nothing was done.",
            f"As it is now: {preview.summary}. Preview and decide again.",
        )
