"""What broke in a tool call of ours: the log knows it, the caller gets a reference."""

from aws_lambda_powertools import Logger

from guildhall.clock import new_id
from guildhall.errors import GuildhallError
from guildhall.observability import fault


class InternalError(GuildhallError):
    """Something of ours broke; the log knows what, under the reference."""

    code = "internal_error"


def internal(log: Logger, error: Exception, **where: str) -> InternalError:
    """Log what broke, and return what is told of it."""
    reference = new_id()
    log.error("a tool call broke", extra={"reference": reference, **where, **fault(error)})
    hint = f"Try again later; if it stays, tell the operator the reference {reference}."
    return InternalError("Something went wrong on our side.", hint, reference=reference)
