"""StateTable's plans: previews that can be applied, each once.

A plan stays where it is when it is taken, marked with who took it: so an attempt that takes over from one that died
finds it, and what came to nothing gives it back.
"""

from guildhall.clock import Clock, epoch_s, utc_now
from guildhall.store import keys
from guildhall.store.codec import check_document, from_text, to_text
from guildhall.store.conditions import AllOf, Condition, Equals, OneOf
from guildhall.store.records import PlanRecord
from guildhall.store.table import Change, ConditionFailed, Table

_NOBODY = ""


class PlanRepository:
    """`Plans` over StateTable."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self._table = table
        self._clock = clock

    def put(self, plan: PlanRecord) -> None:
        """Store a plan until it expires.

        Raises:
            TooLarge: Its preview takes more than 350 KB.
        """
        text = to_text(plan)
        check_document(text, "What was previewed", "Split it into smaller requests.")
        item = keys.plan(plan.plan_id).item(
            record=text,
            subject=plan.subject,
            payload_digest=plan.payload_digest,
            taken_by=_NOBODY,
            expires_at=epoch_s(plan.expires_at),
        )
        self._table.put_if(item)

    def take(self, plan_id: str, subject: str, payload_digest: str, *, by: str) -> PlanRecord | None:
        """Mark a plan as used, atomically, and return it.

        Args:
            plan_id: Which one.
            subject: To whom it must be bound.
            payload_digest: To what.
            by: The audit id of the request that uses it; the same one may take it again.

        Returns:
            The plan; None when there is none that is so bound, or another took it, or it expired.
        """
        bound = AllOf(Equals("subject", subject), Equals("payload_digest", payload_digest))
        record = self._mark(plan_id, by, AllOf(bound, OneOf("taken_by", (_NOBODY, by))))
        return record if record is not None and record.expires_at > self._clock() else None

    def give_back(self, plan_id: str, by: str) -> None:
        """Let a plan that came to nothing be taken again; one that another took is left alone."""
        self._mark(plan_id, _NOBODY, Equals("taken_by", by))

    def _mark(self, plan_id: str, taker: str, condition: Condition) -> PlanRecord | None:
        try:
            item = self._table.update_if(keys.plan(plan_id), Change(set={"taken_by": taker}), condition)
        except ConditionFailed:
            return None
        return from_text(PlanRecord, item.get("record"))
