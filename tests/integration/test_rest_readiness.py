"""Readiness of the real handler in a process of its own: AWS as moto serves it, and a simulated Discord."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import pytest

from local.discord.simulator import running
from tests.fakes.mcp_door import http_event
from tests.fakes.moto_process import create_table, dynamodb_client, moto_server

TABLES = ("policy", "history", "audit", "state")
REGION = "us-east-1"
HANDLED_WITHIN_S = 60
MEASURED = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
HANDLE = """
import json, sys
from rest_endpoint.handler import handler
print(json.dumps(handler(json.loads(sys.argv[1]), None)))
"""


class Deployment:
    """A deployment as the environment tells a function of it."""

    def __init__(self, aws: str, discord: dict[str, Any]) -> None:
        with closing(dynamodb_client(aws)) as tables:
            for name in TABLES:
                create_table(tables, name)
        with closing(_client("sqs", aws)) as sqs, closing(_client("secretsmanager", aws)) as secrets:
            queue = sqs.create_queue(QueueName="operations")["QueueUrl"]
            self._secret = secrets.create_secret(Name="discord", SecretString='{"bot_token": ""}')["ARN"]
        self._aws = aws
        self.settings = {
            "AWS_ENDPOINT_URL": aws,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            **{f"{name.upper()}_TABLE": name for name in TABLES},
            "OPERATIONS_QUEUE_URL": queue,
            "DISCORD_SECRET_ARN": self._secret,
            "DISCORD_APPLICATION_ID": str(discord["application_id"]),
            "DISCORD_PUBLIC_KEY": str(discord["public_key"]),
            "DISCORD_API_BASE_URL": str(discord["rest_url"]),
        }

    def store_token(self) -> None:
        """Do what the stack's output NextStep says."""
        with closing(_client("secretsmanager", self._aws)) as secrets:
            secrets.put_secret_value(SecretId=self._secret, SecretString='{"bot_token": "x"}')

    def ask(self, path: str, **other: str) -> tuple[int, dict[str, Any]]:
        """Let a fresh process answer one request, with some settings changed."""
        event = http_event("GET") | {"rawPath": path, "routeKey": f"GET {path}"}
        event["requestContext"] |= {"stage": "$default"}
        command = [sys.executable, "-c", HANDLE, json.dumps(event)]
        done = subprocess.run(
            command,
            env=MEASURED | self.settings | other,
            capture_output=True,
            text=True,
            timeout=HANDLED_WITHIN_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        return int(answer["statusCode"]), json.loads(answer["body"])


def _client(service: str, url: str) -> Any:
    credentials = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=url, region_name=REGION, **credentials)  # type: ignore[call-overload]  # the service is a variable


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployment]:
    with moto_server() as aws, running() as discord:
        yield Deployment(aws, discord.endpoints())


def test_a_fresh_deployment_lacks_only_its_token_and_is_ready_once_that_is_stored(deployment: Deployment) -> None:
    status, body = deployment.ask("/health/ready")
    assert status == 503
    assert [name for name, check in body["checks"].items() if not check["ok"]] == ["bot_token"]
    assert "NextStep" in body["checks"]["bot_token"]["hint"]
    deployment.store_token()
    status, body = deployment.ask("/health/ready")
    assert (status, body["status"]) == (200, "ready"), body
    assert {"discord", "policy_table", "operations_queue", "public_key"} <= set(body["checks"])


def test_what_is_missing_or_unreachable_is_named_and_nothing_of_it_shown(deployment: Deployment) -> None:
    nowhere = {"AUDIT_TABLE": "nowhere", "DISCORD_API_BASE_URL": "http://127.0.0.1:9/api/v10"}
    status, body = deployment.ask("/health/ready", **nowhere)
    assert status == 503
    assert body["checks"]["audit_table"]["reason"] == "ResourceNotFoundException"
    assert body["checks"]["discord"]["reason"] == "DiscordUnavailable"
    assert "nowhere" not in json.dumps(body)
    assert "127.0.0.1" not in json.dumps(body)


def test_health_answers_whatever_is_missing(deployment: Deployment) -> None:
    status, body = deployment.ask("/health", AWS_ENDPOINT_URL="http://127.0.0.1:9", POLICY_TABLE="")
    assert (status, body["status"], body["stateless"]) == (200, "ok", True)
