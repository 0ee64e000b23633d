import pytest

from local.sqs_event import build_event, failed_ids

MESSAGE = {
    "MessageId": "m1",
    "ReceiptHandle": "r1",
    "Body": "text",
    "MD5OfBody": "5",
    "MD5OfMessageAttributes": "6",
    "Attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "2"},
    "MessageAttributes": {
        "s": {"DataType": "String", "StringValue": "v"},
        "b": {"DataType": "Binary", "BinaryValue": b"\xff"},
    },
}


def test_a_message_becomes_a_record() -> None:
    (record,) = build_event([MESSAGE], "arn:queue")["Records"]
    assert record == {
        "messageId": "m1",
        "receiptHandle": "r1",
        "body": "text",
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "2"},
        "messageAttributes": {
            "s": {"stringValue": "v", "stringListValues": [], "binaryListValues": [], "dataType": "String"},
            "b": {"binaryValue": "/w==", "stringListValues": [], "binaryListValues": [], "dataType": "Binary"},
        },
        "md5OfBody": "5",
        "md5OfMessageAttributes": "6",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:queue",
        "awsRegion": "us-east-1",
    }


@pytest.mark.parametrize(
    ("payload", "failed"),
    [
        ("null", set()),
        ("{}", set()),
        ('{"batchItemFailures": []}', set()),
        ('{"batchItemFailures": null}', set()),
        ('{"batchItemFailures": [{"itemIdentifier": "a"}]}', {"a"}),
        ('{"batchItemFailures": [{"itemIdentifier": "stranger"}]}', {"a", "b"}),
        ('{"batchItemFailures": [{"itemIdentifier": ""}]}', {"a", "b"}),
        ('{"batchItemFailures": [{"itemIdentifier": null}]}', {"a", "b"}),
        ('{"batchItemFailures": [{"id": "a"}]}', {"a", "b"}),
        ('{"batchItemFailures": 7}', {"a", "b"}),
        ('{"failures": []}', {"a", "b"}),
        ('"done"', {"a", "b"}),
    ],
)
def test_the_report_says_which_messages_come_again(payload: str, failed: set[str]) -> None:
    assert failed_ids(payload, ["a", "b"]) == failed
