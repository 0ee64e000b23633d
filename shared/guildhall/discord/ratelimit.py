"""Rate limits: when may the next request go?

What Discord does
    Each route belongs to a *bucket*. Which one is not documented; every answer names it in `X-RateLimit-Bucket` (a
    hash), and several routes may share one. Inside a bucket each *major* resource is counted by itself: the channel,
    the guild, or the webhook with its token in the path. An interaction's followups are counted per interaction, so
    the token is part of the key, never the application alone.

        POST /channels/{channel_id}/messages, channel 7    -> bucket "abc" # channel_id=7
        PATCH /channels/{channel_id}/messages/{…}, same    -> maybe "abc" too: then both draw from one count

    `Remaining` says how many requests are left and `Reset-After` in how many seconds all are back. Since 2022 most
    buckets slide: one request comes back at a time, and each request moves the reset further off. Some stand: the
    reset stays where it is, and all come back at once. That is how they are told apart; until then, and for good once
    a sliding bucket refused us, a bucket counts as standing, which is the slower and safer guess. Old (14 days) and
    fresh (10 seconds) messages are deleted in buckets of their own.

    Above all stands a *global* limit of 50 requests per second and bot, which interactions are exempt from.

    A refusal (429) carries `retry_after` in its body; that number counts, not the headers, which tell of the bucket.
    A refusal with requests remaining comes from a limit that has no headers (a channel's name: twice in 10 minutes) or
    that others use up with us (scope `shared`): it says nothing about the bucket, so nothing is concluded from it.

What we do
    Learn route -> hash, keep `Remaining` and the reset per hash#major in this process, count what is under way, and
    tell the caller how long to wait *before* sending. Nothing here sleeps or sends; the clock comes from outside.

Worked example
    place = limiter.reserve(key)               -> place.wait_s == 0.0: go. Nothing is known yet.
    limiter.observe(place, headers of the answer: bucket abc, limit 5, remaining 0, reset-after 2.5)
    limiter.reserve(key)                       -> wait_s == 2.5: wait that long and ask again. Had the bucket been seen
                                                  to slide, 0.5 would do: 2.5 s / 5 requests.

Source: https://docs.discord.com/developers/topics/rate-limits
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, inf, isfinite
from threading import Lock

from guildhall.clock import Clock, moment_of_snowflake, monotonic_s, utc_now
from guildhall.config import DISCORD_REQUESTS_PER_S
from guildhall.discord.limits import BULK_DELETE_MAX_AGE
from guildhall.discord.routes import Route

_KEPT_BUCKETS_COUNT = 1000
_FRESH = timedelta(seconds=10)
_DELETE_MESSAGE = "DELETE /channels/{channel_id}/messages/{message_id}"
_LOOK_AGAIN_S = 0.05


@dataclass(frozen=True, slots=True)
class LimitKey:
    """What a request is counted under before its bucket is known: route (with message age) and major resource."""

    route: str
    major: str
    interaction: bool = False

    @classmethod
    def of(cls, route: Route, params: Mapping[str, str], *, by_bot: bool = False, clock: Clock = utc_now) -> "LimitKey":
        """Return the key of a request; one that carries the bot's token is the bot's, whatever its path holds."""
        text = route.text
        if text == _DELETE_MESSAGE:
            text += _age_class(params["message_id"], clock)
        return cls(text, route.major_key(params), "webhook_token" in route.names and not by_bot)


def _age_class(message_id: str, clock: Clock) -> str:
    age = clock() - moment_of_snowflake(message_id)
    if age > BULK_DELETE_MAX_AGE:
        return " old"
    return " fresh" if age < _FRESH else ""


@dataclass(slots=True)
class _Bucket:
    limit: float = inf
    remaining: float = inf
    resets_at_s: float = 0.0
    under_way: int = 0
    slide_s: float = 0.0
    trusted: bool = True

    def wait_s(self, now_s: float) -> float:
        free = self.remaining if now_s < self.resets_at_s else self.limit
        free_at_s = self.resets_at_s
        if self.slide_s and self.trusted:
            free = max(free, self.limit - ceil((self.resets_at_s - now_s) / self.slide_s))
            free_at_s -= self.slide_s * (self.limit - self.under_way - 1)
        return max(_LOOK_AGAIN_S, free_at_s - now_s) if free <= self.under_way else 0.0

    def learn(self, limit: float, remaining: float, resets_at_s: float, now_s: float) -> None:
        used = limit - remaining
        if used > 0 and now_s < self.resets_at_s:
            slide_s = (resets_at_s - now_s) / used
            moved = resets_at_s - self.resets_at_s > slide_s / 2
            self.slide_s = slide_s if moved else 0.0
        self.limit, self.remaining, self.resets_at_s = limit, remaining, resets_at_s


@dataclass(frozen=True, slots=True)
class Reservation:
    """A place for one request, or the seconds to wait for one."""

    key: LimitKey
    wait_s: float
    bucket: _Bucket | None


class _GlobalShare:
    """A token bucket: so many requests per second, bursts of a second's worth."""

    def __init__(self, per_s: float, clock: Callable[[], float]) -> None:
        self._per_s, self._clock = per_s, clock
        self._tokens, self._filled_at_s = max(1.0, per_s), clock()

    def take(self) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        now_s = self._clock()
        self._tokens = min(max(1.0, self._per_s), self._tokens + (now_s - self._filled_at_s) * self._per_s)
        self._filled_at_s = now_s
        if self._tokens < 1:
            return (1 - self._tokens) / self._per_s
        self._tokens -= 1
        return 0.0


