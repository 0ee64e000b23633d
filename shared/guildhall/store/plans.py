"""StateTable's plans: previews that can be applied, each once."""

from guildhall.clock import Clock, epoch_s, utc_now
from guildhall.store import keys
from guildhall.store.codec import from_text, to_text
from guildhall.store.records import PlanRecord
from guildhall.store.table import Table


class PlanRepository:
    """`Plans` over StateTable."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self._table = table
        self._clock = clock

    def put(self, plan: PlanRecord) -> None:
        """Store a plan until it expires."""
        self._table.put_if(keys.plan(plan.plan_id).item(record=to_text(plan), expires_at=epoch_s(plan.expires_at)))

    def take(self, plan_id: str) -> PlanRecord | None:
        """Return a plan and remove it, atomically (single use); None when there is none or it expired."""
        item = self._table.delete_if(keys.plan(plan_id))
        if item is None:
            return None
        plan = from_text(PlanRecord, item.get("record"))
        return plan if plan.expires_at > self._clock() else None
