"""The functions themselves: a batch names only the messages that must come again."""

from dataclasses import dataclass, field
from typing import Any

import operation_worker.handler as operation_worker
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

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
