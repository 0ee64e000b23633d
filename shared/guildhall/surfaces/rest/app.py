"""The routes of the REST door."""

import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from guildhall import __version__
from guildhall.clock import Clock, utc_now
from guildhall.surfaces.rest.readiness import Readiness

_OK, _UNAVAILABLE = 200, 503
_HEADERS: dict[str, str | list[str]] = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def app(readiness: Callable[[], Readiness], clock: Clock = utc_now) -> APIGatewayHttpResolver:
    """Return the resolver; `readiness` is composed at the first request that asks for it."""
    resolver = APIGatewayHttpResolver()

    @resolver.get("/")
    def index() -> Response[str]:
        """Say what this is and where its doors are."""
        doors = {"mcp": "/mcp", "health": "/health", "readiness": "/health/ready"}
        return _json(_OK, {"name": "guildhall", "version": __version__, **doors})

    @resolver.get("/health")
    def health() -> Response[str]:
        """Say that this process answers; touches nothing else."""
        return _json(_OK, {"status": "ok", "stateless": True, "timestamp": clock().isoformat()})

    @resolver.get("/health/ready")
    def ready() -> Response[str]:
        """Say whether everything that a request needs is there."""
        findings = readiness().findings()
        is_ready = all(finding.ok for finding in findings)
        checks = {finding.name: finding.to_dict() for finding in findings}
        told = {"status": "ready" if is_ready else "not_ready", "checks": checks, "timestamp": clock().isoformat()}
        return _json(_OK if is_ready else _UNAVAILABLE, told)

    return resolver


def _json(status: int, body: dict[str, Any]) -> Response[str]:
    return Response(status, "application/json", json.dumps(body, separators=(",", ":")), dict(_HEADERS))
