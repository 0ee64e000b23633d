"""Every way in which a request can fail, as one tree.

    GuildhallError(code, message, hint)
    ├─ RequestError        the caller can fix it; the text is ours and safe for a model
    │  ├─ InvalidArguments · OperationUnknown · AmbiguousName
    │  ├─ ConfirmationInvalid · ConfirmationUndeliverable · PlanDrifted
    │  ├─ InProgress       the same request is being executed by somebody else right now
    │  ├─ TooLarge         it does not fit into what a table keeps in one item
    │  └─ Denied(step)     Unauthenticated NotAMember NotInstalled ScopeMissing ChannelForbidden
    │                      PermissionMissing RateLimited
    ├─ DiscordError        DiscordRejected DiscordForbidden DiscordNotFound DiscordRateLimited
    │                      DiscordUnavailable OutcomeUnknown
    ├─ ModelError          ModelUnavailable ModelRefused BudgetExceeded
    ├─ StoreError          StoreUnavailable StoreThrottled: what cannot be looked up is not allowed
    └─ ConfigurationError  the operator's; its detail goes to the log, never to a surface

A surface maps the tree once. `message` says what happened, `hint` what to do next; `details` is JSON for a program.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

type Json = bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None


class GuildhallError(Exception):
    """The root: a failure with a stable code, a sentence for a person and what to do next."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, hint: str = "", **details: Json) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details: dict[str, Json] = dict(details)

    def to_dict(self) -> dict[str, Json]:
        """Return the failure as JSON: code, message, hint and details; holds no secret by construction."""
        told: dict[str, Json] = {"code": self.code, "message": self.message}
        if self.hint:
            told["hint"] = self.hint
        if self.details:
            told["details"] = self.details
        return told


class RequestError(GuildhallError):
    """The caller can fix it."""

    code = "request_error"


class InvalidArguments(RequestError):
    """The arguments do not make a valid request."""

    code = "invalid_arguments"


class OperationUnknown(RequestError):
    """There is no operation of that name."""

    code = "operation_unknown"


class AmbiguousName(RequestError):
    """A name fits several things; `details["candidates"]` lists them."""

    code = "ambiguous_name"


class ConfirmationInvalid(RequestError):
    """The confirmation is unknown, used, expired, or not for this caller."""

    code = "confirmation_invalid"


class ConfirmationUndeliverable(RequestError):
    """No human can be asked: neither the approvals channel nor a direct message could be reached."""

    code = "confirmation_undeliverable"


class PlanDrifted(RequestError):
    """The target changed since the preview, so the plan is not applied."""

    code = "plan_drifted"


class InProgress(RequestError):
    """The same request is being executed right now; asking again later gives its outcome."""

    code = "in_progress"


class TooLarge(RequestError):
    """It does not fit into what a table keeps in one item; `details` has size and limit in bytes."""

    code = "too_large"


class Denied(RequestError):
    """One of the authorization steps said no.

    Attributes:
        step: The step's name in the pipeline, e.g. `require_permission`.
        reason: What the step found, for the audit trail; equal to `message` unless the caller must not know.
    """

    code = "denied"
    step: ClassVar[str] = "unknown"

    def __init__(self, message: str, hint: str = "", *, reason: str | None = None, **details: Json) -> None:
        super().__init__(message, hint, **{"step": self.step, **details})
        self.reason = reason or message


class Unauthenticated(Denied):
    """The caller did not prove who it is."""

    code = "unauthenticated"
    step = "authenticate_client"


class NotAMember(Denied):
    """Unknown, or not yours: both look the same from outside."""

    code = "not_found"
    step = "require_membership"


class NotInstalled(Denied):
    """The guild is not one that this deployment serves."""

    code = "not_installed"
    step = "require_installation"


class ScopeMissing(Denied):
    """The caller's role, key or token does not reach this operation."""

    code = "scope_missing"
    step = "require_scope"


