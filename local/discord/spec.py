"""Discord's OpenAPI document, read as a table of operations and a matcher of requests.

The document is the one in ``tests/contract``; where Discord's documentation differs from it, ``amendments.py`` says so.
Bodies and answers are addressed by JSON pointers, so that the validators can refer to them.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from local.discord.amendments import amend
from local.discord.errors import Json

DEFAULT_PATH = Path(__file__).resolve().parents[2] / "tests" / "contract" / "discord-openapi.json"
METHODS = ("get", "put", "post", "patch", "delete")
JSON_TYPE = "application/json"
MULTIPART_TYPE = "multipart/form-data"
FIRST_ERROR_STATUS = 300


class NoSuchRouteError(LookupError):
    """No operation has this path."""


class NoSuchMethodError(LookupError):
    """The path exists, but not with this method."""


@dataclass(frozen=True)
class Parameter:
    """A path or query parameter and where its schema stands."""

    name: str
    required: bool
    schema: Json
    pointer: str


@dataclass(frozen=True)
class OperationSpec:
    """One operation of the OpenAPI document.

    Attributes:
        bodies: content type -> pointer to the body's schema.
        responses: declared status ("200", "4XX") -> pointer of the JSON schema, None when it has no JSON body.
        media: declared status -> content types of the answer.
        auth: the ways in ("BotToken", "OAuth2", "none").
    """

    operation_id: str
    method: str
    template: str
    path: tuple[Parameter, ...]
    query: tuple[Parameter, ...]
    bodies: dict[str, str]
    body_required: bool
    responses: dict[str, str | None]
    media: dict[str, tuple[str, ...]]
    auth: frozenset[str]

    @property
    def route(self) -> str:
        """The operation as ``POST /channels/{channel_id}/messages``."""
        return f"{self.method} {self.template}"

    def success(self) -> list[str]:
        """Return the declared success statuses, lowest first."""
        return sorted(status for status in self.responses if status.isdigit() and int(status) < FIRST_ERROR_STATUS)


@dataclass
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    operations: dict[str, OperationSpec] = field(default_factory=dict)


class Spec:
    """The operations of Discord's API, by id and by request."""

    def __init__(self, path: Path = DEFAULT_PATH) -> None:
        self.document: Json = amend(json.loads(path.read_text(encoding="utf-8")))
        self.schemas: Json = self.document["components"]["schemas"]
        self.operations: dict[str, OperationSpec] = {}
        self._root = _Node()
        for template, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    self._add(_read(template, method, item))

    def _add(self, operation: OperationSpec) -> None:
        self.operations[operation.operation_id] = operation
        node = self._root
        for segment in operation.template.strip("/").split("/"):
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        node.operations[operation.method] = operation

    def match(self, method: str, raw_path: str) -> tuple[OperationSpec, dict[str, str]]:
        """Return the operation of a request and its decoded path parameters.

        Raises:
            NoSuchRouteError: no operation has this path.
            NoSuchMethodError: the path exists with other methods only.
        """
        segments = [unquote(segment) for segment in raw_path.strip("/").split("/")]
        nodes = list(_leaves(self._root, segments))
        if not nodes:
            raise NoSuchRouteError(raw_path)
        for node in nodes:
            if (operation := node.operations.get(method)) is not None:
                names = operation.template.strip("/").split("/")
                return operation, {n[1:-1]: s for n, s in zip(names, segments, strict=True) if n.startswith("{")}
        raise NoSuchMethodError(method)

    def at(self, pointer: str) -> Json:
        """Return the schema at a JSON pointer into the document."""
        node: Any = self.document
        for step in pointer.removeprefix("#/").split("/"):
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            node = node[int(key)] if isinstance(node, list) else node[key]
        return dict(node)


def _leaves(node: _Node, segments: list[str]) -> "list[_Node]":
    if not segments:
        return [node] if node.operations else []
    head, rest = segments[0], segments[1:]
    found: list[_Node] = []
    if head in node.literals:
        found += _leaves(node.literals[head], rest)
    if node.parameter is not None and head:
        found += _leaves(node.parameter, rest)
    return found


def pointer(*steps: str | int) -> str:
    """Return a URI-fragment JSON pointer, percent-encoded as a ``$ref`` needs it."""
    return "#/" + "/".join(quote(str(step).replace("~", "~0").replace("/", "~1"), safe="~") for step in steps)


def _read(template: str, method: str, item: Json) -> OperationSpec:
    raw: Json = item[method]
    base = ("paths", template, method)
    content: Json = raw.get("requestBody", {}).get("content", {})
    own = [(p, pointer(*base, "parameters", i, "schema")) for i, p in enumerate(raw.get("parameters", []))]
    shared = [
        (p, pointer("paths", template, "parameters", i, "schema")) for i, p in enumerate(item.get("parameters", []))
    ]
    return OperationSpec(
        operation_id=raw["operationId"],
        method=method.upper(),
        template=template,
        path=_parameters(own + shared, "path"),
        query=_parameters(own + shared, "query"),
        bodies={kind: pointer(*base, "requestBody", "content", kind, "schema") for kind in content},
        body_required=bool(raw.get("requestBody", {}).get("required")),
        responses={status: _answer(base, status, answer) for status, answer in raw["responses"].items()},
        media={status: tuple(answer.get("content", {})) for status, answer in raw["responses"].items()},
        auth=frozenset(next(iter(way), "none") for way in raw.get("security", [{}])),
    )


def _parameters(found: list[tuple[Json, str]], place: str) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(p["name"], bool(p.get("required")), p["schema"], where) for p, where in found if p["in"] == place
    )


def _answer(base: tuple[str, ...], status: str, answer: Json) -> str | None:
    if "$ref" in answer:
        return str(answer["$ref"]) + "/content/application~1json/schema"
    if JSON_TYPE not in answer.get("content", {}):
        return None
    return pointer(*base, "responses", status, "content", JSON_TYPE, "schema")
