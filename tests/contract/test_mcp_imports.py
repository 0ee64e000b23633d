"""What the HTTP doors load, and when: a cold start pays for nothing that its request does not need."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.fakes.mcp_door import http_event

NEVER = {"anthropic", "nacl", "moto"}
HEAVY = {"mcp", "boto3", "botocore.session", "pydantic", "httpx"}
ASK = """
import json, sys
event = json.loads(sys.argv[1])
from {module}.handler import handler
answer = handler(event, None)
print(json.dumps([answer["statusCode"], sorted(sys.modules)]), file=sys.stderr)
"""
COMPOSE = """
import json, sys
from guildhall.surfaces.mcp import protocol
from guildhall.surfaces.tools import table
import guildhall.bootstrap.platform
from guildhall.operations import catalogue
table.table(); catalogue.find("channel.list")
print(json.dumps([200, sorted(sys.modules)]), file=sys.stderr)
"""


def loaded(code: str, event: dict[str, Any] | None = None) -> tuple[int, set[str]]:
    """The status and the modules of a fresh process that handled one event."""
    command = [sys.executable, "-c", code, json.dumps(event or {})]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env={"PATH": "/usr/bin"})
    assert done.returncode == 0, done.stderr
    status, modules = json.loads(done.stderr.strip().splitlines()[-1])
    return status, set(modules)


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (http_event("GET"), 405),
        (http_event("OPTIONS"), 204),
        (http_event(body=b"{}", headers={"content-type": "application/json"}), 401),
        (http_event(body=b"{}", headers={"content-type": "application/json", "authorization": "Bearer x"}), 401),
    ],
)
def test_what_the_mcp_door_refuses_costs_no_heavy_import(event: dict[str, Any], status: int) -> None:
    answered, modules = loaded(ASK.format(module="mcp_endpoint"), event)
    assert answered == status
    assert not modules & (NEVER | HEAVY)


def test_the_mcp_door_loads_the_sdk_but_not_the_whole_catalogue() -> None:
    _, modules = loaded(COMPOSE)
    assert not modules & NEVER
    assert {"mcp.server.runner", "guildhall.operations.channel.list"} <= modules
    verbs = {name for name in modules if name.startswith("guildhall.operations.") and name.count(".") == 3}
    operations = {name for name in verbs if not name.rpartition(".")[2].startswith("_")}
    assert operations == {"guildhall.operations.channel.list"}
    assert (
        not {
            "guildhall.surfaces.mcp.tools",
            "guildhall.surfaces.tools.schemas",
            "guildhall.surfaces.tools.descriptions",
        }
        & modules
    )


@pytest.mark.parametrize(("path", "status"), [("/health", 200), ("/", 200), ("/missing", 404)])
def test_health_loads_neither_the_sdk_nor_any_client(path: str, status: int) -> None:
    event = http_event("GET") | {"rawPath": path, "routeKey": f"GET {path}"}
    event["requestContext"] |= {"stage": "$default"}
    answered, modules = loaded(ASK.format(module="rest_endpoint"), event)
    assert answered == status
    assert not modules & (NEVER | {"mcp", "boto3", "httpx"})
