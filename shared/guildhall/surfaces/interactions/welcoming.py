"""A word to whoever installed the bot: that it only reads until somebody sets it up."""

from aws_lambda_powertools import Logger

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.routes import CREATE_DM, CREATE_MESSAGE
from guildhall.discord.types.channel import Channel
from guildhall.errors import DiscordError
from guildhall.execution.ports import DiscordAccess

_WORD = (
    "You added me to https://discord.com/channels/{guild_id}. There I only read until somebody with Manage Server says "
    "what I may change: use `/setup` in a channel of that server."
)


class Welcoming:
    """Writes to people who installed the bot."""

    def __init__(self, discord: DiscordAccess, log: Logger) -> None:
        self._discord = discord
        self._log = log

    def tell(self, user_id: UserId, guild_id: GuildId) -> None:
        """Tell somebody once; who takes no direct messages is not told, and /setup is there all the same."""
        discord = self._discord.with_execution("", f"welcome:{guild_id}:{user_id}")
        try:
            opened = Channel.model_validate(discord.call(CREATE_DM, {}, body={"recipient_id": str(user_id)}))
            body = {"content": _WORD.format(guild_id=guild_id)}
            discord.call(CREATE_MESSAGE, {"channel_id": opened.id}, body={**body, "allowed_mentions": {"parse": []}})
        except DiscordError as error:
            self._log.info("an installer was not told of /setup", extra={"guild_id": guild_id, "code": error.code})
