"""The command `guildhall`: where the tables are, and what every failure says."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from guildhall.cli import showing
from guildhall.cli.audit import audit
from guildhall.cli.desk import Desk
from guildhall.cli.options import FAILED, USAGE
from guildhall.cli.policy import policy
from guildhall.errors import ConfigurationError, GuildhallError, RequestError

type Open = Callable[[str | None, Path | None], Desk]
"""Opens the desk of a stack, of a laptop's run, or of what the environment names."""


class Telling(click.Group):
    """A group whose failures are two lines: what happened, what to do."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; a failure of ours ends the program with its code."""
        try:
            return super().invoke(context)
        except GuildhallError as error:
            showing.complain(error.message, error.hint)
            context.exit(USAGE if isinstance(error, RequestError | ConfigurationError) else FAILED)


def application(open_desk: Open) -> click.Group:
    """Return the command, over what opens its desk."""

    @click.group(cls=Telling, help=_HELP)
    @click.option("--stack", metavar="NAME", help="The deployed CloudFormation stack.")
    @click.option("--state", type=click.Path(path_type=Path), metavar="DIR", help="The state of a running make local.")
    @click.pass_context
    def guildhall(context: click.Context, stack: str | None, state: Path | None) -> None:
        if stack and state:
            raise click.UsageError("--stack and --state name different places; give one of them.")
        context.obj = partial(open_desk, stack, state)

    guildhall.add_command(audit)
    guildhall.add_command(policy)
    return guildhall


_HELP = """Look after a Guildhall with AWS credentials alone, whatever Discord does.

Say where it is: --stack NAME, --state DIR, or the settings POLICY_TABLE and AUDIT_TABLE in the environment.
Exit codes: 0 done, 1 findings, 2 wrong arguments or settings, 3 a service did not answer.
"""
