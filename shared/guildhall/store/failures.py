"""What a failed request to DynamoDB means to us.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from guildhall.errors import (
    ConfigurationError,
    GuildhallError,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
    TooLarge,
)
from guildhall.store.table import ConditionFailed
from guildhall.store.values import MAX_ITEM_BYTES, item_from_wire

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

RETRY_AFTER_S = 2.0

_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
        # The same, as reasons of a cancelled transaction.
        "ProvisionedThroughputExceeded",
        "ThrottlingError",
        "TransactionConflict",
    }
)
_OPERATORS = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "IncompleteSignatureException",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
    }
)
_SERVER_ERROR = 500


def failure_of_answer(error: "ClientError") -> GuildhallError | ConditionFailed:
    """Return what an answer that says no means."""
    details = error.response.get("Error", {})
    code, message = details.get("Code", ""), details.get("Message", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code == "ConditionalCheckFailedException":
        return ConditionFailed(_old_item(error.response))
    if code == "TransactionCanceledException":
        return _failure_of_transaction(error.response)
    if code in _OPERATORS:
        return ConfigurationError(
            f"DynamoDB refused a request with {code}.",
            "Check the table's name, the function's role and the region.",
        )
    return _failure_of_code(code, message, status)


def _failure_of_code(code: str, message: str, status: int) -> GuildhallError:
    if code in _THROTTLED:
        return _throttled()
    if status >= _SERVER_ERROR:
        return _unavailable()
    if "size" in message and "exceeded" in message:
        return TooLarge(
            f"With this change the item would take more than the {MAX_ITEM_BYTES} bytes that a table keeps in one.",
            "Ask for less at a time, for instance fewer messages.",
            limit=MAX_ITEM_BYTES,
        )
    return StoreError(f"DynamoDB refused a request with {code or f'status {status}'}.", "See the function's log.")


def _failure_of_transaction(response: Mapping[str, Any]) -> GuildhallError | ConditionFailed:
    reasons: list[dict[str, Any]] = response.get("CancellationReasons") or []
    for index, reason in enumerate(reasons):
        if reason.get("Code") == "ConditionalCheckFailed":
            return ConditionFailed(_old_item(reason), index)
    for reason in reasons:
        if reason.get("Code", "None") != "None":
            return _failure_of_code(reason["Code"], reason.get("Message", ""), 0)
    return StoreError("DynamoDB cancelled a transaction and did not say why.", "See the function's log.")


def _old_item(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    wire = answer.get("Item")
    return item_from_wire(wire) if wire else None


def failure_of_connection(error: "BotoCoreError") -> GuildhallError:
    """Return what it means that no answer came, or that nothing could be asked."""
    from botocore.exceptions import ConnectionError as NoConnectionError
    from botocore.exceptions import HTTPClientError

    if isinstance(error, HTTPClientError | NoConnectionError):
        return _unavailable()
    return ConfigurationError(
        f"DynamoDB cannot be asked: {type(error).__name__}.", "Check the region, the credentials and AWS_ENDPOINT_URL."
    )


def _unavailable() -> StoreUnavailable:
    return StoreUnavailable("The database gave no answer.", "Nothing was allowed or decided; try again in a moment.")


def _throttled() -> StoreThrottled:
    return StoreThrottled(
        "The database has too much to do.", f"Try again in {RETRY_AFTER_S:.0f} s.", retry_after_s=RETRY_AFTER_S
    )
