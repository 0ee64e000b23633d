"""The shapes of tools that the Messages API takes.

Source: https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools
"""

import re
from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from local.model.problems import ProblemError

TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
KEYS = {
    *("name", "description", "input_schema", "cache_control", "type", "strict", "defer_loading", "input_examples"),
    *("allowed_callers", "eager_input_streaming"),
}
CHOICES = {"auto", "any", "none", "tool"}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def check(tools: Any, choice: Any) -> None:
    """Check the tools that a request offers, and how the model may choose among them.

    Raises:
        ProblemError: with the place that the real API would name.
    """
    if choice is not None and not tools:
        raise ProblemError(400, "tool_choice: tool_choice may only be specified while providing tools")
    if tools is None:
        return
    if not isinstance(tools, list):
        raise ProblemError(400, "tools: Input should be a list")
    seen: set[str] = set()
    for index, tool in enumerate(tools):
        name = tool.get("name") if isinstance(tool, dict) else None
        if not isinstance(name, str) or not TOOL_NAME.fullmatch(name):
            raise ProblemError(400, f"tools.{index}.name: String should match pattern '^{TOOL_NAME.pattern}$'")
        if name in seen:
            raise ProblemError(400, "tools: Tool names must be unique.")
        seen.add(name)
        if tool.get("type", "custom") == "custom":
            _custom(tool, f"tools.{index}.custom")
    _choice(choice, seen)


def _custom(tool: Mapping[str, Any], where: str) -> None:
    if strangers := sorted(tool.keys() - KEYS):
        raise ProblemError(400, f"{where}.{strangers[0]}: Extra inputs are not permitted")
    if not isinstance(tool.get("description", ""), str):
        raise ProblemError(400, f"{where}.description: Input should be a valid string")
    schema = tool.get("input_schema")
    if not isinstance(schema, dict) or schema.get("type") != "object":
        raise ProblemError(400, f"{where}.input_schema.type: Input should be 'object'")
    if schema.keys() & {"oneOf", "allOf", "anyOf"}:
        text = f"{where}.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level"
        raise ProblemError(400, text)
    if not jsonschema_rs.meta.is_valid({**schema, "$schema": DIALECT}):
        raise ProblemError(400, f"{where}.input_schema: JSON schema is invalid. It must match draft 2020-12")


def _choice(choice: Any, names: set[str]) -> None:
    if choice is None:
        return
    kind = choice.get("type") if isinstance(choice, dict) else None
    if kind not in CHOICES:
        raise ProblemError(400, f"tool_choice.type: Input should be one of {sorted(CHOICES)}")
    if kind == "tool" and choice.get("name") not in names:
        raise ProblemError(400, f"tool_choice.name: Tool '{choice.get('name')}' not found in provided tools")
