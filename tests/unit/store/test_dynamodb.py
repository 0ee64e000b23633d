"""What the DynamoDB adapter does when requests fail; what it does when they do not is in the conformance suite."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ReadTimeoutError,
)

from guildhall.errors import ConfigurationError, GuildhallError, StoreError, StoreThrottled, StoreUnavailable, TooLarge
from guildhall.store import dynamodb
from guildhall.store.conditions import Absent, Equals
from guildhall.store.dynamodb import ATTEMPTS, DynamoDB, DynamoTable, make_client
from guildhall.store.table import Change, ConditionFailed, Delete, Key, Put
from tests.fakes.clock import FakeClock

KEY = Key("p", "s")
TIMEOUT = ReadTimeoutError(endpoint_url="http://127.0.0.1")

type Outcome = dict[str, Any] | Exception | Callable[[dict[str, Any]], dict[str, Any] | Exception]


def says(code: str, message: str = "", status: int = 400, **rest: object) -> ClientError:
    response: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **rest,
    }
    return ClientError(response, "PutItem")


def cancelled(*codes: str, **rest: object) -> ClientError:
    reasons = [{"Code": code, "Message": "", **rest} for code in codes]
    return says("TransactionCanceledException", CancellationReasons=reasons)


class ScriptedClient:
    """A client whose requests end as a test says, one after the other."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.requests: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, action: str) -> Callable[..., dict[str, Any]]:
        def request(**parameters: Any) -> dict[str, Any]:
            self.requests.append((action, parameters))
            outcome = self.outcomes.pop(0)
            ended = outcome(parameters) if callable(outcome) else outcome
            if isinstance(ended, Exception):
                raise ended
            return ended

        return request


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(dynamodb, "sleep_s", slept.append)
    return slept


def table_over(*outcomes: Outcome) -> tuple[DynamoTable, ScriptedClient]:
    client: Any = ScriptedClient(*outcomes)
    return DynamoDB(lambda: client, FakeClock()).table("state"), client


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TIMEOUT, StoreUnavailable),
        (ConnectionClosedError(endpoint_url="http://127.0.0.1"), StoreUnavailable),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1"), StoreUnavailable),
        (says("InternalServerError", status=500), StoreUnavailable),
        (says("", status=503), StoreUnavailable),
        (says("ProvisionedThroughputExceededException"), StoreThrottled),
        (says("ThrottlingException"), StoreThrottled),
        (says("RequestLimitExceeded"), StoreThrottled),
        (says("TransactionConflictException"), StoreThrottled),
        (cancelled("None", "TransactionConflict"), StoreThrottled),
        (cancelled("ThrottlingError"), StoreThrottled),
        (cancelled("ProvisionedThroughputExceeded"), StoreThrottled),
    ],
    ids=str,
)
def test_what_may_pass_later_is_tried_again_and_then_told_so(
    error: Exception, kind: type[GuildhallError], pauses: list[float]
) -> None:
    table, client = table_over(*[error] * ATTEMPTS)
    with pytest.raises(kind) as caught:
        table.get(KEY)
    assert type(caught.value) is kind
    assert caught.value.__cause__ is error
    assert len(client.requests) == ATTEMPTS
    assert len(pauses) == ATTEMPTS - 1
    assert min(pauses) >= 0.05
    assert max(pauses) <= 0.6


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (says("ResourceNotFoundException"), ConfigurationError),
        (says("AccessDeniedException"), ConfigurationError),
        (says("UnrecognizedClientException"), ConfigurationError),
        (says("ExpiredTokenException"), ConfigurationError),
        (NoRegionError(), ConfigurationError),
        (NoCredentialsError(), ConfigurationError),
        (BotoCoreError(), ConfigurationError),
        (says("ValidationException", "One or more parameter values were invalid"), StoreError),
        (says("SomethingNew"), StoreError),
        (says("", status=400), StoreError),
        (says("ValidationException", "Item size has exceeded the maximum allowed size"), TooLarge),
        (cancelled("None", "ValidationError", Message="Item size to update has exceeded the maximum"), TooLarge),
        (cancelled("ValidationError"), StoreError),
        (cancelled("None"), StoreError),
        (says("TransactionCanceledException"), StoreError),
    ],
    ids=str,
)
def test_what_will_not_pass_is_told_at_once(error: Exception, kind: type[GuildhallError], pauses: list[float]) -> None:
    table, client = table_over(error)
    with pytest.raises(GuildhallError) as caught:
        table.get(KEY)
    assert type(caught.value) is kind
    assert caught.value.hint
    assert len(client.requests) == 1
    assert pauses == []


def test_a_short_trouble_is_not_noticed() -> None:
    answer = {"Item": {"pk": {"S": "p"}, "sk": {"S": "s"}, "a": {"N": "1"}}}
    table, client = table_over(TIMEOUT, says("ThrottlingException"), answer)
    assert table.get(KEY) == KEY.item(a=1)
    assert len(client.requests) == 3


def test_attempts_end_with_the_time_budget(monkeypatch: pytest.MonkeyPatch, pauses: list[float]) -> None:
    now = iter(range(0, 100, 3))
    monkeypatch.setattr(dynamodb, "monotonic_s", lambda: float(next(now)))
    table, client = table_over(*[TIMEOUT] * ATTEMPTS)
    with pytest.raises(StoreUnavailable):
        table.get(KEY)
    assert len(client.requests) == 2
    assert len(pauses) == 1


