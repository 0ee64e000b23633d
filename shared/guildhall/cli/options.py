"""Options that commands share, and what the exit codes mean."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

import click

from guildhall.cli.desk import Desk

OK, FINDINGS, USAGE, FAILED = 0, 1, 2, 3
"""Done; something is wrong with what was looked at; wrong arguments or settings; a service did not answer."""

guild_option = click.option("--guild", metavar="ID", help="The server; may be left out where there is only one.")
json_option = click.option("--json", "as_json", is_flag=True, help="For programs: JSON, one line for each.")


def pass_desk[**Given](command: Callable[Concatenate[Desk, Given], None]) -> Callable[Given, None]:
    """Give a command its desk, opened now: asking for help opens none."""

    @wraps(command)
    def opened(*args: Given.args, **given: Given.kwargs) -> None:
        open_desk: Callable[[], Desk] = click.get_current_context().obj
        command(open_desk(), *args, **given)

    return opened
