"""The laptop's reader of a stream: in order, in batches, again when it failed, and on from where it was."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from local.errors import TemplateError
from local.sandbox import Outcome
from local.stream_source import StreamSource, stream_source
from local.streaming import StreamPoller, event_record
from local.template import Physical, Template

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/1"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def record(sequence: str) -> dict[str, Any]:
    about = {"SequenceNumber": sequence, "ApproximateCreationDateTime": NOON, "Keys": {"pk": {"S": sequence}}}
    return {"eventID": sequence, "eventName": "INSERT", "dynamodb": about}


class FakeStreams:
    """One shard that hands out prepared records and failures, and says when there are no more."""

    def __init__(self, answers: list[list[str] | Exception]) -> None:
        self.answers = answers
        self.when_empty: Callable[[], None] = lambda: None
        self.limits: list[int] = []
        self.begun = 0

    def describe_stream(self, **asked: Any) -> dict[str, Any]:
        assert asked == {"StreamArn": ARN}
        return {"StreamDescription": {"Shards": [{"ShardId": "shard"}]}}

    def get_shard_iterator(self, **asked: Any) -> dict[str, Any]:
        assert asked["ShardIteratorType"] == "TRIM_HORIZON"
        self.begun += 1
        return {"ShardIterator": "0"}

    def get_records(self, *, ShardIterator: str, Limit: int) -> dict[str, Any]:  # noqa: N803  # AWS's names
        self.limits.append(Limit)
        if not self.answers:
            self.when_empty()
            return {"Records": [], "NextShardIterator": ShardIterator}
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"Records": [record(each) for each in answer], "NextShardIterator": str(int(ShardIterator) + 1)}


class Function:
    """Answers invocations as told, then well."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.batches: list[list[str]] = []

    def __call__(self, event: dict[str, Any]) -> Outcome:
        self.batches.append([each["dynamodb"]["SequenceNumber"] for each in event["Records"]])
        return self.outcomes.pop(0) if self.outcomes else Outcome("ok", "-", '{"batchItemFailures": []}')


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.streaming.POLL_EVERY_S", 0.0)
    monkeypatch.setattr("local.streaming.FIRST_PAUSE_S", 0.0)


def poll(
    answers: list[list[str] | Exception],
    function: Function,
    positions: dict[str, str] | None = None,
    **source: Any,
) -> FakeStreams:
    streams, told = FakeStreams(answers), []
    fields: dict[str, Any] = {"batch_size": 10, "window_s": 0.0, "bisects": True, "reports_item_failures": True}
    wanted = StreamSource(function="SealFunction", stream_arn=ARN, **{**fields, **source})
    kept = {} if positions is None else positions
    poller = StreamPoller(wanted, function, streams, lambda *what: told.append(what), kept)
    streams.when_empty = poller.stop
    poller.start()
    poller.join(10)
    return streams


def failed(*sequences: str) -> Outcome:
    return Outcome("ok", "-", json.dumps({"batchItemFailures": [{"itemIdentifier": each} for each in sequences]}))


def test_records_come_in_their_order_in_batches() -> None:
    function = Function()
    streams = poll([["1", "2"], ["3"]], function, batch_size=2)
    assert function.batches == [["1", "2"], ["3"]]
    assert streams.limits[0] == 2


def test_a_batch_is_filled_for_as_long_as_its_window() -> None:
    function = Function()
    poll([["1"], [], ["2"], ["3"]], function, batch_size=3, window_s=60.0)
    assert function.batches == [["1", "2", "3"]]


def test_what_is_reported_comes_again_with_all_behind_it_before_anything_new() -> None:
    function = Function(failed("2", "3"), failed("2"))
    poll([["1", "2", "3"], ["4"]], function, batch_size=3)
    assert function.batches == [["1", "2", "3"], ["2", "3"], ["2"], ["3"], ["4"]]


