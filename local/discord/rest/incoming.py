"""Read one HTTP request: headers, query, body (JSON or multipart), and say what is wrong with it."""

import json
import re
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.discord.errors import Json
from local.discord.messages import File
from local.discord.spec import JSON_TYPE, MULTIPART_TYPE, OperationSpec
from local.discord.validation import Problem, Validation

REASON_LIMIT = 512
SMALLEST_ID, LARGEST_INTEGER_ID = 1 << 55, 1 << 63
# Documented as ``DiscordBot (url, version)``; discord.py leaves the comma out, and Discord takes that too.
USER_AGENT = re.compile(r"^DiscordBot \(\S+?,? ?\S*\d\S*\)")
FILE_FIELD = re.compile(r"^files\[(\d+)\]$")
REASON_HEADER = "x-audit-log-reason"


@dataclass
class Incoming:
    """A request as it arrived, and what was understood of it."""

    method: str
    raw_path: str
    query_string: str
    headers: dict[str, str]
    data: bytes
    body: Any = None
    query: Json = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    @property
    def reason(self) -> str | None:
        """The decoded audit log reason."""
        raw = self.headers.get(REASON_HEADER)
        return unquote(raw) if raw else None

    @property
    def query_pairs(self) -> list[tuple[str, str]]:
        """The query parameters in order."""
        return parse_qsl(self.query_string, keep_blank_values=True)


def header_problems(request: Incoming) -> list[Problem]:
    """Return what is wrong with the headers that every request needs."""
    found: list[Problem] = []
    agent = request.headers.get("user-agent", "")
    if not USER_AGENT.match(agent):
        found.append((("User-Agent",), "INVALID_USER_AGENT", f"'{agent}' is not of the form DiscordBot (url, version)"))
    if len(request.reason or "") > REASON_LIMIT:
        message = f"Must be {REASON_LIMIT} or fewer in length."
        found.append((("X-Audit-Log-Reason",), "BASE_TYPE_BAD_LENGTH", message))
    return found


def read(request: Incoming, operation: OperationSpec, validation: Validation) -> list[Problem]:
    """Parse query and body into ``request`` and return what is wrong with them."""
    request.query, found = validation.query(operation, request.query_pairs)
    return found + _read_body(request, operation, validation)


def _read_body(request: Incoming, operation: OperationSpec, validation: Validation) -> list[Problem]:
    if not operation.bodies:
        if request.data.strip() not in {b"", b"{}", b"null"}:
            return [((), "BODY_NOT_EXPECTED", f"{operation.route} takes no body")]
        return []
    if not request.data:
        required = operation.body_required and JSON_TYPE in operation.bodies
        return [((), "BASE_TYPE_REQUIRED", "This field is required")] if required else []
    kind = request.headers.get("content-type", "")
    if kind == JSON_TYPE and JSON_TYPE in operation.bodies:
        return _read_json(request, operation, validation, request.data)
    if kind.startswith(MULTIPART_TYPE) and MULTIPART_TYPE in operation.bodies:
        return _read_multipart(request, operation, validation, kind)
    expected = ", ".join(sorted(set(operation.bodies) & {JSON_TYPE, MULTIPART_TYPE}))
    message = f'Expected "Content-Type" header to be one of {{{expected}}}, got "{kind}".'
    return [((), "CONTENT_TYPE_INVALID", message)]


def _read_json(request: Incoming, operation: OperationSpec, validation: Validation, data: bytes) -> list[Problem]:
    try:
        request.body = json.loads(data)
    except ValueError:
        return [((), "INVALID_JSON", "The request body contains invalid JSON.")]
    problems = validation.problems(operation.bodies[JSON_TYPE], request.body)
    request.body = _ids_as_text(request.body)
    return problems


def _ids_as_text(value: Any) -> Any:
    """Turn ids that were sent as integers into the strings that the state is keyed by."""
    if isinstance(value, dict):
        return {key: _ids_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_ids_as_text(inner) for inner in value]
    is_id = isinstance(value, int) and SMALLEST_ID < value < LARGEST_INTEGER_ID
    return str(value) if is_id else value


def _read_multipart(request: Incoming, operation: OperationSpec, validation: Validation, kind: str) -> list[Problem]:
    parsed = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + request.data)
    form: Json = {}
    for part in parsed.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        filename = part.get_filename()
        if filename is None:
            form[name] = data.decode("utf-8", "replace")
        else:
            match = FILE_FIELD.match(name)
            request.files[match[1] if match else name] = File(filename, data)
    if "payload_json" in form:
        return _read_json(request, operation, validation, form["payload_json"].encode())
    request.body = form
    return []
