"""The composition root of the REST door: health needs nothing, readiness makes its clients when it is first asked."""

from collections.abc import Callable
from functools import cache

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from guildhall.config import DISCORD_API_BASE_URL, optional
from guildhall.surfaces.rest import probes
from guildhall.surfaces.rest.app import app
from guildhall.surfaces.rest.readiness import Readiness

_SETTINGS = (
    *probes.TABLES,
    "OPERATIONS_QUEUE_URL",
    "DISCORD_SECRET_ARN",
    "DISCORD_APPLICATION_ID",
    "DISCORD_PUBLIC_KEY",
)
_CONNECT_TIMEOUT_S, _READ_TIMEOUT_S, _DISCORD_BUDGET_S = 1.0, 2.0, 3.0


@cache
def door() -> APIGatewayHttpResolver:
    """Return this process's REST door."""
    return app(_readiness)


@cache
def _readiness() -> Readiness:
    import boto3
    from botocore.config import Config

    settings = {name: optional(name) for name in _SETTINGS}
    config = Config(connect_timeout=_CONNECT_TIMEOUT_S, read_timeout=_READ_TIMEOUT_S, retries={"total_max_attempts": 1})
    session = boto3.session.Session()
    return Readiness(
        [
            *probes.settings_checks(settings),
            *probes.table_checks(session.client("dynamodb", config=config), settings),
            probes.queue_check(session.client("sqs", config=config), settings),
            probes.token_check(session.client("secretsmanager", config=config), settings),
            probes.discord_check(_discord(optional("DISCORD_API_BASE_URL", DISCORD_API_BASE_URL))),
        ]
    )


def _discord(base_url: str) -> Callable[[], object]:
    from guildhall.discord.budget import Budget
    from guildhall.discord.requests import Request
    from guildhall.discord.rest import DiscordRest, open_client
    from guildhall.discord.routes import Route

    way = DiscordRest.over(open_client(base_url), token=str)
    asked = Request(route=Route("GET /gateway"))
    return lambda: way.sender.send(asked, Budget.of(_DISCORD_BUDGET_S))
