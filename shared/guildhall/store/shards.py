"""StateTable's shards: one item for each, which says who holds it and where its session stands; no pydantic here.

    take        nobody holds it, or its lease is over, or it is mine     -> mine from now on
    save        it is mine                                               -> session, number, lease, in one write
    release     it is mine                                               -> nobody's, the session stays
    stand_by    always                                                   -> whoever holds it sees that somebody waits

A save returns the whole item, so a holder that shall end learns of its successor without asking.

IDENTIFY needs a ticket: Discord resets the token of a bot that identifies more than 1,000 times in 24 hours. Days here
are fixed, so at most twice `IDENTIFIES_A_DAY` fall into any 24 hours.
Source: https://docs.discord.com/developers/events/gateway#session-start-limit-object
"""

from datetime import datetime, timedelta

from guildhall.clock import Clock, utc_now
from guildhall.discord.gateway.record import Kept, Shard, ShardRecord, State
from guildhall.store import keys
from guildhall.store.conditions import Absent, AnyOf, AtMost, Equals, Item, Value
from guildhall.store.moments import micros, moment
from guildhall.store.table import EXPIRES_AT, Change, ConditionFailed, Table
from guildhall.store.windows import WindowRepository

IDENTIFIES_A_DAY = 200
IDENTIFY_SPACING_S = 5.0
"""Source: https://docs.discord.com/developers/events/gateway#rate-limiting"""
_DAY_S = 86_400
_COUNTER = "gateway-identify"


class ShardRepository:
    """`Shards` over StateTable."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self._table = table
        self._clock = clock
        self._counters = WindowRepository(table, clock)

    def peek(self, shard: Shard) -> ShardRecord:
        """Return the shard as it stands, without touching it."""
        return _record(self._table.get(keys.shard(*shard)) or {})

    def take(self, shard: Shard, owner: str, lease_until: datetime, now: datetime) -> ShardRecord | None:
        """Hold the shard if nobody does; return it as it then stands, None when somebody does."""
        free = AnyOf(Absent("owner"), Equals("owner", ""), Equals("owner", owner), AtMost("lease_us", micros(now)))
        claim = Change(set={"owner": owner, "lease_us": micros(lease_until), "successor": "", "successor_us": 0})
        try:
            return _record(self._table.update_if(keys.shard(*shard), claim, free))
        except ConditionFailed:
            return None

    def stand_by(self, shard: Shard, successor: str, until: datetime) -> None:
        """Say that somebody waits to take the shard over."""
        mark = Change(set={"successor": successor, "successor_us": micros(until)})
        self._table.update_if(keys.shard(*shard), mark)

    def save(self, shard: Shard, owner: str, kept: Kept, lease_until: datetime) -> ShardRecord | None:
        """Store what is kept and renew the lease, if the shard is still that owner's; None when it is not."""
        change = Change(set={"lease_us": micros(lease_until), **self._attributes(kept)})
        try:
            return _record(self._table.update_if(keys.shard(*shard), change, Equals("owner", owner)))
        except ConditionFailed:
            return None

    def release(self, shard: Shard, owner: str, kept: Kept) -> None:
        """Store what is kept and let the shard go, if it is still that owner's."""
        change = Change(set={"owner": "", "lease_us": 0, **self._attributes(kept)})
        try:
            self._table.update_if(keys.shard(*shard), change, Equals("owner", owner))
        except ConditionFailed:
            return

    def identify_in_s(self, shard: Shard) -> float:
        """Take a ticket to IDENTIFY: 0.0 when there was one, else the seconds until it is worth asking again."""
        now = self._clock()
        spacing = timedelta(seconds=IDENTIFY_SPACING_S)
        taken = Change(set={"taken_us": micros(now), EXPIRES_AT: int(now.timestamp()) + _DAY_S})
        rested = AnyOf(Absent("taken_us"), AtMost("taken_us", micros(now - spacing)))
        try:
            self._table.update_if(keys.shard_ticket(*shard), taken, rested)
        except ConditionFailed as failed:
            last = moment((failed.old or {}).get("taken_us")) or now
            return max(0.1, (last + spacing - now).total_seconds())
        return self._counters.spend(_COUNTER, window_s=_DAY_S, limit=IDENTIFIES_A_DAY)

    def _attributes(self, kept: Kept) -> dict[str, Value]:
        return {
            "state": kept.state.value,
            "reason": kept.reason,
            "session_id": kept.session_id,
            "resume_url": kept.resume_url,
            "acked_seq": kept.acked_seq,
            "heard_us": micros(kept.heard_at) if kept.heard_at else None,
            "bot_user_id": kept.bot_user_id,
            "lookback_us": micros(kept.lookback_from) if kept.lookback_from else None,
            "attempts": kept.attempts,
            "updated_us": micros(self._clock()),
        }


def _record(item: Item) -> ShardRecord:
    return ShardRecord(
        kept=_kept(item),
        owner=_text(item, "owner"),
        lease_until=moment(item.get("lease_us")),
        successor=_text(item, "successor"),
        successor_until=moment(item.get("successor_us")),
    )


def _kept(item: Item) -> Kept:
    state = _text(item, "state")
    return Kept(
        # What a later release may call its states is not ours to know.
        state=State(state) if state in set(State) else State.CONNECTING,
        reason=_text(item, "reason"),
        session_id=_text(item, "session_id"),
        resume_url=_text(item, "resume_url"),
        acked_seq=_number(item, "acked_seq"),
        heard_at=moment(item.get("heard_us")),
        bot_user_id=_text(item, "bot_user_id"),
        lookback_from=moment(item.get("lookback_us")),
        attempts=_number(item, "attempts") or 0,
    )


def _text(item: Item, name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _number(item: Item, name: str) -> int | None:
    value = item.get(name)
    return value if isinstance(value, int) else None
