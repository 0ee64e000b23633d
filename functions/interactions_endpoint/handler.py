"""POST /discord/interactions and POST /discord/events: Discord's signed requests."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from guildhall.bootstrap.interactions_endpoint import endpoint

DOOR = endpoint()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, object]:
    """Answer one HTTP request within Discord's three seconds."""
    return DOOR.answer(event)
