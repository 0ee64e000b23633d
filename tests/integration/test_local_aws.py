"""The emulated AWS as a process: loopback, one request at a time, waiting receives that hold up nobody."""

import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.aws import Aws
from local.errors import LaptopError, TemplateError
from local.template import read
from tests.integration.laptop.helpers import TEMPLATE, emulated_aws, until
from tests.integration.laptop.helpers import ask as http_ask


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with emulated_aws(tmp_path_factory.mktemp("aws")) as made:
        yield made


@pytest.fixture
def queue(aws: Aws) -> str:
    url: str = aws.client("sqs").create_queue(QueueName=uuid.uuid4().hex)["QueueUrl"]
    return url


def receive(aws: Aws, queue: str, wait_s: int, **more: Any) -> list[Any]:
    found = aws.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=wait_s, **more)
    return list(found.get("Messages", []))


def test_a_waiting_receive_holds_up_no_other_request(aws: Aws, queue: str) -> None:
    with ThreadPoolExecutor(1) as receiver:
        waiting = receiver.submit(receive, aws, queue, 5)
        started = time.monotonic()
        aws.client("sqs").list_queues()
        aws.client("dynamodb").list_tables()
        assert time.monotonic() - started < 2.0
        assert not waiting.done()
        aws.client("sqs").send_message(QueueUrl=queue, MessageBody="x")
        assert waiting.result()[0]["Body"] == "x"
        assert time.monotonic() - started < 3.0


def test_a_receive_waits_no_longer_than_it_says(aws: Aws, queue: str) -> None:
    started = time.monotonic()
    assert receive(aws, queue, 1) == []
    assert 0.9 < time.monotonic() - started < 3.0


def test_a_hidden_message_shows_again_to_a_waiting_receive(aws: Aws, queue: str) -> None:
    aws.client("sqs").send_message(QueueUrl=queue, MessageBody="x")
    assert receive(aws, queue, 0, VisibilityTimeout=1)
    assert receive(aws, queue, 5)[0]["Body"] == "x"


def test_the_query_protocol_waits_without_the_lock_too(aws: Aws, queue: str) -> None:
    def ask() -> bytes:
        fields = {"Action": "ReceiveMessage", "QueueUrl": queue, "WaitTimeSeconds": "5", "Version": "2012-11-05"}
        port, path = int(aws.endpoint_url.rsplit(":", 1)[1]), urllib.parse.urlsplit(queue).path
        signed = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=x"
        headers = {"content-type": "application/x-www-form-urlencoded", "authorization": signed}
        return http_ask(port, "POST", path, urllib.parse.urlencode(fields).encode(), headers).body

    with ThreadPoolExecutor(1) as receiver:
        waiting = receiver.submit(ask)
        aws.client("sqs").send_message(QueueUrl=queue, MessageBody="by-query")
        assert b"by-query" in waiting.result()


def test_writes_beside_failing_transactions_are_kept(aws: Aws) -> None:
    dynamodb, name = aws.client("dynamodb"), uuid.uuid4().hex
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    for start in range(0, 500, 25):  # a table of some size, so that moto's copy of it for each transaction takes time
        items = [{"pk": {"S": f"old-{number}"}, "text": {"S": "x" * 100}} for number in range(start, start + 25)]
        dynamodb.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": item}} for item in items]})
    stop = threading.Event()

    def fail() -> int:
        put = {
            "Put": {"TableName": name, "Item": {"pk": {"S": "never"}}, "ConditionExpression": "attribute_exists(pk)"}
        }
        refused = 0
        while not stop.is_set():
            with pytest.raises(ClientError, match="TransactionCanceled"):
                dynamodb.transact_write_items(TransactItems=[put])
            refused += 1
        return refused

    with ThreadPoolExecutor(2) as failing:
        refusals = [failing.submit(fail) for _ in range(2)]
        for number in range(60):
            dynamodb.put_item(TableName=name, Item={"pk": {"S": str(number)}})
        stop.set()
        assert all(refusal.result() for refusal in refusals)
    assert dynamodb.scan(TableName=name)["Count"] == 560


def test_a_page_in_a_browser_cannot_talk_to_it(aws: Aws) -> None:
    port = int(aws.endpoint_url.rsplit(":", 1)[1])
    assert http_ask(port, "GET", "/", headers={"Origin": "https://elsewhere.example"}).status == 403
    assert http_ask(port, "GET", "/").status == 200


def test_creating_twice_changes_nothing(aws: Aws) -> None:
    made = []
    for value in ("1", "2"):
        template = read(TEMPLATE)
        aws.create(template, {"Token": value})
        made.append(template.physical)
    assert made[0] == made[1]
    assert aws.client("secretsmanager").get_secret_value(SecretId=made[1]["Token"].ref)["SecretString"] == "2"


def test_an_unknown_resource_is_refused_by_name(aws: Aws, tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Resources: {Stream: {Type: 'AWS::Kinesis::Stream'}}", encoding="utf-8")
    with pytest.raises(TemplateError, match="Stream: AWS::Kinesis::Stream does not run on the laptop"):
        aws.create(read(path), {})


def test_what_the_endpoint_refuses_is_one_line_with_the_logical_id(aws: Aws, tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Resources: {Bad: {Type: 'AWS::SQS::Queue', Properties: {QueueName: 'a b'}}}", encoding="utf-8")
    with pytest.raises(LaptopError, match="did not create Bad"):
        aws.create(read(path), {})


def test_an_endpoint_that_is_away_is_one_line() -> None:
    with pytest.raises(LaptopError, match=r"http://127\.0\.0\.1:9 did not create"):
        Aws("http://127.0.0.1:9").create(read(TEMPLATE), {})


def test_it_listens_on_loopback_only(aws: Aws) -> None:
    port = int(aws.endpoint_url.rsplit(":", 1)[1])
    lines = Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines() if Path("/proc/net/tcp").exists() else []
    listening = [
        line.split()[1] for line in lines if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
    ]
    assert until(lambda: listening, "it listens") == [f"0100007F:{port:04X}"]
