"""What went wrong between us and the Messages API, in our words.

What the API says may quote the request, so its words are read to tell failures apart and never passed on; a request id
and the kind of error are enough for its support. Nothing of the SDK's exceptions is chained: they hold the request.

    400  the request is invalid; too long; or the money is spent     ModelRefused, ConfigurationError
    401 402 403 404  key, payment, rights, model                     ConfigurationError
    413  too long                                                    ModelRefused
    408 409 429 5xx, no answer, no message                           ModelUnavailable

Source: https://platform.claude.com/docs/en/api/errors
"""

import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from guildhall.clock import utc_now
from guildhall.errors import ConfigurationError, GuildhallError, ModelRefused, ModelUnavailable

RETRY_AFTER_MAX_S = 3600.0
_KNOWN_ID = re.compile(r"[\w-]{1,64}")
_TOO_LONG = re.compile(r"too long|too large|exceeds? (?:the )?(?:context|maximum)|context (?:limit|window|length)")
_OPERATORS = re.compile(r"credit balance|spend limit|usage limit|model identifier|on-demand throughput")
_SPENT = frozenset({"organization_on_hold", "ramp_limit_exceeded"})
_PASSING = frozenset({408, 409, 425, 429, 499})
_CONFIGURED = {
    401: ("The key of the model's API is refused.", "Put a valid key into the secret ModelSecret."),
    402: ("The model's API asks for payment.", "Look into the billing of the account that the key belongs to."),
    403: (
        "The model's API forbids this model.",
        "Give the key, or on Bedrock the function's role, access to MODEL_ID.",
    ),
    404: ("The model's API does not know this model.", "Set MODEL_ID to a model of the provider in MODEL_PROVIDER."),
}
_ELSEWHERE = (
    "The model's API is elsewhere.",
    "Set ANTHROPIC_BASE_URL to the address itself; redirects are not followed.",
)
_LIMITED = (
    "The model's API refuses every request of this account or for this model.",
    "Look at credit and spend limits of the account, and whether MODEL_ID is one of the provider in MODEL_PROVIDER.",
)
_WHY = {429: "The model's API is at its rate limit.", 529: "The model is overloaded."}
_AGAIN = "It is asked again."


def told(error: Exception) -> GuildhallError:
    """Return the failure in our words.

    Raises:
        Exception: It is none of the API's, the network's or AWS's: a bug, raised as it is.
    """
    if isinstance(error, GuildhallError):
        return error
    import httpx2
    from anthropic import APIConnectionError, APIStatusError, APITimeoutError

    if isinstance(error, APIStatusError):
        return _of_status(error)
    if isinstance(error, APITimeoutError | httpx2.TimeoutException):
        return too_slow()
    if isinstance(error, httpx2.InvalidURL):
        return ConfigurationError(*_ELSEWHERE)
    if isinstance(error, APIConnectionError | httpx2.HTTPError):
        return ModelUnavailable("The model's API cannot be reached.", _AGAIN)
    return _of_aws(error)


def too_slow() -> ModelUnavailable:
    """Return the failure of an answer that did not come in time."""
    return ModelUnavailable("The model did not answer in time.", _AGAIN)


def _of_aws(error: Exception) -> GuildhallError:
    """Return the failure of what signs requests for Bedrock; it has no class of its own for missing credentials."""
    from botocore.exceptions import BotoCoreError

    if isinstance(error, BotoCoreError):
        return ModelUnavailable("AWS gave no credentials for the model.", _AGAIN)
    if isinstance(error, RuntimeError | ValueError) and str(error).startswith(
        ("Could not resolve AWS", "No AWS region")
    ):
        return ConfigurationError(
            "There are no AWS credentials or no region for Bedrock.", "Run as a role that may invoke the model."
        )
    raise error


def _of_status(error: Any) -> GuildhallError:
    status: int = error.status_code
    details, said = _details(error), _said(error.body)
    if operators := _configured(status, error.error_code or "", said):
        return ConfigurationError(operators[0], operators[1], **details)
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        retry_after_s = _retry_after_s(error.response.headers.get("retry-after"))
        told = details if retry_after_s is None else {**details, "retry_after_s": retry_after_s}
        return ModelUnavailable(_WHY.get(status, "The model's API failed."), _AGAIN, **told)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or _TOO_LONG.search(said):
        return ModelRefused(
            "The conversation is too long for the model.", "Ask for less at once, or about fewer messages.", **details
        )
    return ModelRefused("The model's API did not accept the request.", "Ask in other words.", **details)


def _configured(status: int, code: str, said: str) -> tuple[str, str] | None:
    """Return what an operator has to know and do, if it is an operator's."""
    if status < HTTPStatus.BAD_REQUEST:
        return _ELSEWHERE
    spent = code in _SPENT or code.endswith("spend_limit_reached")
    if spent or (status == HTTPStatus.BAD_REQUEST and _OPERATORS.search(said)):
        return _LIMITED
    return _CONFIGURED.get(status)


def _details(error: Any) -> Mapping[str, Any]:
    """Return what may be told of an answer: nothing that somebody wrote."""
    named = {"kind": error.type, "request_id": error.request_id}
    known = {name: value for name, value in named.items() if isinstance(value, str) and _KNOWN_ID.fullmatch(value)}
    return {"status": error.status_code, **known}


def _said(body: object) -> str:
    """Return the API's own words in lower case, for telling failures apart; Bedrock has them one level higher."""
    inner = body.get("error", body) if isinstance(body, dict) else {}
    words = inner.get("message") if isinstance(inner, dict) else ""
    return words.lower() if isinstance(words, str) else ""


def _retry_after_s(header: str | None) -> float | None:
    """Return how long to wait by a Retry-After header, seconds or a date, at most an hour; None if it says nothing."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(header) - utc_now()).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), RETRY_AFTER_MAX_S) if math.isfinite(seconds) else None
