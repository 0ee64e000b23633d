"""Notes what arrives, and fails where the message asks for it."""

import os
from typing import Any

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["SEEN_TABLE"])


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Note each record; `fail` is reported, `crash` ends the process, `raise` fails the batch."""
    failures = []
    for record in event["Records"]:
        count = record["attributes"]["ApproximateReceiveCount"]
        body = record["body"]
        note = {"pk": body, "sk": f"{count}-{record['messageId']}", "batch": len(event["Records"]), "record": record}
        TABLE.put_item(Item=note)
        if body.startswith("crash") and count == "1":
            os._exit(1)
        if body.startswith("raise") and count == "1":
            raise RuntimeError(body)
        if body.startswith("fail"):
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
