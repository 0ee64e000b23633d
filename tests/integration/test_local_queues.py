"""Queues, their function and their dead-letter queue, over the emulated AWS."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.laptop.helpers import Laptop, emulated_aws, laptop, until


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    folder = tmp_path_factory.mktemp("queues")
    with emulated_aws(folder) as aws, laptop(aws, folder / "state") as made:
        yield made


def send(running: Laptop, queue: str, body: str, **more: Any) -> None:
    url = running.physical(queue).ref
    running.cloud.aws.client("sqs").send_message(QueueUrl=url, MessageBody=body, **more)


def seen(running: Laptop, body: str) -> list[dict[str, Any]]:
    table = running.physical("SeenTable").ref
    asked = {"KeyConditionExpression": "pk = :b", "ExpressionAttributeValues": {":b": {"S": body}}}
    items: list[dict[str, Any]] = running.cloud.aws.client("dynamodb").query(TableName=table, **asked)["Items"]
    return items


def counts(running: Laptop, body: str) -> list[str]:
    return [item["sk"]["S"].split("-")[0] for item in seen(running, body)]


def depth(running: Laptop, queue: str) -> int:
    """Messages in a queue, the hidden ones too."""
    url = running.physical(queue).ref
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = running.cloud.aws.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


def fresh(kind: str) -> str:
    return f"{kind}-{uuid.uuid4().hex}"


def test_a_message_arrives_as_lambda_delivers_it_and_is_deleted(running: Laptop) -> None:
    body = fresh("ok")
    send(running, "WorkQueue", body, MessageAttributes={"a": {"DataType": "String", "StringValue": "v"}})
    (item,) = until(lambda: seen(running, body), "the message was handled")
    record = item["record"]["M"]
    assert record["eventSource"]["S"] == "aws:sqs"
    assert record["eventSourceARN"]["S"].endswith(":guildhall-WorkQueue")
    assert record["messageAttributes"]["M"]["a"]["M"]["stringValue"]["S"] == "v"
    assert {"ApproximateReceiveCount", "SentTimestamp", "SenderId", "ApproximateFirstReceiveTimestamp"} <= set(
        record["attributes"]["M"]
    )
    until(lambda: depth(running, "WorkQueue") == 0, "the message was deleted")


def test_a_message_is_delivered_at_once_not_at_the_next_poll(running: Laptop) -> None:
    body = fresh("ok")
    send(running, "OrderedQueue", body, MessageGroupId=fresh("group"))
    (item,) = until(lambda: seen(running, body), "the message was handled")
    times = item["record"]["M"]["attributes"]["M"]
    assert int(times["ApproximateFirstReceiveTimestamp"]["S"]) - int(times["SentTimestamp"]["S"]) < 1_000


@pytest.mark.parametrize("kind", ["crash", "raise"])
def test_a_batch_whose_function_dies_comes_again_after_the_visibility_timeout(running: Laptop, kind: str) -> None:
    body = fresh(kind)
    send(running, "WorkQueue", body)
    until(lambda: counts(running, body) == ["1", "2"], "the message was handled twice")
    until(lambda: depth(running, "WorkQueue") == 0, "the message was deleted")


def test_of_a_batch_only_the_reported_messages_come_again_and_end_in_the_dead_letter_queue(running: Laptop) -> None:
    good, bad = fresh("ok"), fresh("fail")
    before = depth(running, "DeadQueue")
    url = running.physical("WorkQueue").ref
    entries = [{"Id": str(index), "MessageBody": body} for index, body in enumerate((good, bad))]
    running.cloud.aws.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
    until(lambda: depth(running, "DeadQueue") == before + 1, "the poison message is in the dead-letter queue")
    assert counts(running, good) == ["1"]
    assert counts(running, bad) == ["1", "2"]
    assert {item["batch"]["N"] for item in seen(running, good)} == {"2"}


def test_one_group_of_a_fifo_queue_keeps_its_order_while_another_runs(running: Laptop) -> None:
    first, second, other = fresh("crash"), fresh("ok"), fresh("ok")
    send(running, "OrderedQueue", first, MessageGroupId=(group := fresh("group")))
    send(running, "OrderedQueue", second, MessageGroupId=group)
    send(running, "OrderedQueue", other, MessageGroupId=fresh("group"))
    until(lambda: seen(running, other), "the other group is not held up")
    until(lambda: seen(running, second), "the successor was handled")
    assert counts(running, first) == ["1", "2"]
    assert counts(running, second) == ["1"]


def test_the_resources_have_what_the_template_says(running: Laptop) -> None:
    made, aws = running.physical, running.cloud.aws
    names = ["All"]
    ordered = aws.client("sqs").get_queue_attributes(QueueUrl=made("OrderedQueue").ref, AttributeNames=names)[
        "Attributes"
    ]
    assert (ordered["FifoQueue"], ordered["VisibilityTimeout"]) == ("true", "2")
    work = aws.client("sqs").get_queue_attributes(QueueUrl=made("WorkQueue").ref, AttributeNames=names)["Attributes"]
    policy = {"deadLetterTargetArn": made("DeadQueue").attributes["Arn"], "maxReceiveCount": 2}
    assert json.loads(work["RedrivePolicy"]) == policy
    ttl = aws.client("dynamodb").describe_time_to_live(TableName=made("SeenTable").ref)["TimeToLiveDescription"]
    assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "expires_at")
    assert "/stream/" in made("SeenTable").attributes["StreamArn"]
    assert aws.client("ssm").get_parameter(Name=made("Setting").ref)["Parameter"]["Value"] == "hello"
    secret = aws.client("secretsmanager").get_secret_value(SecretId=made("Token").ref)
    assert json.loads(secret["SecretString"]) == {"bot_token": "t"}
    generated = json.loads(
        aws.client("secretsmanager").get_secret_value(SecretId=made("Generated").ref)["SecretString"]
    )
    assert generated["user"] == "u"
    assert generated["password"]
    schema = aws.client("dynamodb").describe_table(TableName=made("SmallTable").ref)["Table"]["KeySchema"]
    assert schema == [{"AttributeName": "id", "KeyType": "HASH"}]
