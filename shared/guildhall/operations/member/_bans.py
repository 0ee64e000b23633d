"""Who of many people is banned, and banning many."""

from collections.abc import Callable, Iterable

from pydantic import ConfigDict, JsonValue, TypeAdapter

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.parsing import parsed
from guildhall.discord.rostering import PAGE_COUNT, enroll
from guildhall.discord.routes import Route
from guildhall.discord.types.guild import User
from guildhall.errors import DiscordRejected
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields

type _Body = dict[str, JsonValue]
_LIST_BANS = Route("GET /guilds/{guild_id}/bans")
_NOBODY_BANNED = 500_000
"""Discord's code where it could ban none. Source: https://docs.discord.com/developers/resources/guild#bulk-guild-ban"""


class _Ban(Model):
    model_config = ConfigDict(frozen=True, extra="ignore")

    user: User


def banned_of(ports: Ports, guild_id: GuildId, user_ids: Iterable[UserId]) -> frozenset[UserId]:
    """Return those who are banned, in as few requests as it takes."""

    def page(after: str) -> list[_Ban]:
        query: dict[str, str | int | bool] = {"after": after, "limit": PAGE_COUNT}
        answer = ports.discord.call(_LIST_BANS, {"guild_id": guild_id}, query=query) or []
        return parsed(TypeAdapter(list[_Ban]), _LIST_BANS, answer)

    return frozenset(enroll(user_ids, page, lambda ban: ban.user.id))


class BulkBanned(Model):
    """Discord's answer to a bulk ban."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    banned_users: frozenset[UserId] = frozenset()
    failed_users: frozenset[UserId] = frozenset()


def bulk_banned(user_ids: list[UserId], delete_s: int, send: Callable[[_Body], JsonValue]) -> BulkBanned:
    """Send a bulk ban, unless it is of nobody; that Discord could ban none of them is an answer, too."""
    if not user_ids:
        return BulkBanned()
    try:
        told = fields(send({"user_ids": [*map(str, user_ids)], "delete_message_seconds": delete_s}))
        return parsed(TypeAdapter(BulkBanned), None, {name: ids or [] for name, ids in told.items()})
    except DiscordRejected as error:
        if error.discord_code != _NOBODY_BANNED:
            raise
        return BulkBanned(failed_users=frozenset(user_ids))
