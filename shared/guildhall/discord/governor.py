"""The fuse in front of Discord: stop asking before Discord stops listening.

Discord bans an IP address that earns 10,000 refusals (401, 403, 429 unless shared) in 10 minutes, and functions on
Lambda share addresses with strangers and with each other. So each process counts its own refusals and stops at a
small share of that, stops for a while when an answer looks like Cloudflare's and not like Discord's, and stops using
a token that was refused several times in a row. Answers to interactions carry no bot token and are always let
through, except under a ban.

    15 calls in a row that lack a permission    -> counted, nothing happens
    500 refusals within 10 minutes              -> `DiscordUnavailable` until enough of them are older than 10 minutes
    an HTML page instead of JSON                -> `DiscordUnavailable` for what `Retry-After` says, else a minute

Source: https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""

from collections import deque
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from guildhall.clock import monotonic_s
from guildhall.discord.limits import INVALID_REQUESTS_COUNT, INVALID_REQUESTS_WINDOW
from guildhall.errors import DiscordForbidden, DiscordUnavailable

_SHARE_OF_INVALID = 20
_BAN_DEFAULT_S, _BAN_MAX_S = 60.0, 600.0
_TOKEN_REFUSALS, _TOKEN_PAUSE_S = 3, 60.0
_REFUSALS = frozenset({401, 403, 429})


class Governor:
    """The fuse of one process; safe to use from several threads.

    Args:
        refusals: How many refusals in 10 minutes blow it.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        *,
        refusals: int = INVALID_REQUESTS_COUNT // _SHARE_OF_INVALID,
        clock: Callable[[], float] = monotonic_s,
    ) -> None:
        self._refusals, self._clock, self._lock = refusals, clock, Lock()
        self._refused_at_s: deque[float] = deque(maxlen=refusals)
        self._banned_until_s = 0.0
        self._token, self._token_refusals, self._token_until_s = "", 0, 0.0

    def check(self, route: str, token: str | None) -> None:
        """Let a request pass.

        Args:
            route: The route's template, for the error.
            token: The bot token that it carries; None for answers to interactions.

        Raises:
            DiscordUnavailable: Discord blocks this address, or would soon; nothing was sent.
            DiscordForbidden: This token was refused several times just now; nothing was sent.
        """
        with self._lock:
            now_s = self._clock()
            if now_s < self._banned_until_s:
                raise banned(route, self._banned_until_s - now_s)
            if token is None:
                return
            if self._blown(now_s):
                raise DiscordUnavailable(
                    "Requests to Discord are paused: too many were refused in the last 10 minutes.",
                    "Find out in the log what is refused; it goes on by itself.",
                    route=route,
                )
            if _hashed(token) == self._token and now_s < self._token_until_s:
                raise token_refused(route)

    def observe(self, status: int, *, shared: bool, token: str | None) -> None:
        """Count an answer of Discord's; `shared` tells a 429 that is not held against us."""
        with self._lock:
            now_s = self._clock()
            if status in _REFUSALS and not shared:
                self._refused_at_s.append(now_s)
            if token is not None:
                self._count_token(status, _hashed(token), now_s)

    def ban(self, retry_after_s: float | None) -> float:
        """Stop everything after an answer that is Cloudflare's; return for how many seconds."""
        with self._lock:
            pause_s = min(_BAN_MAX_S, max(1.0, _BAN_DEFAULT_S if retry_after_s is None else retry_after_s))
            self._banned_until_s = self._clock() + pause_s
            return pause_s

    def _blown(self, now_s: float) -> bool:
        window_s = INVALID_REQUESTS_WINDOW.total_seconds()
        full = len(self._refused_at_s) == self._refusals
        return full and now_s - self._refused_at_s[0] < window_s

    def _count_token(self, status: int, hashed: str, now_s: float) -> None:
        if status != 401 or hashed != self._token:  # noqa: PLR2004 - an HTTP status is its own name
            self._token, self._token_refusals, self._token_until_s = hashed, 0, 0.0
        if status == 401:  # noqa: PLR2004 - an HTTP status is its own name
            self._token_refusals += 1
            if self._token_refusals >= _TOKEN_REFUSALS:
                self._token_until_s = now_s + _TOKEN_PAUSE_S


def banned(route: str, retry_after_s: float) -> DiscordUnavailable:
    """Return the failure for an address that is blocked."""
    return DiscordUnavailable(
        "Discord's network protection blocks requests from this address.",
        "Wait: the block ends by itself. If it comes back, give the functions an egress address of their own"
        " (the runbook says how).",
        route=route,
        retry_after_s=round(retry_after_s, 1),
    )


def token_refused(route: str, discord_code: int = 0) -> DiscordForbidden:
    """Return the failure for a bot token that Discord does not accept."""
    return DiscordForbidden(
        "Discord refuses the bot token.",
        "The operator must put the application's current bot token into the Discord secret.",
        status=401,
        discord_code=discord_code,
        route=route,
    )


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