def test_a_throttled_store_says_when_to_come_back() -> None:
    table, _ = table_over(*[says("ThrottlingException")] * ATTEMPTS)
    with pytest.raises(StoreThrottled) as caught:
        table.get(KEY)
    assert caught.value.retry_after_s == caught.value.to_dict()["details"]["retry_after_s"] == 2.0  # type: ignore[index,call-overload]  # details is a mapping


def refused_by(item: dict[str, Any]) -> ClientError:
    return says("ConditionalCheckFailedException", Item=item)


def lost_put() -> Iterator[Outcome]:
    """A put that was done although its answer never came, and what a second attempt then hears."""
    stored: dict[str, Any] = {}

    def done(parameters: dict[str, Any]) -> Exception:
        stored.update(parameters["Item"])
        return TIMEOUT

    yield done
    yield lambda _: refused_by(stored)


def test_a_put_whose_answer_was_lost_was_done() -> None:
    table, client = table_over(*lost_put())
    table.put_if(KEY.item(owner="me"), Absent("pk"))
    assert len(client.requests) == 2


def test_an_equal_put_by_somebody_else_is_still_refused() -> None:
    table, _ = table_over(refused_by({"pk": {"S": "p"}, "sk": {"S": "s"}, "owner": {"S": "me"}, "_write": {"S": "x"}}))
    with pytest.raises(ConditionFailed) as caught:
        table.put_if(KEY.item(owner="me"), Absent("pk"))
    assert caught.value.old == KEY.item(owner="me")


def test_an_update_whose_answer_was_lost_was_done_and_returns_the_item() -> None:
    marks: list[str] = []

    def done(parameters: dict[str, Any]) -> Exception:
        names = {name: placeholder for placeholder, name in parameters["ExpressionAttributeNames"].items()}
        assert f"{names['_write']} = :v1" in parameters["UpdateExpression"]
        marks.append(parameters["ExpressionAttributeValues"][":v1"]["S"])
        return TIMEOUT

    def heard(_: object) -> Exception:
        item = {"pk": {"S": "p"}, "sk": {"S": "s"}, "status": {"S": "approved"}, "_write": {"S": marks[0]}}
        return refused_by(item)

    table, _ = table_over(done, heard)
    change = Change(set={"status": "approved"})
    assert table.update_if(KEY, change, Equals("status", "pending")) == KEY.item(status="approved")


def test_every_write_leaves_another_mark() -> None:
    table, client = table_over({}, {})
    table.put_if(KEY.item())
    table.put_if(KEY.item())
    marks = [parameters["Item"]["_write"]["S"] for _, parameters in client.requests]
    assert len(set(marks)) == 2


def test_a_transaction_tried_again_carries_the_same_token() -> None:
    table, client = table_over(TIMEOUT, {}, {})
    table.transact([Put(KEY.item())])
    table.transact([Put(KEY.item())])
    tokens = [parameters["ClientRequestToken"] for _, parameters in client.requests]
    assert tokens[0] == tokens[1] != tokens[2]
    assert all(1 <= len(token) <= 36 for token in tokens)


def test_a_refusal_outweighs_a_conflict_in_one_transaction() -> None:
    item = {"pk": {"S": "p"}, "sk": {"S": "s"}}
    reasons = [{"Code": "TransactionConflict"}, {"Code": "ConditionalCheckFailed", "Item": item}]
    table, _ = table_over(says("TransactionCanceledException", CancellationReasons=reasons))
    with pytest.raises(ConditionFailed) as caught:
        table.transact([Put(Key("a", "b").item()), Delete(KEY, Absent("pk"))])
    assert (caught.value.index, caught.value.old) == (1, KEY.item())


def test_an_expired_item_that_somebody_replaced_meanwhile_is_left_alone() -> None:
    stale = {"pk": {"S": "p"}, "sk": {"S": "s"}, "expires_at": {"N": "1"}}
    fresh = {"pk": {"S": "p"}, "sk": {"S": "s"}, "owner": {"S": "other"}}
    table, client = table_over(refused_by(stale), refused_by(fresh), refused_by(fresh))
    with pytest.raises(ConditionFailed) as caught:
        table.update_if(KEY, Change(set={"owner": "me"}), Absent("pk"))
    assert caught.value.old == KEY.item(owner="other")
    assert [action for action, _ in client.requests] == ["update_item", "delete_item", "update_item"]


@pytest.mark.parametrize(("status", "ready"), [("ACTIVE", True), ("UPDATING", True), ("CREATING", False)])
def test_a_table_says_whether_it_takes_requests(status: str, ready: bool) -> None:
    table, client = table_over({"Table": {"TableStatus": status}})
    assert table.is_ready() is ready
    assert client.requests == [("describe_table", {"TableName": "state"})]


def test_the_client_is_made_once_and_with_the_first_request() -> None:
    made: list[object] = []

    def connect() -> Any:
        made.append(ScriptedClient({}, {}))
        return made[0]

    database = DynamoDB(connect)
    first, second = database.table("a"), database.table("b")
    assert made == []
    first.get(KEY)
    second.get(KEY)
    assert len(made) == 1


def test_the_client_waits_and_retries_little() -> None:
    connect: Callable[[], Any] = make_client
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        client = connect()
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (1.0, 2.0)
    assert config.retries["total_max_attempts"] == 1
    assert client.meta.region_name == "eu-central-1"
    client.close()


def test_importing_the_store_does_not_import_boto3() -> None:
    names = ["audit", "claims", "confirmations", "counters", "dynamodb", "history", "plans", "policies"]
    imports = "; ".join(f"import guildhall.store.{name}" for name in names)
    code = f"import sys; {imports}; print([name for name in sys.modules if name.startswith(('boto3', 'botocore'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
