"""What bans, timeouts and their ends return, and what a ban takes."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.discord.limits import BAN_DELETE_MESSAGES_S
from guildhall.operations.fields import Suggested
from guildhall.operations.model import Model

DeletedSeconds = Annotated[
    int,
    Field(ge=0, le=BAN_DELETE_MESSAGES_S, description="Also delete what they wrote in the last so many seconds."),
    Suggested((("Nothing", "0"), ("The last hour", "3600"), ("The last day", "86400"), ("A week", "604800"))),
]


class MemberBanned(Model):
    """Who is banned now."""

    user_id: UserId


class MemberTimedOut(Model):
    """The member and when the timeout ends; None when it was ended."""

    user_id: UserId
    until: datetime | None
