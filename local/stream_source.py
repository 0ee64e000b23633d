"""A table's stream that invokes a function, as the template declares it.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.errors import TemplateError
from local.template import Template

STARTS_AT = "TRIM_HORIZON"


@dataclass(frozen=True)
class StreamSource:
    """One stream and its function."""

    function: str
    stream_arn: str
    batch_size: int
    window_s: float
    bisects: bool
    reports_item_failures: bool


def stream_source(template: Template, function: str, properties: Mapping[str, Any]) -> StreamSource:
    """Read an event of type DynamoDB, whose table exists already.

    A run ends long before a record is a day old, so nothing is ever given up and `DestinationConfig` has no meaning.

    Raises:
        TemplateError: something that the laptop run does not do.
    """
    arn = properties["Stream"]
    if arn not in {made.attributes.get("StreamArn") for made in template.physical.values()}:
        raise TemplateError(function, f"{arn} is no stream of this template's tables")
    if properties.get("StartingPosition") != STARTS_AT or "FilterCriteria" in properties:
        raise TemplateError(function, f"a stream is read from {STARTS_AT} and without a filter on the laptop")
    if int(properties.get("MaximumRetryAttempts", -1)) != -1:
        raise TemplateError(function, "a stream's batch is retried for ever on the laptop: MaximumRetryAttempts -1")
    return StreamSource(
        function=function,
        stream_arn=arn,
        batch_size=int(properties.get("BatchSize", 100)),
        window_s=float(properties.get("MaximumBatchingWindowInSeconds", 0)),
        bisects=bool(properties.get("BisectBatchOnFunctionError")),
        reports_item_failures="ReportBatchItemFailures" in (properties.get("FunctionResponseTypes") or ()),
    )
