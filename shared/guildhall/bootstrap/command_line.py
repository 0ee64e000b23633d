"""What the command line is made of: tables that are found out, AWS's identity, the trail's evidence."""

from functools import partial
from pathlib import Path
from typing import Any

from guildhall.bootstrap.seals import evidence
from guildhall.cli.app import application
from guildhall.cli.desk import Desk
from guildhall.cli.places import of_laptop, of_stack
from guildhall.clock import new_id, utc_now
from guildhall.config import SealSettings, assume, required
from guildhall.discord.ids import GuildId
from guildhall.errors import ConfigurationError
from guildhall.execution.seals.findings import Report
from guildhall.execution.seals.verifying import verify
from guildhall.store.audit import AuditRepository
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.policies import PolicyRepository
from guildhall.store.table import Table


def main() -> None:
    """Run the command that was given."""
    application(open_desk)(prog_name="guildhall")


def open_desk(stack: str | None, state: Path | None) -> Desk:
    """Return the desk of a stack, of a laptop's run, or of what the environment names.

    Raises:
        ConfigurationError: It cannot be found.
    """
    if stack:
        assume(of_stack(stack, _client))
    elif state:
        assume(of_laptop(state))
    database = DynamoDB()
    try:
        names = required("AUDIT_TABLE"), required("POLICY_TABLE")
    except ConfigurationError as error:
        hint = "Say where the tables are: --stack NAME, --state DIR, or these settings in the environment."
        raise ConfigurationError(error.message, hint) from error
    audit, policies = (database.table(name) for name in names)
    return Desk(
        log=AuditRepository(audit),
        policies=PolicyRepository(policies),
        verify=partial(_verify, audit),
        whoami=_whoami,
        clock=utc_now,
        new_id=new_id,
    )


def _verify(audit: Table, guild_id: GuildId, month: str | None) -> Report:
    return verify(evidence(audit, SealSettings.load()), guild_id, month=month)


def _whoami() -> str:
    """Return who acts, as AWS names it; the glass can be broken where that cannot be asked."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return str(_client("sts").get_caller_identity()["Arn"])
    except (BotoCoreError, ClientError):
        return "unknown"


def _client(service: str) -> Any:
    import boto3

    return boto3.session.Session().client(service)  # type: ignore[call-overload]  # the name is no literal here


if __name__ == "__main__":
    main()
