from pathlib import Path

import pytest

from local.errors import TemplateError
from local.template import Physical, Template, read
from local.wiring import Cors, QueueSource, Route, Wiring, wire

FUNCTION = """
  EchoFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/echo
      Handler: handler.handler
{more}
"""


def template_of(tmp_path: Path, more: str, resources: str = "", head: str = "") -> Template:
    (tmp_path / "functions" / "echo").mkdir(parents=True, exist_ok=True)
    path = tmp_path / "template.yaml"
    path.write_text(f"{head}\nResources:\n{FUNCTION.format(more=more)}\n{resources}\n", encoding="utf-8")
    template = read(path)
    template.physical["Work"] = Physical("http://work", {"Arn": "arn:work", "VisibilityTimeout": "40"})
    return template


def wired(tmp_path: Path, more: str, resources: str = "", head: str = "") -> Wiring:
    return wire(template_of(tmp_path, more, resources, head), {})


def event(kind: str, properties: str) -> str:
    return f"      Events:\n        E: {{Type: {kind}, Properties: {{{properties}}}}}"


def test_globals_are_merged_and_the_function_wins(tmp_path: Path) -> None:
    head = "Globals: {Function: {Timeout: 9, MemorySize: 256, Environment: {Variables: {A: g, B: g}}}}"
    more = "      MemorySize: 512\n      Environment: {Variables: {B: own, C: true}}"
    function = wired(tmp_path, more, head=head).functions["EchoFunction"]
    assert (function.timeout_s, function.memory_mb) == (9.0, 512)
    assert function.environment == {"A": "g", "B": "own", "C": "true"}
    assert function.name == "guildhall-EchoFunction"
    assert function.folder == (tmp_path / "functions" / "echo").resolve()


def test_without_a_word_lambda_gives_three_seconds_and_128_mb(tmp_path: Path) -> None:
    function = wired(tmp_path, "").functions["EchoFunction"]
    assert (function.timeout_s, function.memory_mb) == (3.0, 128)


def test_a_setting_of_the_laptop_replaces_a_value_but_never_adds_a_variable(tmp_path: Path) -> None:
    template = template_of(tmp_path, "      Environment: {Variables: {API: !Ref Unknowable, KEPT: k}}")
    environment = wire(template, {"API": "http://here", "TOKEN": "t"}).functions["EchoFunction"].environment
    assert environment == {"API": "http://here", "KEPT": "k"}


def test_a_function_refers_to_itself_and_its_queue(tmp_path: Path) -> None:
    more = "      Environment: {Variables: {ME: !Ref EchoFunction, ARN: !GetAtt EchoFunction.Arn, Q: !Ref Work}}"
    environment = wired(tmp_path, more).functions["EchoFunction"].environment
    assert environment["ME"] == "guildhall-EchoFunction"
    assert environment["ARN"].endswith(":function:guildhall-EchoFunction")
    assert environment["Q"] == "http://work"


@pytest.mark.parametrize(
    ("properties", "route"),
    [
        ("Path: /a, Method: get", Route("GET", "/a", "EchoFunction")),
        ("Path: /a, Method: ANY", Route("ANY", "/a", "EchoFunction")),
        ("Path: /a, Method: x-amazon-apigateway-any-method", Route("ANY", "/a", "EchoFunction")),
        ("Path: '/a/{id}', Method: POST, ApiId: !Ref Api", Route("POST", "/a/{id}", "EchoFunction")),
        ("PayloadFormatVersion: '2.0'", Route("ANY", "$default", "EchoFunction")),
    ],
)
def test_an_http_event_is_a_route(tmp_path: Path, properties: str, route: Route) -> None:
    api = "  Api: {Type: 'AWS::Serverless::HttpApi'}"
    assert wired(tmp_path, event("HttpApi", properties), api).routes == (route,)


def test_the_key_of_a_route_is_what_the_event_carries() -> None:
    assert Route("GET", "/a", "F").key == "GET /a"
    assert Route("ANY", "$default", "F").key == "$default"


