"""The HTTP front, the sandboxes and the small template, over real sockets and processes."""

import base64
import json
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.laptop.helpers import Laptop, emulated_aws, is_running, laptop, until

OUTSIDE = "GUILDHALL_TEST_OUTSIDE"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    folder = tmp_path_factory.mktemp("http")
    os.environ[OUTSIDE] = "must not reach a function"
    try:
        with emulated_aws(folder) as aws, laptop(aws, folder / "state") as made:
            yield made
    finally:
        del os.environ[OUTSIDE]


def test_a_request_reaches_the_handler_as_payload_two_and_its_result_is_json(running: Laptop) -> None:
    answer = running.ask("GET", "/items/a%20b?x=1&x=2", headers={"Cookie": "c=1", "X-Mixed-Case": "v"})
    assert (answer.status, answer.header("content-type")) == (200, "application/json")
    event = answer.json["event"]
    assert event["routeKey"] == "ANY /items/{id}"
    assert event["rawPath"] == "/items/a b"
    assert event["pathParameters"] == {"id": "a b"}
    assert event["queryStringParameters"] == {"x": "1,2"}
    assert event["cookies"] == ["c=1"]
    assert event["headers"]["x-mixed-case"] == "v"
    assert event["requestContext"]["http"]["method"] == "GET"


def test_the_context_has_what_lambda_gives(running: Laptop) -> None:
    context = running.ask("GET", "/echo").json["context"]
    assert 9_000 < context["remaining_ms"] <= 10_000
    assert context["name"] == "guildhall-EchoFunction"
    assert context["arn"].endswith(":function:guildhall-EchoFunction")
    assert (context["memory"], context["version"]) == ("256", "$LATEST")
    assert context["request_id"]


def test_a_function_has_exactly_the_environment_of_the_template(running: Laptop) -> None:
    environment = running.ask("GET", "/echo").json["environment"]
    assert environment["GREETING"] == "hello"
    assert environment["REST_URL"] == "http://rest"
    assert environment["SECRET"].startswith("arn:aws:secretsmanager:")
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "guildhall-EchoFunction"
    assert environment["AWS_ENDPOINT_URL"] == running.cloud.aws.endpoint_url
    assert OUTSIDE not in environment
    own = {name for name in environment if not name.startswith(("AWS_", "LAMBDA_", "COVERAGE_"))}
    assert own <= {
        "GREETING",
        "REST_URL",
        "SECRET",
        "SEEN_TABLE",
        "_HANDLER",
        "TZ",
        "PYTHONPATH",
        "LANG",
        "LC_CTYPE",
        "PATH",
        "TMPDIR",
    } | {
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    }


def test_a_body_of_bytes_arrives_as_base64_and_bytes_return(running: Laptop) -> None:
    event = running.ask("POST", "/echo", b"\xff\x00", {"content-type": "application/octet-stream"}).json["event"]
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\xff\x00"
    answer = running.behave("binary")
    assert (answer.status, answer.body) == (201, b"\xff\xfe")
    assert [value for key, value in answer.headers if key == "set-cookie"] == ["a=1; HttpOnly", "b=2"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("DELETE", "/echo"), ("GET", "/echo/"), ("GET", "/items/a/b")]
)
def test_what_no_route_takes_is_404(running: Laptop, method: str, path: str) -> None:
    answer = running.ask(method, path)
    assert (answer.status, answer.json) == (404, {"message": "Not Found"})


def test_head_gets_no_body(running: Laptop) -> None:
    answer = running.ask("HEAD", "/items/1")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.header("content-length") or 0) > 0


def test_a_body_above_the_gateways_limit_is_413_and_never_invokes(running: Laptop) -> None:
    answer = running.ask("POST", "/echo", b"x" * (10 * 1024 * 1024 + 1))
    assert (answer.status, answer.json) == (413, {"message": "Request Entity Too Large"})


@pytest.mark.parametrize("how", ["fail", "crash", "leave", "unserialisable"])
def test_a_failing_function_is_a_500_without_detail_and_the_next_call_works(running: Laptop, how: str) -> None:
    answer = running.behave(how)
    assert (answer.status, answer.json) == (500, {"message": "Internal Server Error"})
    assert running.behave("binary").status == 201


def test_the_log_says_why_a_function_failed(running: Laptop) -> None:
    running.behave("fail")
    running.behave("crash")
    errors = [line for line in running.log("BehaveFunction") if line.get("errorType") == "ValueError"]
    assert errors[0]["errorMessage"] == "inner detail"
    assert any("in fail" in frame for frame in errors[0]["stackTrace"])
    reports = [line["record"] for line in running.log("BehaveFunction") if line.get("type") == "platform.report"]
    assert any("killed by SIGKILL" in record.get("errorReason", "") for record in reports)


def test_a_function_that_cannot_be_imported_is_a_500_and_says_so_in_the_log(running: Laptop) -> None:
    assert running.ask("GET", "/broken").status == 500
    reports = [line["record"] for line in running.log("BrokenFunction") if line.get("type") == "platform.report"]
    assert "RuntimeError: no settings" in reports[0]["errorReason"]


