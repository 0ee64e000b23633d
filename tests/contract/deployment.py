"""What tests of the deployment look at: the template as written, and as SAM hands it to CloudFormation."""

import functools
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.template import Template, read

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


def container() -> Resource:
    """The gateway task's only container, as written."""
    (found,) = of_type(written(), "AWS::ECS::TaskDefinition")["GatewayTaskDefinition"]["ContainerDefinitions"]
    return dict(found)


def task_environment() -> dict[str, Any]:
    """The variables that the gateway task gets."""
    return {pair["Name"]: pair["Value"] for pair in container()["Environment"]}


def role_of(function: str) -> str:
    """The logical id of a function's role."""
    return str(translated()["Resources"][function]["Properties"]["Role"]["Fn::GetAtt"][0])


def statements(role: str, **parameters: str) -> list[Resource]:
    """Every IAM statement that a role holds after the transform, with these parameters and the others' defaults."""
    conditions = read(TEMPLATE, parameters)
    policies = of_type(translated(), "AWS::IAM::Role")[role]["Policies"]
    found = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
    return [chosen for statement in found if (chosen := _chosen(conditions, statement)) is not None]


def _chosen(conditions: Template, statement: Resource) -> Resource | None:
    if "Fn::If" not in statement:
        return statement
    name, yes, no = statement["Fn::If"]
    branch = yes if conditions.resolve({"Fn::If": [name, True, False]}, "a role") else no
    return None if branch == {"Ref": "AWS::NoValue"} else dict(branch)


def grants(role: str, **parameters: str) -> Iterator[tuple[str, str]]:
    """Each (action, logical id or address) that a role allows."""
    for statement in statements(role, **parameters):
        for action in _list(statement["Action"]):
            for resource in _list(statement["Resource"]):
                yield action, _name(resource)


def _name(resource: Any) -> str:
    """The logical id of a resource or of what it is part of, a layer's without its digest; else the address itself."""
    match resource:
        case {"Fn::GetAtt": [name, *_]}:
            return str(name)
        case {"Ref": name}:
            return re.sub("Layer[0-9a-f]{10}$", "Layer", str(name))
        case {"Fn::Sub": address}:
            return re.sub(r"^\$\{(\w+)\.Arn\}/.*$", r"\1", str(address))
        case _:
            return str(resource)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