def test_a_queue_event_is_a_source(tmp_path: Path) -> None:
    properties = (
        "Queue: !GetAtt Work.Arn, BatchSize: 5, MaximumBatchingWindowInSeconds: 2, "
        "FunctionResponseTypes: [ReportBatchItemFailures], ScalingConfig: {MaximumConcurrency: 2}"
    )
    source = QueueSource("EchoFunction", "http://work", "arn:work", 5, 2.0, 2, reports_item_failures=True)
    assert wired(tmp_path, event("SQS", properties)).sources == (source,)


def test_a_disabled_queue_event_polls_nothing(tmp_path: Path) -> None:
    assert wired(tmp_path, event("SQS", "Queue: !GetAtt Work.Arn, Enabled: false")).sources == ()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (event("Schedule", "Schedule: rate(1 minute)"), "Schedule events do not run on the laptop"),
        (event("SQS", "Queue: 'arn:other'"), "arn:other is no queue of this template"),
        (event("SQS", "Queue: !GetAtt Work.Arn, FilterCriteria: {}"), "FilterCriteria does not run"),
        (event("HttpApi", "Path: /a, Method: GET, ApiId: !Ref Nobody"), "no API Nobody"),
        (event("HttpApi", "Path: /a, Method: GET, Auth: {Authorizer: X}"), "without Auth"),
        (event("HttpApi", "Path: /a, Method: GET, PayloadFormatVersion: '1.0'"), "only payload 2.0"),
        (event("HttpApi", "Path: a, Method: GET"), "must begin with /"),
        ("      PackageType: Image", "images do not run"),
        ("      CodeUri: functions/nowhere", "functions/nowhere is not a folder"),
        ("      Environment: {Variables: {A: !FindInMap [a, b, c]}}", "Fn::FindInMap"),
        ("      Environment: {Variables: {A: " + "x" * 5000 + "}}", "Lambda takes 4096"),
    ],
)
def test_what_the_laptop_does_not_do_names_the_function(tmp_path: Path, more: str, says: str) -> None:
    with pytest.raises(TemplateError, match="template: EchoFunction: ") as refused:
        wired(tmp_path, more)
    assert says in str(refused.value)


def test_a_queue_that_shows_a_message_again_before_the_timeout_is_refused_as_by_lambda(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="Work: its VisibilityTimeout 40 s is below EchoFunction's Timeout"):
        wired(tmp_path, "      Timeout: 41\n" + event("SQS", "Queue: !GetAtt Work.Arn"))


def test_cors_is_read_from_the_api(tmp_path: Path) -> None:
    api = (
        "  Api: {Type: 'AWS::Serverless::HttpApi', Properties: {CorsConfiguration: {AllowOrigins: ['https://a'], "
        "AllowMethods: [GET], AllowHeaders: [x-a], ExposeHeaders: [x-b], AllowCredentials: true, MaxAge: 60}}}"
    )
    assert wired(tmp_path, "", api).cors == Cors(("https://a",), ("GET",), ("x-a",), ("x-b",), True, 60)


def test_cors_true_allows_every_origin_and_absence_none(tmp_path: Path) -> None:
    assert wired(tmp_path, "", head="Globals: {HttpApi: {CorsConfiguration: true}}").cors == Cors(("*",))
    assert wired(tmp_path, "").cors is None


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ("StageName: prod", "only the stage"),
        ("DefinitionBody: {}", "DefinitionBody does not run"),
        ("Auth: {}", "Auth does not run"),
    ],
)
def test_what_the_api_asks_for_beyond_routes_is_refused(tmp_path: Path, properties: str, says: str) -> None:
    with pytest.raises(TemplateError, match=f"Api: .*{says}"):
        wired(tmp_path, "", f"  Api: {{Type: 'AWS::Serverless::HttpApi', Properties: {{{properties}}}}}")


def test_a_second_api_is_refused(tmp_path: Path) -> None:
    apis = "  A: {Type: 'AWS::Serverless::HttpApi'}\n  B: {Type: 'AWS::Serverless::HttpApi'}"
    with pytest.raises(TemplateError, match="B: is a second HTTP API beside A"):
        wired(tmp_path, "", apis)
