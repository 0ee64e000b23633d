"""TurnsQueue: one mention, question or resumed turn at a time."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from guildhall.bootstrap.agent_worker import worker


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, list[dict[str, str]]]:
    """Work on a batch; name the messages that the queue must bring again.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
    """
    failed = [record["messageId"] for record in event["Records"] if not is_done(record)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def is_done(record: dict[str, Any]) -> bool:
    """Work on one message; False lets it come again."""
    attributes = record["attributes"]
    return worker().handle(
        record["body"],
        receipt=record["receiptHandle"],
        receives=int(attributes["ApproximateReceiveCount"]),
        group=attributes.get("MessageGroupId"),
    )
