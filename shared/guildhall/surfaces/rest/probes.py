"""What readiness asks: tables, queue, secret, Discord and the settings that only an operator can give."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from guildhall.surfaces.rest.readiness import Check, NotReady

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

TABLES = ("POLICY_TABLE", "HISTORY_TABLE", "AUDIT_TABLE", "STATE_TABLE")
_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")
_PORTAL = "General Information in Discord's developer portal"


def settings_checks(settings: Mapping[str, str]) -> list[Check]:
    """Return the checks of what only an operator knows."""

    def public_key() -> None:
        if not _PUBLIC_KEY.fullmatch(settings["DISCORD_PUBLIC_KEY"]):
            raise NotReady("not set")

    def application() -> None:
        if not settings["DISCORD_APPLICATION_ID"].isdecimal():
            raise NotReady("not set")

    return [
        Check("public_key", public_key, f"Deploy with DiscordPublicKey: {_PORTAL}, Public Key."),
        Check("application_id", application, f"Deploy with DiscordApplicationId: {_PORTAL}, Application ID."),
    ]


def table_checks(client: "DynamoDBClient", settings: Mapping[str, str]) -> list[Check]:
    """Return one check per table."""

    def probe(setting: str) -> Callable[[], None]:
        def active() -> None:
            name = settings[setting]
            if not name:
                raise NotReady("not set")
            status = client.describe_table(TableName=name)["Table"]["TableStatus"]
            if status not in {"ACTIVE", "UPDATING"}:
                raise NotReady(status.lower())

        return active

    hint = "See that the table exists and that this function may describe it."
    return [Check(setting.lower(), probe(setting), hint) for setting in TABLES]


def queue_check(client: "SQSClient", settings: Mapping[str, str]) -> Check:
    """Return the check of the queue between the interactions door and its worker."""

    def reachable() -> None:
        address = settings["OPERATIONS_QUEUE_URL"]
        if not address:
            raise NotReady("not set")
        client.get_queue_attributes(QueueUrl=address, AttributeNames=["QueueArn"])

    hint = "See that the queue exists and that this function may read its attributes."
    return Check("operations_queue", reachable, hint)


def token_check(client: "SecretsManagerClient", settings: Mapping[str, str]) -> Check:
    """Return the check that somebody stored a bot token.

    Anybody may ask for readiness, so the token itself is not read for it: a secret that was written once since the
    deployment made it has a previous version, and the deployment's own first version holds no token.
    Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
    """

    def stored() -> None:
        address = settings["DISCORD_SECRET_ARN"]
        if not address:
            raise NotReady("not set")
        versions = client.describe_secret(SecretId=address).get("VersionIdsToStages", {})
        if not any("AWSPREVIOUS" in stages for stages in versions.values()):
            raise NotReady("nobody has stored a bot token yet")

    hint = 'Store {"bot_token": "..."} in the secret DiscordSecret; the stack\'s output NextStep shows the command.'
    return Check("bot_token", stored, hint)


def discord_check(ask: Callable[[], object]) -> Check:
    """Return the check that Discord answers."""
    return Check("discord", ask, "See https://discordstatus.com, and DISCORD_API_BASE_URL if it was changed.")
