"""The template wires what the code expects, and nothing is reachable that is not meant to be."""

import ast
import re
import tomllib

import pytest

from guildhall.config import DISCORD_REQUESTS_PER_S, ENVIRONMENT
from guildhall.discord.limits import GLOBAL_REQUESTS_PER_S
from tests.contract.deployment import (
    ROOT,
    ROUTES,
    environment,
    functions,
    of_type,
    task_environment,
    translated,
    written,
)

FUNCTIONS = sorted(functions())
NEW_ACCOUNTS_CONCURRENCY = 10
"""Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
LEFT_FOR_THE_DOORS = 2


def folder(function: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", function.removesuffix("Function")).lower()


def makefile_targets(path: str) -> list[str]:
    return re.findall(r"^(\S+):", (ROOT / path / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_every_parameter_has_a_default_so_that_a_first_deploy_needs_none() -> None:
    without = [name for name, parameter in written()["Parameters"].items() if "Default" not in parameter]
    assert not without


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_built_from_the_folder_that_bears_its_name(function: str) -> None:
    code = functions()[function]["CodeUri"]
    assert code == f"functions/{folder(function)}"
    assert makefile_targets(code) == [f"build-{function}"]
    assert written()["Resources"][function]["Metadata"] == {"BuildMethod": "makefile"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_folder_holds_the_handler_that_the_template_names(function: str) -> None:
    module, name = written()["Globals"]["Function"]["Handler"].split(".")
    source = ast.parse((ROOT / functions()[function]["CodeUri"] / f"{module}.py").read_text("utf-8"))
    defined = {node.name for node in source.body if isinstance(node, ast.FunctionDef)}
    assigned = {
        target.id
        for node in source.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert name in defined | assigned


def test_every_handler_in_the_functions_folder_is_deployed() -> None:
    assert {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")} <= {folder(f) for f in FUNCTIONS}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_gets_no_variable_that_the_configuration_does_not_know(function: str) -> None:
    assert set(environment(functions()[function])) <= set(ENVIRONMENT)


def test_the_gateway_task_gets_no_variable_that_the_configuration_does_not_know() -> None:
    assert set(task_environment()) <= set(ENVIRONMENT)


def test_every_known_setting_is_given_to_some_function_or_to_the_task() -> None:
    given = {name for function in FUNCTIONS for name in environment(functions()[function])}
    assert given | set(task_environment()) == set(ENVIRONMENT)


def test_the_interactions_door_knows_neither_secret_nor_table() -> None:
    assert set(environment(functions()["InteractionsEndpointFunction"])) == {
        "DISCORD_PUBLIC_KEY",
        "LOG_LEVEL",
        "OPERATIONS_QUEUE_URL",
        "TURNS_QUEUE_URL",
    }


def test_all_copies_that_run_at_once_stay_within_discords_requests_per_second() -> None:
    parameters = written()["Parameters"]
    share = parameters["DiscordRequestsPerSecond"]
    workers = sum(parameters[name]["Default"] for name in ("OperationConcurrency", "AgentConcurrency"))
    assert workers + LEFT_FOR_THE_DOORS <= NEW_ACCOUNTS_CONCURRENCY
    assert share["Default"] * max(workers, NEW_ACCOUNTS_CONCURRENCY) <= GLOBAL_REQUESTS_PER_S
    assert share["MaxValue"] == DISCORD_REQUESTS_PER_S < GLOBAL_REQUESTS_PER_S
    sharing = {name for name in FUNCTIONS if "DISCORD_REQUESTS_PER_S" in environment(functions()[name])}
    assert sharing == {"AgentWorkerFunction", "McpEndpointFunction", "OperationWorkerFunction"}


@pytest.mark.parametrize(
    ("variable", "secret"), [("DISCORD_SECRET_ARN", "DiscordSecret"), ("MODEL_SECRET_ARN", "ModelSecret")]
)
def test_a_secret_is_named_by_its_arn_on_every_endpoint(variable: str, secret: str) -> None:
    everyone = [*(environment(function) for function in functions().values()), task_environment()]
    arns = [given.get(variable) for given in everyone]
    assert {str(arn) for arn in arns if arn} == {str({"Fn::GetAtt": [secret, "Id"]})}


def test_a_secret_s_first_value_never_changes_because_an_update_would_overwrite_the_token_or_key() -> None:
    first = {name: made["SecretString"] for name, made in of_type(written(), "AWS::SecretsManager::Secret").items()}
    assert first == {"DiscordSecret": '{"bot_token": ""}', "ModelSecret": '{"api_key": ""}'}


def test_the_api_serves_exactly_the_known_routes_at_its_origin() -> None:
    api = of_type(translated(), "AWS::ApiGatewayV2::Api")["HttpApi"]["Body"]["paths"]
    served = {
        f"{'ANY' if method == 'x-amazon-apigateway-any-method' else method.upper()} {path}": re.findall(
            r"\$\{(\w+Function)\.Arn\}", str(operation["x-amazon-apigateway-integration"]["uri"])
        )
        for path, operations in api.items()
        for method, operation in operations.items()
    }
    assert served == {route: [function] for route, function in ROUTES.items()}
    (stage,) = of_type(translated(), "AWS::ApiGatewayV2::Stage").values()
    assert stage["StageName"] == "$default"


def test_the_stage_throttles_and_logs_no_path_query_or_header() -> None:
    (stage,) = of_type(translated(), "AWS::ApiGatewayV2::Stage").values()
    assert stage["DefaultRouteSettings"].keys() == {"ThrottlingRateLimit", "ThrottlingBurstLimit"}
    assert "HttpApiLogGroup" in str(stage["AccessLogSettings"]["DestinationArn"])
    logged = re.findall(r"\$context\.([\w.]+)", stage["AccessLogSettings"]["Format"])
    assert logged
    assert not [name for name in logged if re.search(r"path|header|query|authorizer|protocol", name, re.IGNORECASE)]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_logs_json_into_its_own_group_with_retention(function: str) -> None:
    logging = translated()["Resources"][function]["Properties"]["LoggingConfig"]
    assert logging["LogFormat"] == "JSON"
    groups = of_type(translated(), "AWS::Logs::LogGroup")
    assert logging["LogGroup"] == {"Ref": f"{function.removesuffix('Function')}LogGroup"}
    assert groups[logging["LogGroup"]["Ref"]]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_no_http_function_outlives_the_30_s_after_which_the_api_answers_for_it() -> None:
    doors = set(ROUTES.values())
    assert all(functions()[function]["Timeout"] < 30 for function in doors)


@pytest.mark.parametrize(
    ("table", "kept", "expiring"),
    [
        ("PolicyTable", True, False),
        ("AuditTable", True, True),
        ("HistoryTable", False, True),
        ("StateTable", False, True),
    ],
)
def test_a_table_has_the_lifecycle_of_its_contents(table: str, kept: bool, expiring: bool) -> None:
    resource = translated()["Resources"][table]
    properties = resource["Properties"]
    keys = [(key["AttributeName"], key["KeyType"]) for key in properties["KeySchema"]]
    assert keys == [("pk", "HASH"), ("sk", "RANGE")]
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    recovery = properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled", False)
    assert (recovery, properties.get("DeletionProtectionEnabled", False)) == (kept, kept)
    wanted = "Retain" if kept else "Delete"
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == (wanted, wanted)
    ttl = {"AttributeName": "expires_at", "Enabled": True} if expiring else None
    assert properties.get("TimeToLiveSpecification") == ttl


def test_something_going_wrong_anywhere_reaches_the_alarm_topic() -> None:
    alarms = of_type(translated(), "AWS::CloudWatch::Alarm").values()
    assert all(alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}] for alarm in alarms)
    dimensions = [(alarm["MetricName"], dimension) for alarm in alarms for dimension in alarm.get("Dimensions", ())]
    watched = {(metric, str(dimension["Value"])) for metric, dimension in dimensions}
    assert {("Errors", str({"Ref": function})) for function in FUNCTIONS} <= watched
    named = {queue: str({"Fn::GetAtt": [queue, "QueueName"]}) for queue in of_type(translated(), "AWS::SQS::Queue")}
    dead = {("ApproximateNumberOfMessagesVisible", name) for queue, name in named.items() if "DeadLetter" in queue}
    people_wait = {("ApproximateAgeOfOldestMessage", named[queue]) for queue in ("OperationsQueue", "TurnsQueue")}
    assert dead | people_wait <= watched
    assert {alarm["MetricName"] for alarm in alarms if "gateway task" in alarm["AlarmDescription"]} == {
        "CPUUtilization",
        "GatewayErrors",
    }
    subscription = translated()["Resources"]["AlarmSubscription"]
    assert (subscription["Condition"], subscription["Properties"]["Endpoint"]) == (
        "HasAlarmEmail",
        {"Ref": "AlarmEmail"},
    )


def test_an_alarm_s_text_names_a_section_that_the_runbook_has() -> None:
    runbook = (ROOT / "docs" / "runbook.md").read_text("utf-8")
    headings = set(re.findall(r"^#+ (.+)$", runbook, re.MULTILINE))
    for alarm in of_type(translated(), "AWS::CloudWatch::Alarm").values():
        (section,) = re.findall(r'Runbook, "(.+)"', alarm["AlarmDescription"])
        assert section in headings


def test_the_outputs_say_where_everything_is_and_what_to_do_next() -> None:
    assert set(written()["Outputs"]) == {
        *("ApiUrl", "McpUrl", "InteractionsUrl", "EventsUrl", "GatewayServiceName"),
        *("DiscordSecretArn", "ModelSecretArn", "SealKeyArn", "AlarmTopicArn", "NextStep"),
    }


def test_a_bare_build_and_deploy_finds_all_it_needs_in_samconfig() -> None:
    default = tomllib.loads((ROOT / "samconfig.toml").read_text("utf-8"))["default"]
    assert default["global"]["parameters"] == {"stack_name": "guildhall"}
    assert default["build"]["parameters"] == {"build_in_source": True}
    assert default["deploy"]["parameters"]["resolve_s3"] is True
    assert default["deploy"]["parameters"]["capabilities"] == "CAPABILITY_IAM"
    assert default["deploy"]["parameters"]["confirm_changeset"] is False
    assert "region" not in default["deploy"]["parameters"]


def test_the_example_of_a_dot_env_names_every_setting_and_fills_in_none() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    told = set(given) | {word for line in lines for word in line.split()[1:2] if line.startswith("# ")}
    assert set(ENVIRONMENT) <= told
    assert {name for name, value in given.items() if value} == set()
