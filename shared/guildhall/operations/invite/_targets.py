"""Whom an invite is for: people by their ids, as Discord takes and gives them in a table of one column."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.files import File
from guildhall.discord.ids import UserId
from guildhall.errors import DiscordNotFound
from guildhall.operations.fields import GivenName
from guildhall.operations.invite._invite import TARGETS
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

FIELD = "target_users_file"
MOST = 1000
"""As many as one request of ours names; Discord takes more in one table."""
_HEAD = "user_id"
_FOR_EVERYBODY = 10129
"""What Discord says of an invite that has no list.
Source: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json"""
ForUsers = Annotated[frozenset[UserId], Field(min_length=1, max_length=MOST)]


class TargetUsers(Model):
    """Whom an invite is for, in the order of their ids; with nobody it is for everybody who has the code."""

    total_count: int
    user_ids: list[UserId]
    next_after: UserId | None = None


class TargetUsersChanged(Model):
    """For how many people the invite is from now on; Discord takes them in by and by."""

    code: GivenName
    total_count: int


def table_of(user_ids: Iterable[UserId]) -> File:
    """Return the table that Discord takes."""
    lines = [_HEAD, *sorted(user_ids, key=int)]
    return File("target_users.csv", "\r\n".join(lines).encode(), "text/csv")


def people_in(table: JsonValue) -> list[UserId]:
    """Return the people in a table of Discord's, in the order of their ids; what is no id is its head."""
    lines = table.split() if isinstance(table, str) else []
    return sorted({UserId(line.strip('",')) for line in lines if line.strip('",').isdecimal()}, key=int)


def now(ports: Ports, code: str) -> list[UserId]:
    """Return whom an invite is for; nobody where it is for everybody."""
    try:
        return people_in(ports.discord.call(TARGETS, {"code": code}))
    except DiscordNotFound as error:
        if error.discord_code != _FOR_EVERYBODY:
            raise
        return []
