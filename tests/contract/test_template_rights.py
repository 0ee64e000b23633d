"""Least privilege in the translated template: what each role may do stands here once more, and it is all it may do."""

import ast
from collections.abc import Iterable
from fnmatch import fnmatchcase

import pytest

from guildhall.store import keys
from tests.contract.deployment import (
    ROOT,
    ROUTES,
    environment,
    functions,
    grants,
    of_type,
    role_of,
    statements,
    task_environment,
    translated,
)

FUNCTIONS = sorted(functions())
TASK, EXECUTION = "GatewayTaskRole", "GatewayExecutionRole"
ROLES = sorted(of_type(translated(), "AWS::IAM::Role"))
CHOICES: dict[str, dict[str, str]] = {
    "AgentWorkerRole": {"ModelProvider": "bedrock"},
    EXECUTION: {"GatewayImage": "mine"},
}
"""Parameters with which a role has more than by default."""

WILDCARDS = {"ecr:GetAuthorizationToken": "it logs in to the registry as a whole; only for an image of your own"}
"""Actions that AWS grants on `*` only, each with the reason."""

STORE = ROOT / "shared" / "guildhall" / "store"
LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}
APPEND = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"}
VERIFY = {"SealKey": {"kms:Verify"}, "SealBucket": {"s3:ListBucketVersions"}}
FOLLOW = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
PIPELINE = {
    "PolicyTable": {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Query"},
    "HistoryTable": {"dynamodb:GetItem", "dynamodb:PutItem"},
    "StateTable": {
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
        "dynamodb:Query",
    },
    "AuditTable": APPEND,
    "DiscordSecret": {"secretsmanager:GetSecretValue"},
    **VERIFY,
}
SEND = {"sqs:SendMessage"}
TAKE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
CONVERSATIONS = {"HistoryTable": {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"}}
EXPECTED: dict[str, dict[str, set[str]]] = {
    "InteractionsEndpointRole": {"OperationsQueue": SEND, "TurnsQueue": SEND},
    "McpEndpointRole": {**PIPELINE, "ResumeQueue": SEND},
    "OperationWorkerRole": {**PIPELINE, "OperationsQueue": TAKE, "TurnsQueue": SEND, "ResumeQueue": SEND},
    "AgentWorkerRole": {
        **PIPELINE,
        **CONVERSATIONS,
        "TurnsQueue": TAKE | {"sqs:ChangeMessageVisibility"},
        "ResumeQueue": SEND,
        "ModelSecret": {"secretsmanager:GetSecretValue"},
    },
    "ResumeWorkerRole": {"ResumeQueue": TAKE | SEND, "TurnsQueue": SEND, "OperationsQueue": SEND},
    "AuditSealerRole": {
        "AuditTable": {"dynamodb:PutItem", "dynamodb:Query"} | FOLLOW,
        "SealBucket": {"s3:PutObject"},
        "SealsDeadLetterQueue": SEND,
    },
    TASK: {
        "TurnsQueue": SEND,
        "StateTable": {"dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"},
        "DiscordSecret": {"secretsmanager:GetSecretValue"},
        "GatewayLayer": {"lambda:GetLayerVersion"},
        "SharedLayer": {"lambda:GetLayerVersion"},
    },
    EXECUTION: {},
    "RestEndpointRole": {
        **{table: {"dynamodb:DescribeTable"} for table in ("PolicyTable", "HistoryTable", "StateTable", "AuditTable")},
        "OperationsQueue": {"sqs:GetQueueAttributes"},
        "DiscordSecret": {"secretsmanager:DescribeSecret"},
    },
}
REPOSITORIES = {
    "PolicyTable": ("policies", "automations"),
    "HistoryTable": ("history", "undos"),
    "AuditTable": ("audit", "chains"),
    "StateTable": ("claims", "confirmations", "counters", "windows", "pacing", "bursts", "plans"),
}
"""The modules of `guildhall.store` that work on each table, as `bootstrap.platform.assemble` puts them together."""

OF_TURNS = {"HistoryTable": ("transcripts", "exchanges"), "StateTable": ("turns", "onces")}
"""Those that the agent's worker has beside them."""

OF_THE_GATEWAY = {"StateTable": ("shards", "windows")}
"""Those of the gateway task."""

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
VARIABLES = {
    "POLICY_TABLE": "PolicyTable",
    "HISTORY_TABLE": "HistoryTable",
    "AUDIT_TABLE": "AuditTable",
    "STATE_TABLE": "StateTable",
    "OPERATIONS_QUEUE_URL": "OperationsQueue",
    "TURNS_QUEUE_URL": "TurnsQueue",
    "RESUME_QUEUE_URL": "ResumeQueue",
    "DISCORD_SECRET_ARN": "DiscordSecret",
    "MODEL_SECRET_ARN": "ModelSecret",
    "SEAL_KEY_ARN": "SealKey",
    "SEAL_BUCKET": "SealBucket",
}


def by_resource(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for action, resource in pairs:
        found.setdefault(resource, set()).add(action)
    return found


def own_log(role: str) -> str:
    return f"{'GatewayTask' if role == EXECUTION else role.removesuffix('Role')}LogGroup"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_its_holder_needs_and_nothing_more(role: str) -> None:
    log = {} if role == TASK else {own_log(role): LOG}  # what a task prints is written down by ECS
    assert by_resource(grants(role)) == {**log, **EXPECTED[role]}


@pytest.mark.parametrize("role", ROLES)
def test_no_statement_reaches_everything(role: str) -> None:
    for parameters in ({}, CHOICES.get(role, {})):
        for action, resource in grants(role, **parameters):
            assert "*" not in action
            assert resource != "*" or action in WILDCARDS
        said = statements(role, **parameters)
        assert all(statement["Effect"] == "Allow" and "NotAction" not in statement for statement in said)
        assert all("NotResource" not in statement for statement in said)


def added(role: str) -> dict[str, set[str]]:
    more = by_resource(grants(role, **CHOICES[role]))
    return {resource: actions for resource, actions in more.items() if resource not in by_resource(grants(role))}


def test_only_bedrock_needs_a_right_to_models_and_only_to_claude() -> None:
    assert added("AgentWorkerRole") == {
        "arn:${AWS::Partition}:bedrock:*::foundation-model/anthropic.*": {"bedrock:InvokeModel"},
        "arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:inference-profile/*.anthropic.*": {
            "bedrock:InvokeModel"
        },
    }


def test_only_an_image_of_ones_own_needs_a_right_to_the_registry() -> None:
    assert added(EXECUTION) == {
        "*": {"ecr:GetAuthorizationToken"},
        "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/*": {
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer",
        },
    }


def test_no_role_carries_a_managed_policy_and_none_is_generated() -> None:
    roles = of_type(translated(), "AWS::IAM::Role")
    assert set(roles) == {f"{function.removesuffix('Function')}Role" for function in FUNCTIONS} | {TASK, EXECUTION}
    assert all(role_of(function) == f"{function.removesuffix('Function')}Role" for function in FUNCTIONS)
    assert not [name for name, role in roles.items() if "ManagedPolicyArns" in role]
    beside = [kind for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy") if of_type(translated(), kind)]
    assert not beside


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_be_taken_by_its_own_service_only(role: str) -> None:
    (trust,) = of_type(translated(), "AWS::IAM::Role")[role]["AssumeRolePolicyDocument"]["Statement"]
    service = "ecs-tasks.amazonaws.com" if role in {TASK, EXECUTION} else "lambda.amazonaws.com"
    assert (trust["Principal"], trust["Action"]) == ({"Service": service}, "sts:AssumeRole")
    account = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert trust.get("Condition") == (account if role in {TASK, EXECUTION} else None)


def test_the_interactions_door_has_no_path_to_a_secret_or_a_table() -> None:
    services = {action.split(":")[0] for action, _ in grants("InteractionsEndpointRole")}
    assert services == {"logs", "sqs"}


@pytest.mark.parametrize("table", sorted(REPOSITORIES))
def test_the_pipeline_may_do_to_a_table_exactly_what_its_repositories_do(table: str) -> None:
    used = {action for module in REPOSITORIES[table] for action in actions_of(module)}
    assert PIPELINE[table] == used


def test_the_agent_may_do_to_its_conversations_exactly_what_their_repositories_do() -> None:
    for table in ("HistoryTable", "StateTable"):
        used = {action for module in (*REPOSITORIES[table], *OF_TURNS[table]) for action in actions_of(module)}
        assert EXPECTED["AgentWorkerRole"][table] == used


def test_the_gateway_task_may_do_to_its_session_exactly_what_its_repository_does() -> None:
    used = {action for module in OF_THE_GATEWAY["StateTable"] for action in actions_of(module)}
    assert EXPECTED[TASK]["StateTable"] == used


def test_the_gateway_task_reaches_its_own_items_of_the_table_and_no_others() -> None:
    (kept,) = [statement for statement in statements(TASK) if statement["Sid"] == "KeepSession"]
    patterns = kept["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert kept["Condition"]["Null"] == {"dynamodb:LeadingKeys": "false"}  # else no key at all would satisfy the rest
    own = [keys.shard(0, 1).pk, keys.shard_ticket(3, 16).pk, keys.counter("gateway-identify", 0).pk]
    others = [keys.confirmation("1").pk, keys.claim("1").pk, keys.turn("1").pk, keys.counter("other", 0).pk]
    assert all(any(fnmatchcase(pk, pattern) for pattern in patterns) for pk in own)
    assert not any(fnmatchcase(pk, pattern) for pattern in patterns for pk in others)


def test_every_repository_belongs_to_a_table() -> None:
    working = {path.stem for path in STORE.glob("*.py") if "self._table" in path.read_text("utf-8")}
    everyone = (REPOSITORIES, OF_TURNS, OF_THE_GATEWAY)
    assert working == {module for some in everyone for modules in some.values() for module in modules}


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
    allowed = {action for role in ROLES for action, resource in grants(role) if resource == "AuditTable"}
    assert allowed <= APPEND | FOLLOW | {"dynamodb:DescribeTable"}


def test_the_gateway_task_reaches_neither_the_trail_nor_the_policies_nor_the_conversations() -> None:
    assert not {"AuditTable", "PolicyTable", "HistoryTable"} & {resource for _, resource in grants(TASK)}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_reaches_exactly_what_its_environment_names(function: str) -> None:
    named = {VARIABLES[name] for name in environment(functions()[function]) if name in VARIABLES}
    reached = {resource for _, resource in grants(role_of(function)) if not resource.endswith("LogGroup")}
    sources = of_type(translated(), "AWS::Lambda::EventSourceMapping").values()
    own = [source for source in sources if source["FunctionName"] == {"Ref": function}]
    ends = [source["DestinationConfig"]["OnFailure"]["Destination"] for source in own if "DestinationConfig" in source]
    fed = {end["Fn::GetAtt"][0] for end in [*(source["EventSourceArn"] for source in own), *ends]}
    signing = {"SealKey"} if role_of(function) == "AuditSealerRole" else set()  # by the key's own policy
    assert (reached | signing) - fed == named - fed


def test_the_gateway_task_reaches_what_its_environment_names_and_its_own_code() -> None:
    named = {VARIABLES[name] for name in task_environment() if name in VARIABLES}
    assert {resource for _, resource in grants(TASK)} == named | {"GatewayLayer", "SharedLayer"}


def test_the_api_may_invoke_each_function_on_its_own_routes_only() -> None:
    allowed = {}
    for permission in of_type(translated(), "AWS::Lambda::Permission").values():
        assert permission["Principal"] == "apigateway.amazonaws.com"
        method, path = permission["SourceArn"]["Fn::Sub"][0].split("${__Stage__}/")[1].split("/", 1)
        allowed[f"{method.replace('*', 'ANY')} /{path}"] = permission["FunctionName"]["Ref"]
        assert permission["SourceArn"]["Fn::Sub"][1]["__ApiId__"] == {"Ref": "HttpApi"}
    assert allowed == ROUTES
