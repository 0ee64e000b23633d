"""Answers that go wrong on order: error statuses, Cloudflare blocks, shared and global limits, sub-limits.

A block by Cloudflare has no ``Via`` and no rate-limit headers, and is HTML or a JSON without a real code; clients tell
it from Discord's own 429 by that.
"""

import asyncio
import json
import math
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from local.discord.errors import DiscordError, Json
from local.discord.faults import Fault
from local.discord.sim import Simulation
from local.discord.spec import OperationSpec

BLOCKED_HTML = (
    "<!DOCTYPE html><html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head>"
    "<body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>"
)
BLOCKED_JSON: Json = {
    "code": 0,
    "message": "You are being blocked from accessing our API temporarily due to exceeding our rate limits frequently.",
}
TOO_MANY = 429
VIA = "1.1 simulated"
DEFAULT_SHARED_RETRY_S = 1336.57
DEFAULT_DELAY_MS = 1000
INDEXING, INDEX_NOT_READY = 202, 110_000


def rate_limited(retry_after_s: float, *, is_global: bool = False, scope: str = "user") -> DiscordError:
    """Return Discord's 429 with its body and headers."""
    error = DiscordError(None, "You are being rate limited.", status=TOO_MANY)
    rounded = round(max(retry_after_s, 0.001), 3)
    error.extra = {"retry_after": rounded, "global": is_global}
    error.headers = {"Retry-After": str(math.ceil(rounded)), "X-RateLimit-Scope": "global" if is_global else scope}
    if is_global:
        error.headers["X-RateLimit-Global"] = "true"
    return error


@dataclass(frozen=True)
class Moments:
    """The faults of one request, by kind: those that strike before it takes effect and those that strike after."""

    before: dict[str, Fault]
    after: dict[str, Fault]


def sorted_by_moment(found: list[Fault]) -> Moments:
    """Sort faults by their ``when``: "before" (the default) or "after" the request took effect."""
    late = {fault.kind: fault for fault in found if fault.get("when", "before") == "after"}
    return Moments({fault.kind: fault for fault in found if fault.kind not in late}, late)


async def pause(faults: dict[str, Fault]) -> None:
    """Wait as long as an ordered delay says."""
    if "delay" in faults:
        await asyncio.sleep(float(faults["delay"].get("delay_ms", DEFAULT_DELAY_MS)) / 1000)


def answer(
    sim: Simulation, faults: dict[str, Fault], operation: OperationSpec, params: dict[str, str]
) -> Response | None:
    """Return or raise the ordered wrong answer; None when no fault answers by itself."""
    if "bucket_change" in faults:
        sim.limiter.change_hash(operation.operation_id)
    if (fault := faults.get("cloudflare")) is not None:
        return _blocked(fault)
    if (fault := faults.get("indexing")) is not None:
        body = {"message": "Index not yet available. Try again later", "code": INDEX_NOT_READY, "documents_indexed": 0}
        return JSONResponse(body | {"retry_after": int(fault.get("retry_after", 2))}, INDEXING, {"Via": VIA})
    if (fault := faults.get("status")) is not None:
        raise _ordered(fault)
    if (fault := faults.get("global")) is not None:
        raise rate_limited(float(fault.get("retry_after", 0.5)), is_global=True)
    for scope in ("shared", "sublimit"):
        if (fault := faults.get(scope)) is not None:
            raise _limited_in_bucket(sim, fault, operation, params)
    return None


def _ordered(fault: Fault) -> DiscordError:
    status, code = int(fault.get("status", 500)), int(fault.get("code", 0))
    error = DiscordError(code, fault.get("message", None) or _phrase(status, code), status=status)
    error.ordered = True
    return error


def _limited_in_bucket(sim: Simulation, fault: Fault, operation: OperationSpec, params: dict[str, str]) -> DiscordError:
    """A 429 beside the bucket: its headers show the bucket as it is, with requests remaining."""
    shared = fault.kind == "shared"
    error = rate_limited(
        float(fault.get("retry_after", DEFAULT_SHARED_RETRY_S if shared else 0.5)), scope="shared" if shared else "user"
    )
    headers = sim.limiter.spend(operation, params).headers
    if shared:
        headers = headers | {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "64.57"}
    error.headers = headers | error.headers
    return error


def _blocked(fault: Fault) -> Response:
    status = int(fault.get("status", TOO_MANY))
    headers = {"Server": "cloudflare"}
    if (retry_after := fault.get("retry_after", None)) is not None:
        headers["Retry-After"] = str(retry_after)
    if fault.get("body", "html") == "json":
        return Response(json.dumps(BLOCKED_JSON), status, headers, media_type="application/json")
    return Response(BLOCKED_HTML, status, headers, media_type="text/html")


def _phrase(status: int, code: int) -> str | None:
    return None if code else f"{status}: Ordered by a test"
