"""From API Gateway's event to its result: refuse early, prove the caller, then let the protocol answer.

What a request without a valid key costs is kept small: no import of the SDK, and where the key cannot even be one,
neither the store's client nor a look into the store.
"""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger

from guildhall.clock import monotonic_s, new_id
from guildhall.config import HttpSettings
from guildhall.errors import InvalidArguments, RateLimited, Unauthenticated
from guildhall.observability import fault
from guildhall.surfaces.mcp import bearer, gate
from guildhall.surfaces.mcp.http import Reply, Request, decode, refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guildhall.identity import Principal
    from guildhall.surfaces.mcp.ports import Platform


class Door:
    """The MCP door of one process. It keeps what is the same for all callers, and nothing of any of them."""

    def __init__(self, settings: HttpSettings, platform: "Callable[[], Platform]", log: Logger) -> None:
        self._settings = settings
        self._platform = platform
        self._log = log

    def answer(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one event of API Gateway; never raises."""
        started = monotonic_s()
        request = Request.from_event(event)
        try:
            reply = self._reply(request)
        except Exception as error:  # noqa: BLE001  # the boundary of the function: an answer, not a crash
            reply = self._broken(request, error)
        duration_ms = round((monotonic_s() - started) * 1000)
        told = {"request_id": request.request_id, "method": request.method, "status": reply.status}
        self._log.info("answered", extra={**told, "duration_ms": duration_ms})
        return reply.with_headers(gate.cors_headers(request, self._settings)).to_result(request)

    def _reply(self, request: Request) -> Reply:
        refused = gate.screen(request, self._settings)
        if refused is not None:
            return refused
        try:
            credential = bearer.presented(request)
            message = decode(request.body or b"")
            principal = self._platform().keys.authenticate(credential, bearer.client_name(request, message))
        except Unauthenticated as failure:
            self._log.warning("not authenticated", extra={"reason": failure.reason, "request_id": request.request_id})
            return bearer.challenge(request, failure)
        except RateLimited as failure:
            told = refusal(429, failure.code, failure.message, failure.hint)
            return told.with_headers({"retry-after": str(max(1, round(failure.retry_after_s)))})
        return self._serve(request, message, principal)

    def _serve(self, request: Request, message: object, principal: "Principal") -> Reply:
        from guildhall.surfaces.mcp import protocol, view
        from guildhall.surfaces.mcp.ports import Visit
        from guildhall.surfaces.tools import table

        tools = table.table()
        try:
            chosen = view.chosen(request, tools)
        except InvalidArguments as failure:
            return refusal(400, failure.code, failure.message, failure.hint)
        who = {"credential": principal.credential, "user_id": principal.user_id, "client": principal.client}
        self._log.info("authenticated", extra={**who, "request_id": request.request_id})
        return protocol.exchange(request, message, Visit(principal, chosen, tools, self._platform(), self._log))

    def _broken(self, request: Request, error: Exception) -> Reply:
        reference = new_id()
        told = {"reference": reference, "request_id": request.request_id}
        self._log.error("a request broke", extra={**told, **fault(error)})
        hint = f"Try again later; if it stays, tell the operator the reference {reference}."
        return refusal(503, "unavailable", "The server cannot answer right now.", hint, reference=reference)