def test_a_batch_that_fails_as_a_whole_comes_again_in_halves() -> None:
    function = Function(Outcome("crash", "-"), Outcome("timeout", "-"))
    poll([["1", "2", "3"]], function)
    assert function.batches == [["1", "2", "3"], ["1"], ["1"], ["2", "3"]]


def test_without_bisecting_it_comes_again_as_it_was() -> None:
    function = Function(Outcome("error", "-"))
    poll([["1", "2"]], function, bisects=False)
    assert function.batches == [["1", "2"], ["1", "2"]]


def test_a_function_that_reports_nothing_is_done_with_the_batch_whatever_it_returns() -> None:
    function = Function(failed("1"))
    poll([["1", "2"]], function, reports_item_failures=False)
    assert function.batches == [["1", "2"]]


def test_a_report_of_an_unknown_record_is_one_of_the_whole_batch() -> None:
    function = Function(failed("7"))
    poll([["1", "2"]], function, bisects=False)
    assert function.batches == [["1", "2"], ["1", "2"]]


def test_an_endpoint_that_is_away_for_a_moment_loses_nothing() -> None:
    function = Function()
    poll([EndpointConnectionError(endpoint_url="http://aws"), ["1"]], function)
    assert function.batches == [["1"]]


def test_a_successor_goes_on_where_its_predecessor_was() -> None:
    positions: dict[str, str] = {}
    assert poll([["1"]], Function(), positions).begun == 1
    function = Function()
    assert poll([["2"]], function, positions).begun == 0
    assert function.batches == [["2"]]


def test_a_batch_that_the_end_of_the_run_cut_off_is_not_behind_the_successor() -> None:
    positions: dict[str, str] = {"shard": "0"}
    streams = FakeStreams([["1"]])
    wanted = StreamSource("SealFunction", ARN, 10, 0.0, bisects=True, reports_item_failures=True)

    def ends(_event: dict[str, Any]) -> Outcome:
        poller.stop()
        return Outcome("crash", "-")

    poller = StreamPoller(wanted, ends, streams, lambda *_what: None, positions)
    poller.start()
    poller.join(10)
    assert positions == {"shard": "0"}


def test_a_function_gets_seconds_and_base64_where_the_client_has_moments_and_bytes() -> None:
    raw = record("1")
    raw["dynamodb"]["NewImage"] = {"b": {"B": b"xx"}, "l": {"L": [{"B": b"y"}, {"BOOL": True}]}}
    told = event_record(raw, ARN)
    assert told["dynamodb"]["ApproximateCreationDateTime"] == int(NOON.timestamp())
    assert told["dynamodb"]["NewImage"] == {"b": {"B": "eHg="}, "l": {"L": [{"B": "eQ=="}, {"BOOL": True}]}}
    assert told["eventSourceARN"] == ARN
    json.dumps(told)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"Stream": "arn:elsewhere"}, "no stream of this template"),
        ({"StartingPosition": "LATEST"}, "TRIM_HORIZON"),
        ({"FilterCriteria": {}}, "without a filter"),
        ({"MaximumRetryAttempts": 3}, "MaximumRetryAttempts"),
    ],
)
def test_what_the_laptop_does_not_do_is_refused(changed: dict[str, Any], said: str) -> None:
    template = Template(Path("template.yaml"), {}, physical={"Table": Physical("t", {"StreamArn": ARN})})
    properties = {"Stream": ARN, "StartingPosition": "TRIM_HORIZON", **changed}
    with pytest.raises(TemplateError, match=said):
        stream_source(template, "SealFunction", properties)


def test_a_stream_s_event_is_read_with_lambda_s_defaults() -> None:
    template = Template(Path("template.yaml"), {}, physical={"Table": Physical("t", {"StreamArn": ARN})})
    found = stream_source(template, "SealFunction", {"Stream": ARN, "StartingPosition": "TRIM_HORIZON"})
    assert found == StreamSource("SealFunction", ARN, 100, 0.0, bisects=False, reports_item_failures=False)
