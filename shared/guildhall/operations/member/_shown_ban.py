"""How a ban is shown."""

from guildhall.discord.ids import UserId
from guildhall.operations.shown import At, Shown


class BanShown(Shown):
    """Who is banned and why; the reason is what a moderator wrote, with the trail's id where it was banned by us."""

    user_id: UserId = At("user", "id")
    username: str = At("user", "username", default="")
    display_name: str | None = At("user", "global_name", default=None)
    reason: str = ""
