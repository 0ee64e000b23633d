"""AuditTable's stream: what was written becomes the next segments of its guilds' chains."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from guildhall.bootstrap.audit_sealer import stream


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, list[dict[str, str]]]:
    """Seal a batch; name the places in the stream from which it must come again.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """
    return {"batchItemFailures": [{"itemIdentifier": sequence} for sequence in stream().handle(event["Records"])]}
