"""ResumeQueue: what is due later, once more round or on its way to TurnsQueue."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from guildhall.bootstrap.resume_worker import worker


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, list[dict[str, str]]]:
    """Work on a batch; name the messages that the queue must bring again.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
    """
    failed = [record["messageId"] for record in event["Records"] if not worker().handle(record["body"])]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}
