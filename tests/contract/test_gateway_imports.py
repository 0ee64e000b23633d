"""What the gateway task loads: it has 60 MiB, and a health check every half minute has a quarter of a processor."""

import json
import os
import subprocess
import sys

import pytest

from tests.contract.deployment import ROOT

FORBIDDEN = {
    *("pydantic", "pydantic_core", "httpx", "httpcore", "boto3", "s3transfer", "requests", "aiohttp"),
    *("aws_lambda_powertools", "mcp", "anthropic", "nacl", "discord", "moto", "starlette", "yaml", "rich"),
}
ROOMS = {
    "guildhall.operations",
    "guildhall.policy",
    "guildhall.execution",
    "guildhall.oauth",
    "guildhall.observability",
}
SETTINGS = {
    **dict.fromkeys(("STATE_TABLE", "TURNS_QUEUE_URL", "DISCORD_SECRET_ARN"), "x"),
    **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "x"),
    "AWS_DEFAULT_REGION": "us-east-1",
}
COMPOSE = """
import sys
from gateway_task.__main__ import main
from guildhall.bootstrap import gateway_aws, gateway_task
from guildhall.config import GatewaySettings
settings = GatewaySettings.load()
gateway_task.rules(settings), gateway_task.parts(settings)
message = {"id": "1", "channel_id": "2", "author": {"id": "3"}}
gateway_task.wrap(message, by_role=False, late=False)
gateway_aws.sqs_client(), gateway_aws.dynamodb_client(), gateway_aws.secrets_client()
"""
CHECK = """
import sys
from gateway_task.__main__ import main
assert main(["--check"]) == 1
"""
TELL = "\nimport json\nprint(json.dumps(sorted(sys.modules)))"


def loaded(code: str) -> set[str]:
    """The modules of a fresh process that ran this."""
    environment = SETTINGS | {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", code + TELL]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_task_loads_none_of_the_large_libraries() -> None:
    modules = loaded(COMPOSE)
    assert {"websockets", "botocore.session", "guildhall.store.shards"} <= modules
    assert FORBIDDEN & {name.split(".")[0] for name in modules} == set()
    assert {room for room in ROOMS if any(name.startswith(room) for name in modules)} == set()


def test_a_health_check_loads_next_to_nothing() -> None:
    modules = loaded(CHECK)
    heavy = {"asyncio", "websockets", "botocore", "urllib3", "ssl"}
    assert heavy & modules == set()


def test_the_entrypoint_is_as_short_as_a_handler() -> None:
    lines = (ROOT / "functions" / "gateway_task" / "__main__.py").read_text("utf-8").splitlines()
    assert len(lines) <= 40


@pytest.mark.parametrize("instruction", ["RUN", "ADD", "SHELL"])
def test_the_image_is_made_without_running_anything(instruction: str) -> None:
    lines = (ROOT / "functions" / "gateway_task" / "Dockerfile").read_text("utf-8").splitlines()
    said = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert instruction not in said
    assert set(said) == {"ARG", "FROM", "COPY", "ENV", "USER", "ENTRYPOINT"}
    assert [line for line in lines if line.startswith("FROM")] == ["FROM ${BASE} AS gateway"]
