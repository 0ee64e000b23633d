"""One JSON-RPC message in, one HTTP answer out, in either era of the protocol.

    header MCP-Protocol-Version   era         what the request carries
    2024-11-05 .. 2025-11-25      handshake   nothing beside its parameters; `initialize` is answered, and forgotten
    absent                        handshake   likewise, unless the body carries the other era's envelope
    2026-07-28, anything else     stateless   version, capabilities and client in `params._meta`, mirrored in headers

There are no sessions in either: an inbound `Mcp-Session-Id` is ignored and none is ever given out.

The event loop lives for one message. Nothing of a caller can stay behind in it, neither a task nor a context variable
that something below us set: `asyncio.run` starts from a fresh copy of the thread's context each time, where a loop
that is kept would hand the context of its first caller to all later ones.
Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import anyio
import mcp_types as types
from mcp.server.connection import Connection
from mcp.server.runner import serve_one
from mcp.shared.dispatcher import CallOptions
from mcp.shared.exceptions import NoBackChannelError
from mcp.shared.inbound import (
    ERROR_CODE_HTTP_STATUS,
    MCP_PROTOCOL_VERSION_HEADER,
    InboundLadderRejection,
    classify_inbound_request,
    unsupported_protocol_version_rejection,
)
from mcp.shared.jsonrpc_dispatcher import handler_exception_to_error_data
from mcp.shared.message import MessageMetadata
from mcp.shared.transport_context import TransportContext
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS
from pydantic import ValidationError

from guildhall.clock import new_id
from guildhall.observability import fault
from guildhall.surfaces.mcp.http import UNREADABLE, Reply, Request, json_reply
from guildhall.surfaces.mcp.ports import Visit
from guildhall.surfaces.mcp.server import server

UNVERSIONED = "2025-03-26"
"""What a request without a version header speaks, by the specification."""

_ONE_MESSAGE = "The body has to be one JSON-RPC request or notification."


def exchange(request: Request, message: object, visit: Visit) -> Reply:
    """Answer one decoded message for the visit's caller."""
    if message is UNREADABLE:
        return _error(400, None, types.ErrorData(code=types.PARSE_ERROR, message="The body is not valid JSON."))
    if isinstance(message, dict) and "id" not in message:
        return _notification(request, message)
    try:
        call = types.JSONRPCRequest.model_validate(message)
    except ValidationError:
        return _error(400, None, types.ErrorData(code=types.INVALID_REQUEST, message=_ONE_MESSAGE))
    if _is_handshake_era(request, call):
        return _handshake_era(request, call, visit)
    return _stateless_era(request, call, visit)


def _notification(request: Request, message: Mapping[str, Any]) -> Reply:
    try:
        types.JSONRPCNotification.model_validate(message)
    except ValidationError:
        return _error(400, None, types.ErrorData(code=types.INVALID_REQUEST, message=_ONE_MESSAGE))
    version = request.header(MCP_PROTOCOL_VERSION_HEADER)
    if version and version not in HANDSHAKE_PROTOCOL_VERSIONS:
        refused = unsupported_protocol_version_rejection(version)
        if refused is not None:
            return _rejected(None, refused)
    return Reply(202)


def _is_handshake_era(request: Request, call: types.JSONRPCRequest) -> bool:
    version = request.header(MCP_PROTOCOL_VERSION_HEADER)
    if version:
        return version in HANDSHAKE_PROTOCOL_VERSIONS
    meta = (call.params or {}).get("_meta")
    enveloped = isinstance(meta, Mapping) and types.PROTOCOL_VERSION_META_KEY in meta
    return call.method == "initialize" or not enveloped


def _handshake_era(request: Request, call: types.JSONRPCRequest, visit: Visit) -> Reply:
    version = request.header(MCP_PROTOCOL_VERSION_HEADER) or UNVERSIONED
    answer = _serve(request, call, Connection.from_envelope(version, None, None), visit)
    return _error(200, call.id, answer) if isinstance(answer, types.ErrorData) else _result(call, answer)


def _stateless_era(request: Request, call: types.JSONRPCRequest, visit: Visit) -> Reply:
    route = classify_inbound_request({"method": call.method, "params": call.params}, headers=request.headers)
    if isinstance(route, InboundLadderRejection):
        return _rejected(call.id, route)
    connection = Connection.from_envelope(route.protocol_version, route.client_info, route.client_capabilities)
    answer = _serve(request, call, connection, visit)
    if isinstance(answer, types.ErrorData):
        return _error(ERROR_CODE_HTTP_STATUS.get(answer.code, 200), call.id, answer)
    return _result(call, answer)


def _serve(
    request: Request, call: types.JSONRPCRequest, connection: Connection, visit: Visit
) -> dict[str, Any] | types.ErrorData:
    context = _OneExchange(TransportContext(kind="http", can_send_request=False, headers=request.headers), call.id)
    serving = serve_one(server(), context, call.method, call.params, connection=connection, lifespan_state=visit)
    try:
        return asyncio.run(serving)
    except Exception as error:  # noqa: BLE001  # the boundary: whatever broke, the client gets a JSON-RPC error
        return handler_exception_to_error_data(error) or _internal(error, call, visit)


def _internal(error: Exception, call: types.JSONRPCRequest, visit: Visit) -> types.ErrorData:
    reference = new_id()
    visit.log.error("a message broke", extra={"reference": reference, "method": call.method[:80], **fault(error)})
    message = f"Something went wrong on our side. Tell the operator the reference {reference}."
    return types.ErrorData(code=types.INTERNAL_ERROR, message=message, data={"reference": reference})


def _result(call: types.JSONRPCRequest, result: dict[str, Any]) -> Reply:
    return json_reply(200, {"jsonrpc": "2.0", "id": call.id, "result": result})


def _rejected(request_id: types.RequestId | None, refused: InboundLadderRejection) -> Reply:
    error = types.ErrorData(code=refused.code, message=refused.message, data=refused.data)
    return _error(ERROR_CODE_HTTP_STATUS[refused.code], request_id, error)


def _error(status: int, request_id: types.RequestId | None, error: types.ErrorData) -> Reply:
    body = {"jsonrpc": "2.0", "id": request_id, "error": error.model_dump(mode="json", exclude_none=True)}
    return json_reply(status, body)


@dataclass(slots=True)
class _OneExchange:
    """The SDK's view of one HTTP exchange: nothing can be sent to the client but the answer."""

    transport: TransportContext
    request_id: types.RequestId
    message_metadata: MessageMetadata = None
    cancel_requested: anyio.Event = field(default_factory=anyio.Event)
    can_send_request: bool = False

    async def send_raw_request(
        self, method: str, params: Mapping[str, Any] | None, opts: CallOptions | None = None
    ) -> dict[str, Any]:
        raise NoBackChannelError(method)

    async def notify(self, method: str, params: Mapping[str, Any] | None, opts: CallOptions | None = None) -> None:
        """Drop it: the answer is one JSON object."""

    async def progress(self, progress: float, total: float | None = None, message: str | None = None) -> None:
        """Drop it likewise."""