class ChannelForbidden(Denied):
    """Guild or channel policy closes this operation here."""

    code = "channel_forbidden"
    step = "apply_channel_policy"


class PermissionMissing(Denied):
    """The caller or the bot lacks a Discord permission; `details` says who, which and where it is lost."""

    code = "permission_missing"
    step = "require_permission"


class RateLimited(Denied):
    """Too much, too fast; `details["retry_after_s"]` says when to come back."""

    code = "rate_limited"
    step = "spend_rate_limit"

    def __init__(self, message: str, hint: str = "", *, retry_after_s: float, reason: str | None = None) -> None:
        super().__init__(message, hint, reason=reason, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class DiscordError(GuildhallError):
    """Discord refused or failed a request.

    Attributes:
        status: HTTP status, 0 when there was no answer.
        discord_code: Discord's JSON error code, 0 when there was none.
        route: The route's template, e.g. `DELETE /channels/{channel_id}`.
    """

    code = "discord_error"

    def __init__(
        self, message: str, hint: str = "", *, status: int = 0, discord_code: int = 0, route: str = "", **details: Json
    ) -> None:
        super().__init__(message, hint, status=status, discord_code=discord_code, route=route, **details)
        self.status = status
        self.discord_code = discord_code
        self.route = route


class DiscordRejected(DiscordError):
    """Discord found the request invalid (400, or another 4xx without a class of its own)."""

    code = "discord_rejected"


class DiscordForbidden(DiscordError):
    """The bot may not do this (401 or 403)."""

    code = "discord_forbidden"


class DiscordNotFound(DiscordError):
    """The thing is not there (404)."""

    code = "discord_not_found"


class DiscordRateLimited(DiscordError):
    """Discord asks to wait longer than the time budget allows; `retry_after_s` says how long."""

    code = "discord_rate_limited"

    def __init__(self, message: str, *, retry_after_s: float, route: str = "", scope: str = "user") -> None:
        super().__init__(
            message,
            f"Try again in {retry_after_s:.1f} s.",
            status=429,
            route=route,
            retry_after_s=retry_after_s,
            scope=scope,
        )
        self.retry_after_s = retry_after_s


class DiscordUnavailable(DiscordError):
    """Discord is down or unreachable, and the request surely had no effect."""

    code = "discord_unavailable"


class OutcomeUnknown(DiscordError):
    """The request may or may not have had its effect: look before you repeat it."""

    code = "outcome_unknown"


class ModelError(GuildhallError):
    """The language model failed."""

    code = "model_error"


class ModelUnavailable(ModelError):
    """The model cannot be reached or is overloaded."""

    code = "model_unavailable"


class ModelRefused(ModelError):
    """The model refused to answer."""

    code = "model_refused"


class BudgetExceeded(ModelError):
    """The turn used up its time or tokens."""

    code = "budget_exceeded"


class StoreError(GuildhallError):
    """A table did not do what it was asked; whoever needed it denies. Only the two kinds below may pass later."""

    code = "store_error"


class StoreUnavailable(StoreError):
    """A table gave no answer in time: the same request may pass later."""

    code = "store_unavailable"


class StoreThrottled(StoreError):
    """A table has too much to do: the same request passes later; `retry_after_s` says when to try."""

    code = "store_throttled"

    def __init__(self, message: str, hint: str = "", *, retry_after_s: float) -> None:
        super().__init__(message, hint, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class ConfigurationError(GuildhallError):
    """The operator's mistake; the detail is for the log only."""

    code = "configuration_error"


class Repeated(GuildhallError):
    """A failure that this very request met before, told again as it was told at first."""

    code = "repeated"

    def __init__(self, told: Mapping[str, Json]) -> None:
        super().__init__(str(told.get("message", "It failed before.")), str(told.get("hint", "")))
        self._told = dict(told)

    def to_dict(self) -> dict[str, Json]:
        """Return the failure as it was told at first."""
        return self._told
