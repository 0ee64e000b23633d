"""StateTable's execution claims: a request that arrives twice is executed at most once.

Queues deliver twice and workers die. Whoever is about to execute claims the request's key first; then sets the *intent*
right before the request to Discord; then the *outcome*. One conditional update decides who holds a claim:

    there is none                                    -> mine
    its lease ended, neither intent nor outcome      -> mine now: the first attempt died before it did anything
    its lease ended, but the intent is set           -> not mine: it may have been done; the answer is "outcome unknown"
    the lease runs, or there is an outcome           -> not mine
"""

from datetime import datetime

from pydantic import JsonValue

from guildhall.clock import epoch_s
from guildhall.discord.ids import GuildId
from guildhall.errors import StoreThrottled
from guildhall.store import keys
from guildhall.store.codec import from_fields, json_from_text, json_to_text, micros, moment
from guildhall.store.conditions import Absent, AllOf, AnyOf, AtMost, Condition, Equals, Item, Present, Value
from guildhall.store.failures import RETRY_AFTER_S
from guildhall.store.records import ClaimRecord
from guildhall.store.table import EXPIRES_AT, Change, ConditionFailed, Table

_UNTOUCHED = AllOf(Absent("intent_us"), Absent("outcome"))


class ClaimRepository:
    """`Claims` over StateTable."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim(self, record: ClaimRecord, *, now: datetime) -> ClaimRecord:
        """Put the claim if there is none for its key, or take over one whose lease ended with no intent and no outcome.

        Returns:
            The record as it now stands: the caller holds it if `owner` is its own; otherwise it sees who does,
            whether the intent was set, and the outcome if it ended. A taken-over claim keeps the first `audit_id`.

        Raises:
            StoreThrottled: Others claimed and released it in the meantime; it may be claimed again.
        """
        change = Change(
            set={
                "owner": record.owner,
                "lease_us": micros(record.lease_until),
                "expires_us": micros(record.expires_at),
                EXPIRES_AT: epoch_s(record.expires_at),
            },
            default={"audit_id": record.audit_id},
        )
        free = AnyOf(Absent("pk"), AllOf(AtMost("lease_us", micros(now)), _UNTOUCHED))
        try:
            return _record(record.key, self._table.update_if(keys.claim(record.key), change, free))
        except ConditionFailed as failed:
            if failed.old is None:
                raise StoreThrottled("The claim changed hands.", retry_after_s=RETRY_AFTER_S) from None
            return _record(record.key, failed.old)

    def intend(self, key: str, owner: str, at: datetime, guild_id: GuildId | None) -> bool:
        """Set `intent_at` and whose trail it stands in, if that owner still holds the claim; return whether.

        It can be set once: an intent repeated is an execution repeated.
        """
        held = AllOf(Equals("owner", owner), _UNTOUCHED)
        intent: dict[str, Value] = {"intent_us": micros(at), "guild_id": guild_id and str(guild_id)}
        return self._update(key, Change(set=intent), held)

    def release(self, key: str, owner: str) -> bool:
        """Drop a claim that came to nothing before its intent, so that the request can be made again; say whether."""
        return self._drop(key, AllOf(Equals("owner", owner), _UNTOUCHED))

    def give_back(self, key: str, owner: str) -> bool:
        """Drop a claim that surely came to nothing, its intent set or not; a finished one stays. Say whether."""
        return self._drop(key, AllOf(Equals("owner", owner), Absent("outcome")))

    def finish(self, key: str, outcome: dict[str, JsonValue]) -> None:
        """Set the outcome, once; a finished claim is left as it is.

        Raises:
            TooLarge: The outcome takes more than 350 KB; finish with a shorter one that says so.
        """
        open_still = AllOf(Present("pk"), Absent("outcome"))
        self._update(key, Change(set={"outcome": json_to_text(outcome)}), open_still)

    def _drop(self, key: str, condition: Condition) -> bool:
        try:
            self._table.delete_if(keys.claim(key), condition)
        except ConditionFailed:
            return False
        return True

    def _update(self, key: str, change: Change, condition: Condition) -> bool:
        try:
            self._table.update_if(keys.claim(key), change, condition)
        except ConditionFailed:
            return False
        return True


def _record(key: str, item: Item) -> ClaimRecord:
    fields: dict[str, object] = {
        "key": key,
        "owner": item.get("owner"),
        "audit_id": item.get("audit_id"),
        "lease_until": moment(item.get("lease_us")),
        "expires_at": moment(item.get("expires_us")),
        "intent_at": moment(item.get("intent_us")),
        "guild_id": item.get("guild_id"),
        "outcome": json_from_text(item["outcome"]) if "outcome" in item else None,
    }
    return from_fields(ClaimRecord, fields)
