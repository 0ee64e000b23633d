"""OperationsQueue: one queued command, press or installation at a time."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from guildhall.bootstrap.operation_worker import worker


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, list[dict[str, str]]]:
    """Handle a batch; name the messages that the queue must bring again.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
    """
    failed = [
        {"itemIdentifier": record["messageId"]}
        for record in event["Records"]
        if not worker().handle(record["body"], int(record["attributes"]["ApproximateReceiveCount"]))
    ]
    return {"batchItemFailures": failed}
