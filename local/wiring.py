"""What the template wires together, as values: functions, routes, queues behind functions, CORS.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.errors import TemplateError
from local.stream_source import StreamSource, stream_source
from local.template import ACCOUNT_ID, REGION, Physical, Template, as_text

FUNCTION = "AWS::Serverless::Function"
HTTP_API = "AWS::Serverless::HttpApi"
IMPLICIT_API = "ServerlessHttpApi"
"""The HTTP API that SAM makes for events that name none."""

SKIPPED = (
    "AWS::ApplicationAutoScaling::",
    "AWS::Budgets::",
    "AWS::CloudWatch::",
    "AWS::EC2::",
    "AWS::ECS::",
    "AWS::IAM::",
    "AWS::Lambda::Permission",
    "AWS::Logs::",
    "AWS::SNS::",
    "AWS::SQS::QueuePolicy",
    "AWS::SecretsManager::ResourcePolicy",
    "AWS::Serverless::LayerVersion",
)
"""Resources that mean nothing to functions here: rights, alarms, logs, networks, layers (the project is installed).

Services of ECS run all the same, see `local.tasks`.
"""

MAXIMUM_ENVIRONMENT_BYTES = 4096
"""Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""


@dataclass(frozen=True)
class Function:
    """One function as the template declares it."""

    logical_id: str
    folder: Path
    handler: str
    timeout_s: float
    memory_mb: int
    environment: Mapping[str, str]

    @property
    def name(self) -> str:
        """The deployed name."""
        return f"guildhall-{self.logical_id}"


@dataclass(frozen=True)
class Route:
    """One route of the HTTP API; `$default` has the method `ANY` and the path `$default`."""

    method: str
    path: str
    function: str

    @property
    def key(self) -> str:
        """What the event calls `routeKey`."""
        return self.path if self.path == "$default" else f"{self.method} {self.path}"


@dataclass(frozen=True)
class QueueSource:
    """One queue that invokes a function."""

    function: str
    queue: str
    queue_arn: str
    batch_size: int
    window_s: float
    maximum_concurrency: int | None
    reports_item_failures: bool


@dataclass(frozen=True)
class Cors:
    """The HTTP API's CORS configuration."""

    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    credentials: bool = False
    max_age_s: int | None = None


@dataclass(frozen=True)
class Wiring:
    """Everything that is served and polled."""

    functions: Mapping[str, Function]
    routes: tuple[Route, ...]
    sources: tuple[QueueSource, ...]
    streams: tuple[StreamSource, ...] = ()
    cors: Cors | None = field(default=None)


def wire(template: Template, settings: Mapping[str, str]) -> Wiring:
    """Read the wiring of a template whose tables, queues and secrets exist already.

    `settings` replaces the value of an environment variable in each function whose template names that variable:
    the laptop's addresses and the simulated application stand in for the deployed ones, and no function learns a
    variable that the template does not give it.

    Raises:
        TemplateError: something that the laptop run does not do.
    """
    found = {name: resource["Type"] for name, resource in template.resources().items()}
    names = [logical_id for logical_id, kind in found.items() if kind == FUNCTION]
    for logical_id in names:
        name = f"guildhall-{logical_id}"
        template.physical[logical_id] = Physical(name, {"Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{name}"})
    functions = {logical_id: _function(template, logical_id, settings) for logical_id in names}
    apis = [logical_id for logical_id, kind in found.items() if kind == HTTP_API]
    if len(apis) > 1:
        raise TemplateError(apis[1], f"is a second HTTP API beside {apis[0]}; the laptop run serves one")
    routes: list[Route] = []
    sources: list[QueueSource] = []
    streams: list[StreamSource] = []
    for event in _events(template, names):
        if event.kind == "HttpApi":
            routes.append(_route(template, event))
        elif event.kind == "DynamoDB":
            streams.append(stream_source(template, event.function, event.properties))
        else:
            sources.extend(_source(template, event, functions[event.function]))
    return Wiring(functions, tuple(routes), tuple(sources), tuple(streams), _cors(template, apis))


@dataclass(frozen=True)
class _Event:
    function: str
    name: str
    kind: str
    api: str
    properties: Mapping[str, Any]


def _events(template: Template, functions: list[str]) -> Iterator[_Event]:
    for logical_id in functions:
        for name, event in (template.properties(logical_id).get("Events") or {}).items():
            if event["Type"] not in {"HttpApi", "SQS", "DynamoDB"}:
                raise TemplateError(logical_id, f"event {name}: {event['Type']} events do not run on the laptop")
            raw = dict(event.get("Properties") or {})
            api = raw.pop("ApiId", IMPLICIT_API)
            api = api["Ref"] if isinstance(api, dict) and "Ref" in api else api
            yield _Event(logical_id, name, event["Type"], api, template.resolve(raw, logical_id))


