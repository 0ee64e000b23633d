"""How those are shown who are in a thread."""

from datetime import datetime
from typing import Annotated

from guildhall.discord.ids import UserId
from guildhall.operations.fields import By
from guildhall.operations.shown import At, Shown


class Account(Shown):
    """Somebody's account, as far as a preview names it."""

    username: str = ""
    global_name: str = ""

    @property
    def display(self) -> str:
        """The name that people see."""
        return self.global_name or self.username


class ThreadMemberShown(Shown):
    """Somebody in a thread; names are empty where Discord does not tell them."""

    user_id: UserId
    joined_at: datetime | None = At("join_timestamp", default=None)
    username: Annotated[str, By("user_id")] = At("member", "user", "username", default="")
    global_name: Annotated[str | None, By("user_id")] = At("member", "user", "global_name", default=None)
    nickname: str | None = At("member", "nick", default=None)
    is_bot: bool = At("member", "user", "bot", default=False)