class RateLimiter:
    """The limits as this process has learned them; safe to use from several threads.

    Args:
        requests_per_s: This process's share of the global limit; one of n equal processes takes an nth.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        *,
        requests_per_s: float = DISCORD_REQUESTS_PER_S,
        clock: Callable[[], float] = monotonic_s,
    ) -> None:
        self._clock, self._lock = clock, Lock()
        self._share = _GlobalShare(requests_per_s, clock)
        self._hashes: dict[str, str] = {}
        self._buckets: dict[str, _Bucket] = {}
        self._global_until_s = 0.0

    def reserve(self, key: LimitKey) -> Reservation:
        """Take a place, or none and say how long to wait before asking again.

        A place that was taken is given back by `observe` or `forget`.
        """
        with self._lock:
            now_s = self._clock()
            bucket = self._bucket(key)
            wait_s = bucket.wait_s(now_s)
            if not key.interaction:
                wait_s = max(wait_s, self._global_until_s - now_s)
                wait_s = wait_s if wait_s > 0 else self._share.take()
            if wait_s > 0:
                return Reservation(key, wait_s, None)
            bucket.under_way += 1
            return Reservation(key, 0.0, bucket)

    def forget(self, reservation: Reservation) -> None:
        """Give a place back for a request that got no answer."""
        with self._lock:
            if reservation.bucket is not None:
                reservation.bucket.under_way -= 1

    def observe(self, reservation: Reservation, headers: Mapping[str, str]) -> None:
        """Give a place back and learn from the answer's headers."""
        self.forget(reservation)
        name = headers.get("x-ratelimit-bucket")
        limit, remaining = _number(headers, "limit"), _number(headers, "remaining")
        reset_after_s = _number(headers, "reset-after")
        if name is None or limit is None or remaining is None or reset_after_s is None:
            return
        with self._lock:
            self._hashes[reservation.key.route] = name
            now_s = self._clock()
            self._bucket(reservation.key).learn(max(1.0, limit), remaining, now_s + reset_after_s, now_s)

    def block(self, key: LimitKey, retry_after_s: float, *, everywhere: bool) -> None:
        """Let nothing through after a refusal: the bucket if it is exhausted, everything on a global refusal."""
        with self._lock:
            until_s = self._clock() + retry_after_s
            if everywhere:
                self._global_until_s = max(self._global_until_s, until_s)
                return
            bucket = self._bucket(key)
            if bucket.remaining <= 0:
                bucket.resets_at_s, bucket.trusted = max(bucket.resets_at_s, until_s), False

    def _bucket(self, key: LimitKey) -> _Bucket:
        name = f"{self._hashes.get(key.route, key.route)}#{key.major}"
        if name not in self._buckets:
            self._prune()
            self._buckets[name] = _Bucket()
        return self._buckets[name]

    def _prune(self) -> None:
        if len(self._buckets) < _KEPT_BUCKETS_COUNT:
            return
        now_s = self._clock()
        idle = [name for name, known in self._buckets.items() if not known.under_way and known.resets_at_s <= now_s]
        for name in idle:
            del self._buckets[name]


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        number = float(headers[f"x-ratelimit-{name}"])
    except (KeyError, ValueError):
        return None
    return number if isfinite(number) and number >= 0 else None
