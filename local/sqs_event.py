"""Messages of a queue become a function's event, and its answer says which of them are done.

Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html and .../dg/services-sqs-errorhandling.html
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from local.template import REGION

type Message = Mapping[str, Any]
"""One message as `ReceiveMessage` returns it."""


def build_event(messages: Sequence[Message], queue_arn: str) -> dict[str, Any]:
    """The event for one batch."""
    return {"Records": [_record(message, queue_arn) for message in messages]}


def _record(message: Message, queue_arn: str) -> dict[str, Any]:
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes") or {}),
        "messageAttributes": {
            name: _attribute(value) for name, value in (message.get("MessageAttributes") or {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": REGION,
    }
    if "MD5OfMessageAttributes" in message:
        record["md5OfMessageAttributes"] = message["MD5OfMessageAttributes"]
    return record


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    shaped: dict[str, Any] = {"stringListValues": [], "binaryListValues": [], "dataType": value["DataType"]}
    if "StringValue" in value:
        shaped["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        shaped["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return shaped


def failed_ids(payload: str, message_ids: Sequence[str]) -> set[str]:
    """The messages that a function with `ReportBatchItemFailures` reports as failed; all of a malformed report."""
    everything = set(message_ids)
    answer = json.loads(payload)
    if answer is None or answer == {}:
        return set()
    if not isinstance(answer, dict):
        return everything
    failures = answer.get("batchItemFailures")
    if failures is None:
        return set() if "batchItemFailures" in answer else everything
    try:
        reported = {failure["itemIdentifier"] for failure in failures}
    except (TypeError, KeyError):
        return everything
    return reported if reported <= everything else everything
