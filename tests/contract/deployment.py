"""What tests of the deployment look at: the template as written, and as SAM hands it to CloudFormation."""

import functools
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.template import read

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
LINT = ROOT / "tools" / "lint_template.py"

ROUTES = {
    "POST /discord/interactions": "InteractionsEndpointFunction",
    "POST /discord/events": "InteractionsEndpointFunction",
    "ANY /mcp": "McpEndpointFunction",
    "GET /": "RestEndpointFunction",
    "GET /health": "RestEndpointFunction",
    "GET /health/ready": "RestEndpointFunction",
}

type Resource = dict[str, Any]


@functools.cache
def written() -> Resource:
    """The template as it stands in the file, short forms as `Ref` and `Fn::…`."""
    return dict(read(TEMPLATE).document)


@functools.cache
def translated() -> Resource:
    """The template after SAM's transform."""
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch, "translated.json")
        subprocess.run([sys.executable, str(LINT), "--translated", str(result)], check=True, timeout=100)
        return dict(json.loads(result.read_text("utf-8")))


def of_type(template: Resource, kind: str) -> dict[str, Resource]:
    """Logical id -> properties of every resource of one type."""
    found = template["Resources"].items()
    return {name: resource["Properties"] for name, resource in found if resource["Type"] == kind}


def functions() -> dict[str, Resource]:
    """Logical id -> properties of every function, as written."""
    return of_type(written(), "AWS::Serverless::Function")


def environment(function: Resource) -> dict[str, Any]:
    """The variables that one function gets, the shared ones included."""
    shared = written()["Globals"]["Function"]["Environment"]["Variables"]
    return {**shared, **function["Environment"]["Variables"]}


def statements(function: str) -> list[Resource]:
    """Every IAM statement that a function's role holds after the transform."""
    role = translated()["Resources"][function]["Properties"]["Role"]["Fn::GetAtt"][0]
    policies = of_type(translated(), "AWS::IAM::Role")[role]["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def grants(function: str) -> Iterator[tuple[str, str]]:
    """Each (action, logical id) that a function's role allows."""
    for statement in statements(function):
        for action in _list(statement["Action"]):
            for resource in _list(statement["Resource"]):
                yield action, resource["Fn::GetAtt"][0] if isinstance(resource, dict) else resource


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
