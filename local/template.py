"""Reads the SAM template: its YAML tags, its parameters and conditions, and the intrinsic functions that it uses.

Only what the run asks for is resolved, so that a policy may use whatever CloudFormation knows; what is asked for and
not understood ends in one line that names the logical id.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from local.errors import LaptopError, TemplateError

REGION = "us-east-1"
ACCOUNT_ID = "123456789012"
STACK_NAME = "guildhall"
NO_VALUE = object()
"""What `!Ref AWS::NoValue` resolves to: the property is dropped."""


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]  # the third and last kind of node
    if suffix in {"Ref", "Condition"}:
        return {suffix: value}
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


@dataclass(frozen=True)
class Physical:
    """A resource that exists: what `!Ref` gives, and its attributes for `!GetAtt`."""

    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Template:
    """One template, with the physical resources as they come to exist."""

    path: Path
    document: Mapping[str, Any]
    parameters: dict[str, Any] = field(default_factory=dict)
    physical: dict[str, Physical] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The folder that `CodeUri` is relative to."""
        return self.path.parent

    def resources(self) -> dict[str, Mapping[str, Any]]:
        """The resources whose condition holds, by logical id."""
        found: dict[str, Mapping[str, Any]] = {}
        for logical_id, resource in (self.document.get("Resources") or {}).items():
            if not isinstance(resource, dict) or "Type" not in resource:
                raise TemplateError(logical_id, "has no Type")
            condition = resource.get("Condition")
            if condition is None or self._condition(condition, logical_id):
                found[logical_id] = resource
        return found

    def properties(self, logical_id: str) -> Mapping[str, Any]:
        """The unresolved properties of one resource."""
        return self.document["Resources"][logical_id].get("Properties") or {}

    def resolve(self, value: Any, owner: str) -> Any:
        """Evaluate the intrinsic functions in `value`, a property of the resource `owner`.

        Raises:
            TemplateError: an intrinsic function that the laptop run does not know, or a reference to nothing.
        """
        if isinstance(value, list):
            return [item for item in (self.resolve(each, owner) for each in value) if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument) = next(iter(value.items()))
            if name == "Ref" or (isinstance(name, str) and name.startswith("Fn::")):
                return self._intrinsic(name, argument, owner)
        resolved = {key: self.resolve(item, owner) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    def _intrinsic(self, name: str, argument: Any, owner: str) -> Any:
        known: dict[str, Callable[[Any, str], Any]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::If": self._if,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
        }
        if name not in known:
            raise TemplateError(owner, f"uses {name}, which the laptop run does not know (it knows {', '.join(known)})")
        try:
            return known[name](argument, owner)
        except (ValueError, TypeError, IndexError, AttributeError) as malformed:
            raise TemplateError(owner, f"{name} is malformed: {argument!r}") from malformed

    def _ref(self, name: str, owner: str) -> Any:
        if name == "AWS::NoValue":
            return NO_VALUE
        if name in self.parameters:
            return self.parameters[name]
        if name in self.physical:
            return self.physical[name].ref
        raise TemplateError(owner, self._nothing_behind(name))

    def _get_att(self, argument: list[str] | str, owner: str) -> str:
        logical_id, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
        if logical_id not in self.physical:
            raise TemplateError(owner, self._nothing_behind(logical_id))
        attributes = self.physical[logical_id].attributes
        if attribute not in attributes:
            raise TemplateError(owner, f"asks for {logical_id}.{attribute}; on the laptop it has {sorted(attributes)}")
        return attributes[attribute]

    def _nothing_behind(self, name: str) -> str:
        if name in (self.document.get("Resources") or {}):
            return f"refers to {name}, which does not run on the laptop"
        return f"refers to {name}, which the template does not define"

    def _sub(self, argument: str | list[Any], owner: str) -> str:
        text, extra = (argument, {}) if isinstance(argument, str) else argument

        def replace(match: re.Match[str]) -> str:
            name = match.group(1).strip()
            if name.startswith("!"):
                return "${" + name[1:] + "}"
            if name in extra:
                return as_text(self.resolve(extra[name], owner))
            return as_text(self._get_att(name, owner) if "." in name else self._ref(name, owner))

        return re.sub(r"\$\{([^}]*)\}", replace, text)

    def _if(self, argument: list[Any], owner: str) -> Any:
        condition, yes, no = argument
        return self.resolve(yes if self._condition(condition, owner) else no, owner)

    def _join(self, argument: list[Any], owner: str) -> str:
        separator, parts = argument
        return str(separator).join(as_text(part) for part in self.resolve(parts, owner))

    def _select(self, argument: list[Any], owner: str) -> Any:
        index, items = self.resolve(argument, owner)
        return items[int(index)]

    def _split(self, argument: list[Any], owner: str) -> list[str]:
        separator, text = self.resolve(argument, owner)
        return str(text).split(separator)

    def _condition(self, name: str, owner: str) -> bool:
        conditions = self.document.get("Conditions") or {}
        if name not in conditions:
            raise TemplateError(owner, f"names the condition {name}, which the template does not define")
        return self._holds(conditions[name], owner)

    def _holds(self, test: Any, owner: str) -> bool:
        (name, argument) = next(iter(test.items()))
        if name == "Condition":
            return self._condition(argument, owner)
        if name == "Fn::Equals":
            left, right = self.resolve(argument, owner)
            return as_text(left) == as_text(right)
        if name == "Fn::Not":
            return not self._holds(argument[0], owner)
        if name in {"Fn::And", "Fn::Or"}:
            return (all if name == "Fn::And" else any)(self._holds(each, owner) for each in argument)
        raise TemplateError(owner, f"has a condition with {name}, which the laptop run does not know")


def as_text(value: Any) -> str:
    """A scalar as CloudFormation passes it on: booleans in lower case."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read(path: Path, overrides: Mapping[str, str] | None = None) -> Template:
    """Read a template file; `overrides` replace the defaults of its parameters.

    Raises:
        LaptopError: the file is missing or is not YAML.
        TemplateError: a parameter has neither a default nor an override.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  # a SafeLoader with tags
    except FileNotFoundError as missing:
        raise LaptopError(f"there is no template at {path}") from missing
    except yaml.YAMLError as broken:
        raise LaptopError(f"{path.name} is not valid YAML: {' '.join(str(broken).split())}") from broken
    if not isinstance(document, dict):
        raise LaptopError(f"{path.name} holds no template")
    template = Template(path.resolve(), document, _pseudo_parameters())
    for name, parameter in (document.get("Parameters") or {}).items():
        value = (overrides or {}).get(name, parameter.get("Default"))
        if value is None:
            raise TemplateError(name, "is a parameter without a default, and the laptop run has no value for it")
        is_list = str(parameter.get("Type", "")).startswith(("List<", "CommaDelimitedList"))
        template.parameters[name] = str(value).split(",") if is_list else value
    return template


def _pseudo_parameters() -> dict[str, Any]:
    return {
        "AWS::Region": REGION,
        "AWS::AccountId": ACCOUNT_ID,
        "AWS::Partition": "aws",
        "AWS::StackName": STACK_NAME,
        "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT_ID}:stack/{STACK_NAME}/local",
        "AWS::URLSuffix": "amazonaws.com",
    }
