"""What is decided by a request's outside alone: whose page sends it, by which method, how large, of which media type.

Host and origin: a browser lets any page send requests to any address, so a present `Origin` must be this host's own or
one that the operator listed. API Gateway routes by host name and thereby vouches for it; on a laptop nobody does, and a
page whose name was pointed at 127.0.0.1 (DNS rebinding) would pass as "own host". A request from this very machine
therefore has to name this machine, or the address that the operator set.
Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#security-warning
"""

import ipaddress
from urllib.parse import urlsplit

from guildhall.config import HttpSettings
from guildhall.surfaces.mcp.http import Reply, Request, refusal

MAX_BODY_BYTES = 4 * 1024 * 1024
METHODS = "POST, OPTIONS"
ALLOWED_HEADERS = (
    "authorization, content-type, accept, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id, "
    "x-guildhall-toolsets"
)
EXPOSED_HEADERS = "www-authenticate, mcp-protocol-version"
PREFLIGHT_MAX_AGE_S = 600
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def screen(request: Request, settings: HttpSettings) -> Reply | None:
    """Return the answer of a request that goes no further, or None."""
    return _place(request, settings) or _method(request) or _content(request)


def cors_headers(request: Request, settings: HttpSettings) -> dict[str, str]:
    """Return the headers that let an allowed page read the answer."""
    varies = {"vary": "Origin, Accept-Encoding"}
    origin = request.header("origin")
    if not origin or not _origin_allowed(origin, request, settings):
        return varies
    return {**varies, "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED_HEADERS}


def _place(request: Request, settings: HttpSettings) -> Reply | None:
    if not _host_allowed(request, settings):
        return refusal(
            421,
            "host_unknown",
            f"This address does not serve the host {request.domain[:100]!r}.",
            "Use the address that the deployment names, or let its operator set PUBLIC_URL to yours.",
        )
    origin = request.header("origin")
    if origin and not _origin_allowed(origin, request, settings):
        return refusal(
            403,
            "origin_forbidden",
            f"Pages of the origin {origin[:100]!r} may not call this server.",
            "Let the operator add the origin to ALLOWED_ORIGINS.",
        )
    return None


def _host_allowed(request: Request, settings: HttpSettings) -> bool:
    if not _is_loopback(request.source_ip):
        return True
    return request.domain in _LOOPBACK_NAMES or request.domain == (urlsplit(settings.public_url).hostname or "")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _origin_allowed(origin: str, request: Request, settings: HttpSettings) -> bool:
    if origin in settings.allowed_origins:
        return True
    scheme = request.header("x-forwarded-proto") or "https"
    if origin == f"{scheme}://{request.header('host') or request.domain}":
        return True
    public = urlsplit(settings.public_url)
    return bool(public.netloc) and origin == f"{public.scheme}://{public.netloc}"


def _method(request: Request) -> Reply | None:
    if request.method == "OPTIONS":
        preflight = {
            "allow": METHODS,
            "access-control-allow-methods": METHODS,
            "access-control-allow-headers": ALLOWED_HEADERS,
            "access-control-max-age": str(PREFLIGHT_MAX_AGE_S),
        }
        return Reply(204, headers=preflight)
    if request.method != "POST":
        hint = "There are no streams and no sessions here: send each JSON-RPC message as a POST of its own."
        return refusal(405, "method_not_allowed", "Only POST is served.", hint).with_headers({"allow": METHODS})
    return None


def _content(request: Request) -> Reply | None:
    if request.body is None:
        return refusal(400, "body_unreadable", "The body is not valid base64.", "Send the JSON text itself.")
    if len(request.body) > MAX_BODY_BYTES:
        limit = f"At most {MAX_BODY_BYTES} bytes are taken."
        return refusal(413, "body_too_large", f"The body has {len(request.body)} bytes.", limit)
    if request.header("content-type").partition(";")[0].strip().lower() != "application/json":
        return refusal(415, "media_type", "The body has to be JSON.", "Send Content-Type: application/json.")
    if not _takes_json(request.header("accept")):
        hint = "Send Accept: application/json, text/event-stream."
        return refusal(406, "not_acceptable", "The answer is JSON, which the request does not accept.", hint)
    return None


def _takes_json(accept: str) -> bool:
    offered = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return not accept or bool(offered & {"application/json", "application/*", "*/*"})
