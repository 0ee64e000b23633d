"""Faults that a test orders: what goes wrong, on which route, and how often."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.discord.errors import Json
from local.discord.spec import OperationSpec

# Any kind but ``bucket_change`` takes ``when: after``: it strikes when the request has already taken effect.
KINDS = frozenset(
    {"status", "delay", "drop", "cloudflare", "shared", "global", "sublimit", "bucket_change", "indexing"}
)
GATEWAY_KINDS = frozenset({"drop", "op7", "op9", "silent", "no_ack", "close", "slow_ready", "split", "big", "flood"})
MOMENTS = frozenset({"now", "identify", "resume"})
EVERY_ROUTE = "*"


class FaultError(ValueError):
    """An order that makes no sense; the text says why."""


@dataclass
class Fault:
    """One ordered fault. ``times`` counts down; ``details`` are the kind's own settings.

    ``where`` among them names values of the route's path, e.g. ``{"channel_id": "…"}``: requests elsewhere go well.
    """

    kind: str
    route: str
    times: int
    details: Json
    id: str = field(default_factory=lambda: secrets.token_hex(4))

    def get(self, name: str, default: Any) -> Any:
        """Return one of the fault's own settings."""
        return self.details.get(name, default)

    def strikes(self, operation: OperationSpec, params: Mapping[str, str]) -> bool:
        """Whether it is for a request of this operation with these values in its path."""
        where: Json = self.get("where", {})
        meant = self.route in {EVERY_ROUTE, operation.route, operation.operation_id}
        return meant and all(params.get(name) == str(value) for name, value in where.items())


@dataclass
class GatewayFault:
    """One ordered gateway fault; ``when`` is now, at the next IDENTIFY or at the next RESUME."""

    kind: str
    when: str
    times: int
    details: Json


class Faults:
    """All ordered faults."""

    def __init__(self) -> None:
        self.rest: list[Fault] = []
        self.gateway: list[GatewayFault] = []

    def order(self, orders: list[Json]) -> tuple[list[Fault], list[GatewayFault]]:
        """Keep the orders and return them, REST ones and gateway ones.

        Raises:
            FaultError: an order is not understood; then none is kept.
        """
        rest = [_rest(order) for order in orders if "gateway" not in order]
        gateway = [_gateway(order) for order in orders if "gateway" in order]
        self.rest += rest
        self.gateway += [fault for fault in gateway if fault.when != "now"]
        return rest, gateway

    def clear(self) -> None:
        """Forget every order."""
        self.rest.clear()
        self.gateway.clear()

    def take(self, operation: OperationSpec, params: Mapping[str, str]) -> list[Fault]:
        """Return the faults that hit this request, one of each kind, and count them down."""
        hit: dict[str, Fault] = {}
        for fault in self.rest:
            if fault.strikes(operation, params):
                hit.setdefault(fault.kind, fault)
        for fault in hit.values():
            fault.times -= 1
        self.rest = [fault for fault in self.rest if fault.times > 0]
        return list(hit.values())

    def take_gateway(self, moment: str) -> GatewayFault | None:
        """Return the fault ordered for a moment of a gateway connection and count it down."""
        fault = next((found for found in self.gateway if found.when == moment), None)
        if fault is not None:
            fault.times -= 1
            self.gateway = [found for found in self.gateway if found.times > 0]
        return fault


def _rest(order: Json) -> Fault:
    details = dict(order)
    kind = details.pop("kind", None)
    if kind not in KINDS:
        raise FaultError(f"kind must be one of {', '.join(sorted(KINDS))}; got {kind!r}")
    return Fault(kind, _route(str(details.pop("route", EVERY_ROUTE))), int(details.pop("times", 1)), details)


def _route(text: str) -> str:
    method, _, template = text.partition(" ")
    return f"{method.upper()} {template.removeprefix('/api/v10')}" if template else text


def _gateway(order: Json) -> GatewayFault:
    details = dict(order)
    kind = details.pop("gateway")
    when = details.pop("when", "now")
    if kind not in GATEWAY_KINDS:
        raise FaultError(f"gateway must be one of {', '.join(sorted(GATEWAY_KINDS))}; got {kind!r}")
    if when not in MOMENTS:
        raise FaultError(f"when must be one of {', '.join(sorted(MOMENTS))}; got {when!r}")
    if kind == "slow_ready" and when == "now":
        when = "identify"
    return GatewayFault(kind, when, int(details.pop("times", 1)), details)
