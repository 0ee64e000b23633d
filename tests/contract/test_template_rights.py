"""Least privilege in the translated template: what each role may do stands here once more, and it is all it may do."""

import ast
from collections.abc import Iterable

import pytest

from tests.contract.deployment import ROOT, ROUTES, environment, functions, grants, of_type, statements, translated

FUNCTIONS = sorted(functions())
WILDCARDS: dict[str, str] = {}
"""Actions that AWS grants on `*` only, each with the reason. None so far."""

STORE = ROOT / "shared" / "guildhall" / "store"
LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}
APPEND = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"}
PIPELINE = {
    "PolicyTable": {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Query"},
    "HistoryTable": {"dynamodb:GetItem", "dynamodb:PutItem"},
    "StateTable": {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"},
    "AuditTable": APPEND,
    "DiscordSecret": {"secretsmanager:GetSecretValue"},
}
EXPECTED: dict[str, dict[str, set[str]]] = {
    "InteractionsEndpointFunction": {"OperationsQueue": {"sqs:SendMessage"}},
    "McpEndpointFunction": PIPELINE,
    "OperationWorkerFunction": {
        **PIPELINE,
        "OperationsQueue": {
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
        },
    },
    "RestEndpointFunction": {
        **{table: {"dynamodb:DescribeTable"} for table in ("PolicyTable", "HistoryTable", "StateTable", "AuditTable")},
        "OperationsQueue": {"sqs:GetQueueAttributes"},
        "DiscordSecret": {"secretsmanager:DescribeSecret"},
    },
}
REPOSITORIES = {
    "PolicyTable": ("policies",),
    "HistoryTable": ("history",),
    "AuditTable": ("audit",),
    "StateTable": ("claims", "confirmations", "counters", "plans"),
}
"""The modules of `guildhall.store` that work on each table, as `bootstrap.platform.assemble` puts them together."""

PRIMITIVES = {
    "get": {"dynamodb:GetItem"},
    "put_if": {"dynamodb:PutItem"},
    "update_if": {"dynamodb:UpdateItem", "dynamodb:DeleteItem"},  # what has expired is swept away before it is updated
    "query": {"dynamodb:Query"},
    "delete_if": {"dynamodb:DeleteItem"},
    "transact": set[str](),  # its parts count
    "Put": {"dynamodb:PutItem"},
    "Update": {"dynamodb:UpdateItem", "dynamodb:DeleteItem"},
    "Delete": {"dynamodb:DeleteItem"},
}
READ_BY_PEOPLE_TOO = {"AuditTable": {"dynamodb:GetItem"}}
"""Granted without a call so far: who may query every record may read one."""

VARIABLES = {
    "POLICY_TABLE": "PolicyTable",
    "HISTORY_TABLE": "HistoryTable",
    "AUDIT_TABLE": "AuditTable",
    "STATE_TABLE": "StateTable",
    "OPERATIONS_QUEUE_URL": "OperationsQueue",
    "DISCORD_SECRET_ARN": "DiscordSecret",
}


def by_resource(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for action, resource in pairs:
        found.setdefault(resource, set()).add(action)
    return found


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_what_it_needs_and_nothing_more(function: str) -> None:
    own_log = f"{function.removesuffix('Function')}LogGroup"
    assert by_resource(grants(function)) == {own_log: LOG, **EXPECTED[function]}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_statement_reaches_everything(function: str) -> None:
    for action, resource in grants(function):
        assert "*" not in action
        assert resource != "*" or action in WILDCARDS
    assert all(statement["Effect"] == "Allow" and "NotAction" not in statement for statement in statements(function))
    assert all("NotResource" not in statement for statement in statements(function))


def test_no_role_carries_a_managed_policy_and_none_is_generated() -> None:
    roles = of_type(translated(), "AWS::IAM::Role")
    assert set(roles) == {f"{function.removesuffix('Function')}Role" for function in FUNCTIONS}
    assert not [name for name, role in roles.items() if "ManagedPolicyArns" in role]
    beside = [kind for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy") if of_type(translated(), kind)]
    assert not beside


def test_every_role_can_be_taken_by_lambda_only() -> None:
    for role in of_type(translated(), "AWS::IAM::Role").values():
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert (trust["Principal"], trust["Action"]) == ({"Service": "lambda.amazonaws.com"}, "sts:AssumeRole")


def test_the_interactions_door_has_no_path_to_a_secret_or_a_table() -> None:
    services = {action.split(":")[0] for action, _ in grants("InteractionsEndpointFunction")}
    assert services == {"logs", "sqs"}


@pytest.mark.parametrize("table", sorted(REPOSITORIES))
def test_the_pipeline_may_do_to_a_table_exactly_what_its_repositories_do(table: str) -> None:
    used = {action for module in REPOSITORIES[table] for action in actions_of(module)}
    assert PIPELINE[table] - READ_BY_PEOPLE_TOO.get(table, set()) == used


def test_every_repository_belongs_to_a_table() -> None:
    working = {path.stem for path in STORE.glob("*.py") if "self._table" in path.read_text("utf-8")}
    assert working == {module for modules in REPOSITORIES.values() for module in modules}


def actions_of(module: str) -> set[str]:
    """The actions that a repository's calls of its table come down to."""
    found = set[str]()
    for node in ast.walk(ast.parse((STORE / f"{module}.py").read_text("utf-8"))):
        match node:
            case (
                ast.Call(func=ast.Attribute(attr=name, value=ast.Attribute(attr="_table")))
                | ast.Call(func=ast.Name(id=name))
            ):
                found |= PRIMITIVES.get(name, set())
    return found


def test_no_role_can_change_or_delete_an_audit_record() -> None:
    allowed = {action for function in FUNCTIONS for action, resource in grants(function) if resource == "AuditTable"}
    assert allowed <= APPEND | {"dynamodb:DescribeTable"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_reaches_exactly_what_its_environment_names(function: str) -> None:
    named = {VARIABLES[name] for name in environment(functions()[function]) if name in VARIABLES}
    reached = {resource for _, resource in grants(function) if not resource.endswith("LogGroup")}
    fed = {
        source["EventSourceArn"]["Fn::GetAtt"][0]
        for source in of_type(translated(), "AWS::Lambda::EventSourceMapping").values()
        if source["FunctionName"] == {"Ref": function}
    }
    assert reached - fed == named


def test_the_api_may_invoke_each_function_on_its_own_routes_only() -> None:
    allowed = {}
    for permission in of_type(translated(), "AWS::Lambda::Permission").values():
        assert permission["Principal"] == "apigateway.amazonaws.com"
        method, path = permission["SourceArn"]["Fn::Sub"][0].split("${__Stage__}/")[1].split("/", 1)
        allowed[f"{method.replace('*', 'ANY')} /{path}"] = permission["FunctionName"]["Ref"]
        assert permission["SourceArn"]["Fn::Sub"][1]["__ApiId__"] == {"Ref": "HttpApi"}
    assert allowed == ROUTES
