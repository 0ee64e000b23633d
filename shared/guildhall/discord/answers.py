"""What an answer of the network means, before anybody acts on it.

No text of the network library's is passed on: it can hold an address, and an address can hold a token.
"""

from collections.abc import Mapping

import httpx
from pydantic import JsonValue

from guildhall.discord.codes import TOLD
from guildhall.errors import DiscordError, DiscordRateLimited, DiscordUnavailable, OutcomeUnknown

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
_TABLE = "text/csv"
_BLOCKING_STATUSES = frozenset({403, 429})


class Unreadable:
    """Stands for a body that is no JSON."""


def decoded(response: httpx.Response) -> JsonValue | Unreadable:
    """Return the body's JSON, the text of a table, None when there is no body."""
    if not response.content:
        return None
    if response.headers.get("content-type", "").startswith(_TABLE):
        return response.text
    try:
        answer: JsonValue = response.json()
    except ValueError:
        return Unreadable()
    return answer


def number(value: object) -> float | None:
    """Return a count of seconds out of a header or a body, None when it is none."""
    try:
        seconds = float(value) if isinstance(value, (str, int, float)) else -1.0
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def is_block(response: httpx.Response, answer: object) -> bool:
    """Return whether Cloudflare answered and not Discord: the address is banned.

    A 429 of Discord's is JSON with `retry_after` and comes through Discord's proxies (`Via`) or with its own headers.
    """
    if response.status_code not in _BLOCKING_STATUSES:
        return False
    if not isinstance(answer, Mapping):
        return True
    from_discord = any(name == "via" or name.startswith("x-ratelimit-") for name in response.headers)
    if response.status_code == 429:  # noqa: PLR2004 - an HTTP status is its own name
        return not from_discord or number(answer.get("retry_after")) is None
    return not from_discord and answer.get("code") == 0 and "blocked" in str(answer.get("message")).lower()


def lost(route: str, error: httpx.HTTPError) -> tuple[DiscordError, bool]:
    """Return the failure for a request without an answer, and whether it may have reached Discord."""
    if isinstance(error, _NEVER_SENT):
        message = "Discord could not be reached; nothing was sent."
        return DiscordUnavailable(message, "Try again; if it stays so, check the network.", route=route), False
    slow = isinstance(error, httpx.TimeoutException)
    message = "Discord did not answer in time." if slow else "The connection to Discord broke before it answered."
    return DiscordUnavailable(message, "Try again.", route=route), True


def down(route: str, status: int) -> DiscordError:
    """Return the failure for a 5xx answer."""
    return DiscordUnavailable(
        f"Discord has a problem of its own (status {status}).",
        "Try again later; https://discordstatus.com tells how Discord is.",
        status=status,
        route=route,
    )


def garbled(route: str, status: int) -> DiscordError:
    """Return the failure for a success that cannot be read."""
    return DiscordUnavailable("Discord's answer could not be read.", "Try again.", status=status, route=route)


def limited(route: str, retry_after_s: float, scope: str, code: object = 0) -> DiscordError:
    """Return the failure for a rate limit that outlasts the budget; some limits say by a code what they are about."""
    whose = {"global": "the bot's requests altogether", "shared": "this, whoever asks,"}.get(scope, "this")
    known = TOLD.get(code) if isinstance(code, int) else None
    message = known[0] if known else f"Discord limits how often {whose} can be done."
    return DiscordRateLimited(message, retry_after_s=round(retry_after_s, 3), route=route, scope=scope)


def final(failure: DiscordError, *, reads: bool, reached: bool) -> DiscordError:
    """Return how a request ended: unknown if a write may have reached Discord, else the last failure."""
    if reads or not reached:
        return failure
    return OutcomeUnknown(
        f"Nobody knows whether it was done: {failure.message[:1].lower()}{failure.message[1:]}",
        "Look at the target or the audit log before you repeat it.",
        status=failure.status,
        discord_code=failure.discord_code,
        route=failure.route,
    )
