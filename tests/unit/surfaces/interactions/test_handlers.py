"""The functions themselves, and what they are made of: a batch names only the messages that must come again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

import operation_worker.handler as operation_worker
from guildhall.bootstrap import interactions_endpoint, platform
from guildhall.bootstrap import operation_worker as bootstrap
from guildhall.discord.interaction import InteractionResponder
from guildhall.surfaces.interactions.waking import Waking
from guildhall.surfaces.interactions.worker import Worker
from tests.unit.surfaces.interactions.support import PUBLIC_KEY, command, reply, signed

CONTEXT = LambdaContext()


@dataclass
class FakeWorker:
    """Is done with what it is told to be done with."""

    done: bool
    seen: list[tuple[str, int]] = field(default_factory=list)

    def handle(self, body: str, receives: int) -> bool:
        self.seen.append((body, receives))
        return self.done


def event(*message_ids: str) -> dict[str, Any]:
    records = [
        {"messageId": id_, "body": f"body of {id_}", "attributes": {"ApproximateReceiveCount": "3"}}
        for id_ in message_ids
    ]
    return {"Records": records}


@pytest.mark.parametrize(("done", "failed"), [(True, []), (False, [{"itemIdentifier": "m1"}])])
def test_a_message_that_is_not_done_with_is_reported_as_failed(
    done: bool, failed: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = FakeWorker(done)
    monkeypatch.setattr(operation_worker, "worker", lambda: worker)
    assert operation_worker.handler(event("m1"), CONTEXT) == {"batchItemFailures": failed}
    assert worker.seen == [("body of m1", 3)]


def test_an_empty_batch_has_no_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation_worker, "worker", lambda: FakeWorker(done=False))
    assert operation_worker.handler(event(), CONTEXT) == {"batchItemFailures": []}


@pytest.mark.parametrize("missing", ["DISCORD_PUBLIC_KEY", "OPERATIONS_QUEUE_URL"])
def test_a_door_without_its_settings_answers_401_to_everybody(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"DISCORD_PUBLIC_KEY": PUBLIC_KEY, "OPERATIONS_QUEUE_URL": "http://127.0.0.1:9/queue"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert interactions_endpoint.endpoint().answer(signed({"type": 1}))["statusCode"] == 200
    monkeypatch.delenv(missing)
    assert interactions_endpoint.endpoint().answer(signed({"type": 1}))["statusCode"] == 401


@pytest.mark.parametrize(("turns", "said"), [("http://127.0.0.1:9/turns.fifo", 9), ("", 4)])
def test_a_door_without_a_queue_of_turns_is_open_but_for_the_agent(
    turns: str, said: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"DISCORD_PUBLIC_KEY": PUBLIC_KEY, "OPERATIONS_QUEUE_URL": "http://127.0.0.1:9/queue"}
    for name, value in (settings | {"TURNS_QUEUE_URL": turns}).items():
        monkeypatch.setenv(name, value)
    door = interactions_endpoint.endpoint()
    assert reply(door.answer(signed({"type": 1}))) == {"type": 1}
    assert reply(door.answer(signed(command("ask"))))["type"] == said


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """Compose a worker from an environment as the template gives it, with nothing behind the addresses."""
    for name in (*("POLICY_TABLE", "HISTORY_TABLE", "AUDIT_TABLE", "STATE_TABLE"), "DISCORD_SECRET_ARN"):
        monkeypatch.setenv(name, name.lower())
    monkeypatch.setenv("DISCORD_API_BASE_URL", "http://127.0.0.1:9/api/v10")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    yield bootstrap.worker()
    bootstrap.worker.cache_clear()
    platform.platform.cache_clear()


def test_the_worker_is_composed_once_from_its_environment(composed: Worker) -> None:
    assert bootstrap.worker() is composed


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9/turns.fifo"])
def test_the_worker_wakes_turns_where_there_is_an_agent(
    url: str, monkeypatch: pytest.MonkeyPatch, composed: Worker
) -> None:
    bootstrap.worker.cache_clear()
    monkeypatch.setenv("TURNS_QUEUE_URL", url)
    waking = cast("Waking", getattr(bootstrap.worker().wake, "__self__", None))
    assert (waking.queue is not None) is bool(url)


def test_the_worker_answers_each_application_in_its_own_name(composed: Worker) -> None:
    one, two = composed.answers.responder("1001"), composed.answers.responder("1002")
    assert [answering.application_id for answering in (one, two) if isinstance(answering, InteractionResponder)] == [
        "1001",
        "1002",
    ]
    assert composed.answers.responder("1001") is one