def _function(template: Template, logical_id: str, settings: Mapping[str, str]) -> Function:
    shared = (template.document.get("Globals") or {}).get("Function") or {}
    own = template.properties(logical_id)
    raw = {**shared, **own}
    used = {key: raw[key] for key in ("CodeUri", "Handler", "Timeout", "MemorySize", "PackageType") if key in raw}
    known = template.resolve(used, logical_id)
    if known.get("PackageType", "Zip") != "Zip" or "CodeUri" not in known or "Handler" not in known:
        raise TemplateError(logical_id, "needs a CodeUri and a Handler (images do not run on the laptop)")
    folder = (template.root / known["CodeUri"]).resolve()
    if not folder.is_dir():
        raise TemplateError(logical_id, f"its CodeUri {known['CodeUri']} is not a folder")
    environment = {**_variables(shared), **_variables(own)}
    return Function(
        logical_id=logical_id,
        folder=folder,
        handler=known["Handler"],
        timeout_s=float(known.get("Timeout", 3)),
        memory_mb=int(known.get("MemorySize", 128)),
        environment=environment_of(template, logical_id, environment, settings),
    )


def _variables(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return (properties.get("Environment") or {}).get("Variables") or {}


def environment_of(
    template: Template, logical_id: str, raw: Mapping[str, Any], settings: Mapping[str, str]
) -> dict[str, str]:
    """The variables that a function or a container gets; `settings` as in `wire`.

    Raises:
        TemplateError: they are more than Lambda takes.
    """
    kept = {name: value for name, value in raw.items() if name not in settings}
    resolved = {name: as_text(value) for name, value in template.resolve(kept, logical_id).items()}
    resolved |= {name: settings[name] for name in raw if name in settings}
    size_bytes = sum(len(name.encode()) + len(value.encode()) for name, value in resolved.items())
    if size_bytes > MAXIMUM_ENVIRONMENT_BYTES:
        raise TemplateError(logical_id, f"its environment has {size_bytes} bytes; Lambda takes 4096")
    return resolved


def _route(template: Template, event: _Event) -> Route:
    properties = event.properties
    if event.api != IMPLICIT_API and event.api not in template.resources():
        raise TemplateError(event.function, f"event {event.name}: the template defines no API {event.api}")
    if str(properties.get("PayloadFormatVersion", "2.0")) != "2.0" or "Auth" in properties:
        raise TemplateError(event.function, f"event {event.name}: only payload 2.0 without Auth runs on the laptop")
    path = properties.get("Path", "$default")
    if path == "$default":
        return Route("ANY", path, event.function)
    if not path.startswith("/"):
        raise TemplateError(event.function, f"event {event.name}: the path {path} must begin with /")
    method = str(properties.get("Method", "ANY")).upper()
    return Route("ANY" if method == "X-AMAZON-APIGATEWAY-ANY-METHOD" else method, path, event.function)


def _source(template: Template, event: _Event, function: Function) -> Iterator[QueueSource]:
    properties = event.properties
    for unknown in ("FilterCriteria", "ProvisionedPollerConfig", "KmsKeyArn"):
        if unknown in properties:
            raise TemplateError(event.function, f"event {event.name}: {unknown} does not run on the laptop")
    arn = properties["Queue"]
    queues = {name: made for name, made in template.physical.items() if made.attributes.get("Arn") == arn}
    if not queues:
        raise TemplateError(event.function, f"event {event.name}: {arn} is no queue of this template")
    if not properties.get("Enabled", True):
        return
    (queue, made), *_ = queues.items()
    visibility_s = float(made.attributes.get("VisibilityTimeout", 30))
    if visibility_s < function.timeout_s:
        raise TemplateError(
            queue, f"its VisibilityTimeout {visibility_s:g} s is below {event.function}'s Timeout; Lambda refuses that"
        )
    yield QueueSource(
        function=event.function,
        queue=made.ref,
        queue_arn=arn,
        batch_size=int(properties.get("BatchSize", 10)),
        window_s=float(properties.get("MaximumBatchingWindowInSeconds", 0)),
        maximum_concurrency=(properties.get("ScalingConfig") or {}).get("MaximumConcurrency"),
        reports_item_failures="ReportBatchItemFailures" in (properties.get("FunctionResponseTypes") or ()),
    )


def _cors(template: Template, apis: list[str]) -> Cors | None:
    shared = (template.document.get("Globals") or {}).get("HttpApi") or {}
    own = template.properties(apis[0]) if apis else {}
    owner = apis[0] if apis else IMPLICIT_API
    for unknown in ("DefinitionBody", "DefinitionUri", "Auth"):
        if unknown in own or unknown in shared:
            raise TemplateError(owner, f"{unknown} does not run on the laptop")
    if as_text(template.resolve({**shared, **own}.get("StageName", "$default"), owner)) != "$default":
        raise TemplateError(owner, "only the stage $default runs on the laptop")
    raw = template.resolve({**shared, **own}.get("CorsConfiguration"), owner)
    if not raw:
        return None
    if raw is True or not isinstance(raw, dict):
        return Cors(origins=("*",))
    return Cors(
        origins=_strings(raw.get("AllowOrigins")),
        methods=_strings(raw.get("AllowMethods")),
        headers=_strings(raw.get("AllowHeaders")),
        exposed=_strings(raw.get("ExposeHeaders")),
        credentials=raw.get("AllowCredentials") is True,
        max_age_s=raw.get("MaxAge"),
    )


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(as_text(item) for item in value or ())
