"""Check requests and answers against Discord's OpenAPI document and explain failures as Discord's 50035 tree."""

from typing import Any

from jsonschema_rs import Draft202012Validator, Registry, ValidationError

from local.discord.spec import OperationSpec, Parameter, Spec

URN = "urn:discord:openapi"
Problem = tuple[tuple[str | int, ...], str, str]

_FIXED_CODES = {
    "required": ("BASE_TYPE_REQUIRED", "This field is required"),
    "enum": ("BASE_TYPE_CHOICES", "Value must be one of {detail}."),
    "const": ("BASE_TYPE_CHOICES", "Value must be one of {detail}."),
    "maxLength": ("BASE_TYPE_BAD_LENGTH", "Must be {limit} or fewer in length."),
    "maxItems": ("BASE_TYPE_BAD_LENGTH", "Must be {limit} or fewer in length."),
    "minLength": ("BASE_TYPE_BAD_LENGTH", "Must be {limit} or more in length."),
    "minItems": ("BASE_TYPE_BAD_LENGTH", "Must be {limit} or more in length."),
    "maximum": ("NUMBER_TYPE_MAX", "int value should be less than or equal to {limit}."),
    "minimum": ("NUMBER_TYPE_MIN", "int value should be greater than or equal to {limit}."),
    "additionalProperties": ("UNKNOWN_KEY", "{detail}"),
    "uniqueItems": ("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value"),
}
_CHOICES = {"enum": "options", "const": "expected_value"}
TRUE_TEXTS = frozenset({"true", "1", "True"})
FALSE_TEXTS = frozenset({"false", "0", "False"})


class Validation:
    """All validators of one document, built when first needed."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._registry = Registry([(URN, spec.document)])
        self._validators: dict[str, Draft202012Validator] = {}

    def validator(self, pointer: str) -> Draft202012Validator:
        """Return the validator of the schema at ``pointer``."""
        if pointer not in self._validators:
            self._validators[pointer] = Draft202012Validator(
                {"$ref": URN + pointer}, registry=self._registry, validate_formats=True
            )
        return self._validators[pointer]

    def schema(self, name: str) -> Draft202012Validator:
        """Return the validator of a named component schema."""
        return self.validator(f"#/components/schemas/{name}")

    def problems(self, pointer: str, value: Any) -> list[Problem]:
        """Return what is wrong with a value, as paths, codes and sentences."""
        validator = self.validator(pointer)
        if validator.is_valid(value):
            return []
        found: list[Problem] = []
        for error in validator.iter_errors(value):
            found += _explain(error)
        return found

    def path(self, operation: OperationSpec, params: dict[str, str]) -> list[Problem]:
        """Return what is wrong with the path parameters."""
        found: list[Problem] = []
        for parameter in operation.path:
            value = params[parameter.name]
            if not self.validator(parameter.pointer).is_valid(_coerce(parameter.schema, value)):
                found.append(((parameter.name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.'))
        return found

    def query(self, operation: OperationSpec, pairs: list[tuple[str, str]]) -> tuple[dict[str, Any], list[Problem]]:
        """Return the typed query parameters and what is wrong with them; unknown ones are wrong."""
        known = {parameter.name: parameter for parameter in operation.query}
        values: dict[str, Any] = {}
        found: list[Problem] = []
        for name, text in pairs:
            if name not in known:
                found.append(((name,), "UNKNOWN_KEY", f"'{name}' is not a parameter of {operation.route}"))
            elif _is_array(known[name].schema):
                values.setdefault(name, []).append(_coerce(known[name].schema.get("items", {}), text))
            else:
                values[name] = _coerce(self._resolved(known[name]), text)
        for name, value in values.items():
            found += [((name, *p), c, m) for p, c, m in self.problems(known[name].pointer, value)]
        found += [
            ((p.name,), "BASE_TYPE_REQUIRED", "This field is required")
            for p in operation.query
            if p.required and p.name not in values
        ]
        return values, found

    def _resolved(self, parameter: Parameter) -> dict[str, Any]:
        reference = parameter.schema.get("$ref")
        return self._spec.at(reference) if reference else parameter.schema

    def answer(self, operation: OperationSpec, status: int, body: Any) -> list[str]:
        """Return why an answer of ours is not what the document declares; empty when it is."""
        declared = _declared(operation, status)
        if declared is None:
            return [f"{operation.operation_id} answers {status}, which the document does not declare"]
        pointer = operation.responses[declared]
        if pointer is None:
            wrong = body is not None and not operation.media.get(declared)
            return [f"{operation.operation_id} answers {status} with a body"] if wrong else []
        if body is None:
            return [f"{operation.operation_id} answers {status} without its JSON body"]
        return [f"{operation.operation_id} {status} {text(problem)}" for problem in self.problems(pointer, body)]


def text(problem: Problem) -> str:
    """Say a problem in one line."""
    path, code, message = problem
    return f"{'.'.join(map(str, path)) or '(body)'}: {message} [{code}]"


def _declared(operation: OperationSpec, status: int) -> str | None:
    candidates = (str(status), f"{status // 100}XX")
    return next((name for name in candidates if name in operation.responses), None)


def _is_array(schema: dict[str, Any]) -> bool:
    return bool(schema.get("type") == "array")


def _coerce(schema: dict[str, Any], text_value: str) -> Any:
    """Read a query text as the type its schema wants; leave it a text where that fails."""
    kind = schema.get("type")
    if kind == "integer" or ("oneOf" in schema and kind == "integer"):
        return int(text_value) if text_value.lstrip("-").isdigit() else text_value
    if kind == "boolean" and text_value in TRUE_TEXTS | FALSE_TEXTS:
        return text_value in TRUE_TEXTS
    return text_value


def _explain(error: ValidationError) -> list[Problem]:
    branches = getattr(error.kind, "context", None)
    if branches:
        return [problem for inner in _closest(branches, len(error.instance_path)) for problem in _explain(inner)]
    path = tuple(error.instance_path)
    name = error.kind.name
    details = error.kind.as_dict()
    if name == "required":
        path = (*path, str(details["property"]))
    if name == "additionalProperties":
        return [
            ((*path, key), "UNKNOWN_KEY", f"'{key}' is not a field of this object") for key in details["unexpected"]
        ]
    code, template = _FIXED_CODES.get(name, (f"BASE_TYPE_{name.upper()}", error.message))
    limit = details.get("limit", "")
    return [
        (
            path,
            code,
            template.replace("{limit}", str(limit)).replace("{detail}", str(details.get(_CHOICES.get(name, ""), ""))),
        )
    ]


def _closest(branches: list[list[ValidationError]], depth: int) -> list[ValidationError]:
    """Pick the union member that was most probably meant: the one whose ``type`` fits, with the fewest complaints."""

    def distance(branch: list[ValidationError]) -> tuple[int, int]:
        at_root = any(e.kind.name in {"type", "enum", "const"} and len(e.instance_path) == depth for e in branch)
        in_kind = any(list(e.instance_path)[depth:] == ["type"] for e in branch)
        return (2 * int(at_root) + int(in_kind), len(branch))

    return min(branches, key=distance)
