"""The ECS services of the template, as values: what each of their containers gets, and how many of them run.

Only what a process on a laptop has is read: its name, its environment, how long it may take to stop. Images, commands,
networks and rights mean nothing here; the code is the folder `functions/<module>` of this checkout.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.errors import TemplateError
from local.template import Template, as_text
from local.wiring import environment_of

SERVICE, TASK_DEFINITION = "AWS::ECS::Service", "AWS::ECS::TaskDefinition"
SUFFIX = "Service"


@dataclass(frozen=True)
class Task:
    """What one service keeps running.

    Attributes:
        logical_id: The service's.
        name: The container's, which is also the name of its process's file.
        module: What is run with `python -m`, from the folder `functions`.
    """

    logical_id: str
    name: str
    module: str
    folder: Path
    environment: Mapping[str, str]
    count: int
    stop_timeout_s: float


def tasks(template: Template, settings: Mapping[str, str]) -> tuple[Task, ...]:
    """Read the services of a template whose tables, queues and secrets exist already; `settings` as in `wire`.

    Raises:
        TemplateError: something that the laptop run does not do.
    """
    return tuple(_tasks(template, settings))


def _tasks(template: Template, settings: Mapping[str, str]) -> Iterator[Task]:
    resources = template.resources()
    for logical_id, resource in resources.items():
        if resource["Type"] != SERVICE:
            continue
        service = resource["Properties"]
        definition = service["TaskDefinition"].get("Ref")
        if definition not in resources or resources[definition]["Type"] != TASK_DEFINITION:
            raise TemplateError(logical_id, "runs no task definition of this template")
        containers = template.properties(definition)["ContainerDefinitions"]
        if len(containers) != 1 or not logical_id.endswith(SUFFIX):
            raise TemplateError(logical_id, "must be named <Name>Service and have one container to run on the laptop")
        (container,) = containers
        module = f"{logical_id.removesuffix(SUFFIX).lower()}_task"
        yield Task(
            logical_id=logical_id,
            name=as_text(container["Name"]),
            module=module,
            folder=template.root / "functions",
            environment=environment_of(template, definition, _variables(container), settings),
            count=int(template.resolve(service.get("DesiredCount", 1), logical_id)),
            stop_timeout_s=float(template.resolve(container.get("StopTimeout", 30), definition)),
        )


def _variables(container: Mapping[str, Any]) -> dict[str, Any]:
    return {as_text(pair["Name"]): pair["Value"] for pair in container.get("Environment") or ()}
