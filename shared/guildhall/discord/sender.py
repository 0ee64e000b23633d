"""One request on its way to Discord: limits before, judgement after, and again if that is safe and time allows.

    answer                           what happens
    2xx                              its JSON, or None
    429 of Discord's                 wait as its body says, send again; beyond the budget: DiscordRateLimited
    429 or 403 of Cloudflare's       stop for all routes: DiscordUnavailable
    other 4xx                        the failure that the code stands for
    5xx, timeout, broken connection  a read, or what may be sent twice: again; anything else: OutcomeUnknown
    connection never made            again, whatever it is, for nothing was sent; at the end DiscordUnavailable

Once an attempt may have had its effect, no later failure takes that back: it ends in OutcomeUnknown, and a 404 for a
repeated DELETE means that the first one worked.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from secrets import randbelow

import httpx
from pydantic import JsonValue

from guildhall.discord import answers
from guildhall.discord.budget import Budget
from guildhall.discord.codes import WEBHOOKS_TOKEN_INVALID
from guildhall.discord.failures import failure
from guildhall.discord.governor import Governor, banned
from guildhall.discord.ratelimit import LimitKey, RateLimiter, Reservation
from guildhall.discord.requests import Request
from guildhall.errors import DiscordError, DiscordUnavailable

_log = logging.getLogger(__name__)
_ATTEMPTS_COUNT = 5
_READ_TIMEOUT_S, _CONNECT_TIMEOUT_S = 8.0, 3.0
_BACKOFF_S, _LEAST_WAIT_S = 0.25, 0.05
_NOT_FOUND, _TOO_MANY, _SERVER_ERROR = 404, 429, 500


@dataclass(frozen=True, slots=True)
class _Again:
    """An attempt that failed and may be repeated; `wait_s` None = by our own backoff."""

    failure: DiscordError
    reached: bool
    wait_s: float | None = None


def _random_share() -> float:
    return randbelow(1000) / 1000


class Sender:
    """Sends requests over one connection pool; the limits and the fuse are this process's."""

    def __init__(
        self, client: httpx.Client, limiter: RateLimiter, governor: Governor, jitter: Callable[[], float] | None = None
    ) -> None:
        self._client, self._limiter, self._governor = client, limiter, governor
        self._jitter = jitter or _random_share

    def send(self, request: Request, budget: Budget, token: str | None = None) -> JsonValue:
        """Send a request until it is answered or the budget ends.

        Args:
            request: What to send.
            budget: How long it may take.
            token: The bot token; None for a route whose path is its own proof.

        Returns:
            The answer's JSON; None for an empty one.

        Raises:
            DiscordError: As the table above says.
            InvalidArguments: A value cannot stand in the route's path.
        """
        request.route.path(request.path)
        reached = False
        for attempt in count(1):
            try:
                outcome = self._attempt(request, budget, token)
            except DiscordError as error:
                if reached and request.route.method == "DELETE" and error.status == _NOT_FOUND:
                    return None
                raise answers.final(error, reads=request.reads, reached=reached) from None
            if not isinstance(outcome, _Again):
                return outcome
            reached = reached or outcome.reached
            wait_s = self._backoff_s(attempt) if outcome.wait_s is None else outcome.wait_s
            hopeless = attempt == _ATTEMPTS_COUNT or (reached and not request.repeatable)
            if hopeless or not budget.wait(wait_s):
                raise answers.final(outcome.failure, reads=request.reads, reached=reached)
        raise AssertionError("counting does not end")

    def _backoff_s(self, attempt: int) -> float:
        return float(_BACKOFF_S * 2 ** (attempt - 1) * (1 + self._jitter()))

    def _attempt(self, request: Request, budget: Budget, token: str | None) -> JsonValue | _Again:
        self._governor.check(request.route.text, token)
        key = LimitKey.of(request.route, request.path, by_bot=token is not None)
        place = self._place(key, request.route.text, budget)
        try:
            response = self._client.send(self._built(request, budget, token))
        except httpx.HTTPError as error:
            self._limiter.forget(place)
            return _Again(*answers.lost(request.route.text, error))
        except BaseException:
            self._limiter.forget(place)
            raise
        if response.headers.get("x-ratelimit-scope") == "shared":
            self._limiter.forget(place)
        else:
            self._limiter.observe(place, response.headers)
        return self._judged(request, response, key, token)

    def _place(self, key: LimitKey, route: str, budget: Budget) -> Reservation:
        while (place := self._limiter.reserve(key)).wait_s > 0:
            if not budget.wait(place.wait_s):
                raise answers.limited(route, place.wait_s, "user")
        if budget.remaining_s > 0:
            return place
        self._limiter.forget(place)
        raise DiscordUnavailable("There was no time left to ask Discord; nothing was sent.", "Try again.", route=route)

    def _built(self, request: Request, budget: Budget, token: str | None) -> httpx.Request:
        headers = request.headers()
        if token is not None:
            headers["Authorization"] = f"Bot {token}"
        left_s = budget.remaining_s
        form = request.form()
        return self._client.build_request(
            request.route.method,
            request.route.path(request.path),
            params=dict(request.query) if request.query else None,
            content=request.content() if form is None else None,
            data=form,
            files={name: (file.name, file.content, file.content_type) for name, file in (request.files or {}).items()},
            headers=headers,
            timeout=httpx.Timeout(min(_READ_TIMEOUT_S, left_s), connect=min(_CONNECT_TIMEOUT_S, left_s)),
        )

    def _judged(
        self, request: Request, response: httpx.Response, key: LimitKey, token: str | None
    ) -> JsonValue | _Again:
        route, status, answer = request.route.text, response.status_code, answers.decoded(response)
        if answers.is_block(response, answer):
            pause_s = self._governor.ban(answers.number(response.headers.get("retry-after")))
            _log.error("Discord's network protection blocks this address", extra={"route": route, "pause_s": pause_s})
            raise banned(route, pause_s)
        shared = response.headers.get("x-ratelimit-scope") == "shared"
        of_webhook = isinstance(answer, Mapping) and answer.get("code") == WEBHOOKS_TOKEN_INVALID
        self._governor.observe(status, shared=shared, token=None if of_webhook else token)
        if status == _TOO_MANY:
            return self._refused(route, key, response, answer)
        if status >= _SERVER_ERROR:
            return _Again(answers.down(route, status), True, answers.number(response.headers.get("retry-after")))
        if not response.is_success:
            raise failure(route, status, answer)
        return _Again(answers.garbled(route, status), True) if isinstance(answer, answers.Unreadable) else answer

    def _refused(self, route: str, key: LimitKey, response: httpx.Response, answer: object) -> _Again:
        body = answer if isinstance(answer, Mapping) else {}
        retry_after_s = answers.number(body.get("retry_after")) or 0.0
        everywhere = body.get("global") is True
        scope = response.headers.get("x-ratelimit-scope") or ("global" if everywhere else "user")
        if scope != "shared":
            self._limiter.block(key, retry_after_s, everywhere=everywhere)
        _log.warning("Discord's rate limit", extra={"route": route, "scope": scope, "retry_after_s": retry_after_s})
        wait_s = max(retry_after_s, _LEAST_WAIT_S) * (1 + self._jitter() / 5)
        return _Again(answers.limited(route, retry_after_s, scope, body.get("code")), reached=False, wait_s=wait_s)
