"""Step 1: the caller has proved who it is, and has not asked too often to be heard at all."""

import math

from guildhall.errors import RateLimited, Unauthenticated
from guildhall.identity import Principal
from guildhall.policy.attempt import Allowed, Attempt
from guildhall.policy.ports import Counters

ADMISSIONS, ADMISSION_WINDOW_S = 60, 10
"""Calls that one credential may make in a window before anything is looked up, allowed or not."""


def authenticate_client(attempt: Attempt) -> Allowed:
    """Admit a proved, unexpired identity; charges the admission limit, which holds for denied calls too."""
    principal = attempt.principal
    if principal.expires_at is not None and principal.expires_at <= attempt.now:
        raise Unauthenticated("The credential has expired.", "Sign in again, or make a new key.")
    if attempt.charged:
        admit(principal, attempt.counters)
    return Allowed(f"{principal.door} proved user {principal.user_id} by {principal.credential}")


def admit(principal: Principal, counters: Counters) -> None:
    """Charge the admission limit; presses, which are charged nothing else, meet it too.

    Raises:
        RateLimited: It is used up, or the caller did not wait as it was told.
    """
    wait_s = counters.pace(principal.credential_family, window_s=ADMISSION_WINDOW_S, limit=ADMISSIONS)
    if wait_s:
        raise too_much("Too many calls at once.", wait_s)


def too_much(message: str, wait_s: float, *, reason: str | None = None) -> RateLimited:
    """Return the refusal of a limit of seconds or minutes, with how long to wait in words and as a number."""
    told = f"Try again in {math.ceil(wait_s)} s. Whoever asks earlier waits longer each time."
    return RateLimited(message, told, retry_after_s=wait_s, reason=reason)