def test_a_function_that_outlives_its_timeout_is_killed_with_its_children(running: Laptop, tmp_path: Path) -> None:
    answer = running.behave("hang", note=str(tmp_path / "pids"))
    assert (answer.status, answer.json) == (503, {"message": "Service Unavailable"})
    for pid in (tmp_path / "pids").read_text(encoding="utf-8").split():
        until(lambda pid=int(pid): not is_running(pid), "the process group is gone")  # type: ignore[misc]
    assert running.behave("binary").status == 201


def test_the_gateway_gives_up_before_a_slow_function_does(
    running: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.http.INTEGRATION_TIMEOUT_S", 0.1)
    answer = running.behave("meet", folder=str(tmp_path), count=2)
    assert (answer.status, answer.json) == (503, {"message": "Service Unavailable"})
    (tmp_path / "released").touch()
    reports = "POST /behave/meet 200"
    until(lambda: reports in (running.state.path / "console.txt").read_text(encoding="utf-8"), "it ran to its end")


def test_a_client_that_goes_away_disturbs_nobody(running: Laptop) -> None:
    with socket.create_connection(("127.0.0.1", running.port)) as rude:
        rude.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
    assert running.ask("GET", "/echo").status == 200


def test_invocations_run_at_the_same_time_each_in_its_own_process(running: Laptop, tmp_path: Path) -> None:
    body = json.dumps({"folder": str(tmp_path), "count": 3}).encode()
    with ThreadPoolExecutor(3) as callers:
        calls = [
            callers.submit(running.ask, "POST", "/behave/meet", body, {"content-type": "application/json"})
            for _ in range(3)
        ]
        answers = [call.result() for call in calls]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert len({answer.json["pid"] for answer in answers}) == 3


def test_a_warm_process_is_used_again_and_changed_code_is_met(running: Laptop) -> None:
    first, second = (running.ask("GET", "/echo").json["pid"] for _ in range(2))
    assert first == second
    running.cloud.recycle()
    assert running.ask("GET", "/echo").json["pid"] != first
    until(lambda: not is_running(first), "the old process is gone")


def test_a_process_that_was_busy_when_the_code_changed_is_not_used_again(running: Laptop, tmp_path: Path) -> None:
    body = json.dumps({"folder": str(tmp_path), "count": 2}).encode()
    with ThreadPoolExecutor(1) as callers:
        busy = callers.submit(running.ask, "POST", "/behave/meet", body, {"content-type": "application/json"})
        until(lambda: list(tmp_path.iterdir()), "the invocation is under way")
        running.cloud.recycle()
        (tmp_path / "released").touch()
        pid = busy.result().json["pid"]
    until(lambda: not is_running(pid), "the old process is gone")


def test_every_line_of_a_log_is_json(running: Laptop) -> None:
    running.behave("log")

    def lines() -> dict[str, dict[str, object]]:
        return {line.get("message") or str(line.get("own")): line for line in running.log("BehaveFunction")}

    until(lambda: {"plain text", "json", "a warning", "an error"} <= lines().keys(), "all four lines")
    assert lines()["a warning"]["level"] == "WARNING"
    assert lines()["an error"]["errorType"] == "KeyError"


def test_a_fault_kills_the_process_at_its_checkpoint_once(running: Laptop) -> None:
    assert running.behave("reach", name="execution.called").json == {"survived": True}
    fault = running.state.faults / "execution.called"
    fault.touch()
    assert running.behave("reach", name="execution.called").status == 500
    assert not fault.exists()
    assert running.behave("reach", name="execution.called").json == {"survived": True}


def test_a_fault_cannot_leave_its_folder(running: Laptop) -> None:
    (running.state.faults / "present").touch()
    assert running.behave("reach", name="../lock").json == {"survived": True}
    assert (running.state.path / "lock").exists()
    (running.state.faults / "present").unlink()


def test_a_preflight_is_answered_by_the_gateway(running: Laptop) -> None:
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    answer = running.ask("OPTIONS", "/anything", headers=asked)
    assert answer.status == 204
    assert answer.header("access-control-allow-origin") == "https://page.example"
    assert answer.header("access-control-allow-methods") == "GET,POST"
    assert answer.header("access-control-allow-headers") == "authorization"
    assert answer.header("access-control-max-age") == "60"


def test_the_gateways_cors_replaces_the_functions_own(running: Laptop) -> None:
    answer = running.ask("POST", "/behave/binary", b"", {"Origin": "https://page.example"})
    assert [value for key, value in answer.headers if key == "access-control-allow-origin"] == ["https://page.example"]
    assert answer.header("access-control-expose-headers") == "x-shown"
    stranger = running.ask("POST", "/behave/binary", b"", {"Origin": "https://other.example"})
    assert stranger.header("access-control-allow-origin") is None
