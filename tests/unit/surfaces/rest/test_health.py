"""Alive and ready."""

import json
from threading import Event
from typing import Any

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

import guildhall
from guildhall.surfaces.rest import probes
from guildhall.surfaces.rest.app import app
from guildhall.surfaces.rest.readiness import REMEMBERED_S, Check, NotReady, Readiness
from tests.fakes.clock import FakeClock

READY = {
    "POLICY_TABLE": "policy",
    "HISTORY_TABLE": "history",
    "AUDIT_TABLE": "audit",
    "STATE_TABLE": "state",
    "OPERATIONS_QUEUE_URL": "https://sqs.example/1/operations",
    "DISCORD_SECRET_ARN": "arn:aws:secretsmanager:x",
    "DISCORD_APPLICATION_ID": "1",
    "DISCORD_PUBLIC_KEY": "0" * 64,
}


def event(path: str, method: str = "GET") -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "headers": {},
        "requestContext": {"stage": "$default", "http": {"method": method, "path": path}, "requestId": "1"},
    }


def fine() -> None:
    return None


def ask(path: str, *checks: Check) -> tuple[int, dict[str, Any]]:
    answer = app(lambda: Readiness(checks), FakeClock()).resolve(event(path), LambdaContext())
    assert answer["headers"]["Cache-Control"] == "no-store"
    return int(answer["statusCode"]), json.loads(str(answer["body"]))


def test_health_touches_nothing() -> None:
    def unreachable() -> Readiness:
        raise AssertionError("readiness was composed")

    answer = app(unreachable, FakeClock()).resolve(event("/health"), LambdaContext())
    assert answer["statusCode"] == 200
    assert json.loads(str(answer["body"])) == {
        "status": "ok",
        "stateless": True,
        "timestamp": "2026-11-20T12:00:00+00:00",
    }


def test_the_index_names_the_doors() -> None:
    status, body = ask("/")
    assert (status, body["version"], body["mcp"], body["health"]) == (200, guildhall.__version__, "/mcp", "/health")


def test_what_is_not_there_is_404() -> None:
    assert app(lambda: Readiness([])).resolve(event("/nothing"), LambdaContext())["statusCode"] == 404


def test_ready_is_200_with_every_part() -> None:
    status, body = ask("/health/ready", Check("one", fine, "hint"), Check("two", fine, "hint"))
    assert (status, body["status"]) == (200, "ready")
    assert body["checks"] == {"one": {"ok": True}, "two": {"ok": True}}


def test_one_part_that_is_not_ready_is_503_with_what_to_do_and_no_detail() -> None:
    def broken() -> None:
        raise RuntimeError("arn:aws:secret")

    def refused() -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "arn:aws:secret"}}, "DescribeTable")

    def told() -> None:
        raise NotReady("not set")

    checks = [Check("a", fine, "x"), Check("b", broken, "do b"), Check("c", refused, "do c"), Check("d", told, "do d")]
    status, body = ask("/health/ready", *checks)
    assert (status, body["status"]) == (503, "not_ready")
    assert body["checks"]["b"] == {"ok": False, "reason": "RuntimeError", "hint": "do b"}
    assert body["checks"]["c"] == {"ok": False, "reason": "AccessDeniedException", "hint": "do c"}
    assert body["checks"]["d"] == {"ok": False, "reason": "not set", "hint": "do d"}
    assert "arn" not in json.dumps(body)


def test_a_part_that_does_not_answer_is_not_waited_for() -> None:
    never = Event()
    try:
        slow = Check("slow", never.wait, "see")
        findings = Readiness([slow, Check("fast", fine, "")], timeout_s=0.05).findings()
    finally:
        never.set()
    assert [(finding.name, finding.reason) for finding in findings] == [("slow", "no answer in time"), ("fast", "")]


def test_an_answer_is_remembered_for_a_moment_so_that_asking_often_costs_nothing() -> None:
    asked: list[int] = []
    now = [0.0]
    readiness = Readiness([Check("one", lambda: asked.append(1), "")], clock=lambda: now[0])
    for moment in (0.0, REMEMBERED_S - 0.1, REMEMBERED_S):
        now[0] = moment
        readiness.findings()
    assert len(asked) == 2


class FakeAws:
    """DynamoDB, SQS and Secrets Manager as the probes use them."""

    def __init__(self, status: str = "ACTIVE", versions: dict[str, list[str]] | None = None) -> None:
        self.status = status
        self.versions = versions if versions is not None else {"1": ["AWSPREVIOUS"], "2": ["AWSCURRENT"]}
        self.asked: list[str] = []

    def describe_table(self, **named: str) -> dict[str, Any]:
        self.asked.append(named["TableName"])
        return {"Table": {"TableStatus": self.status}}

    def get_queue_attributes(self, **named: object) -> dict[str, Any]:
        self.asked.append(str(named["QueueUrl"]))
        return {}

    def describe_secret(self, **named: str) -> dict[str, Any]:
        self.asked.append(named["SecretId"])
        return {"VersionIdsToStages": self.versions}


def found(aws: Any, settings: dict[str, str]) -> dict[str, str]:
    checks = [
        *probes.settings_checks(settings),
        *probes.table_checks(aws, settings),
        probes.queue_check(aws, settings),
        probes.token_check(aws, settings),
        probes.discord_check(fine),
    ]
    return {finding.name: finding.reason for finding in Readiness(checks).findings()}


def test_a_deployment_that_is_set_up_is_ready_and_each_part_was_asked() -> None:
    aws = FakeAws()
    assert set(found(aws, READY).values()) == {""}
    assert sorted(aws.asked) == sorted(
        value for name, value in READY.items() if name not in {"DISCORD_PUBLIC_KEY", "DISCORD_APPLICATION_ID"}
    )


def test_a_first_deploy_without_any_setting_says_so_for_each_part_and_asks_nobody() -> None:
    aws = FakeAws()
    reasons = found(aws, dict.fromkeys(READY, ""))
    assert reasons.pop("discord") == ""
    assert set(reasons.values()) == {"not set"}
    assert aws.asked == []


@pytest.mark.parametrize("versions", [{}, {"1": ["AWSCURRENT"]}])
def test_a_secret_that_nobody_wrote_since_the_deploy_holds_no_token(versions: dict[str, list[str]]) -> None:
    assert found(FakeAws(versions=versions), READY)["bot_token"] == "nobody has stored a bot token yet"


def test_a_table_that_is_being_made_is_not_ready_and_one_that_is_changed_is() -> None:
    assert found(FakeAws(status="CREATING"), READY)["policy_table"] == "creating"
    assert found(FakeAws(status="UPDATING"), READY)["policy_table"] == ""


@pytest.mark.parametrize("key", ["", "0" * 63, "g" * 64, "replace-me"])
def test_a_public_key_that_is_none_is_not_set(key: str) -> None:
    assert found(FakeAws(), {**READY, "DISCORD_PUBLIC_KEY": key})["public_key"] == "not set"
