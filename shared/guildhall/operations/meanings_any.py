"""What an id, a mention, a link or a name stands for whose kind nobody said."""

from collections.abc import Callable

from guildhall.discord.ids import ChannelId, EmojiId, GuildId, MessageId, RoleId, Snowflake, UserId
from guildhall.operations import meanings
from guildhall.operations.emojis import is_emoji
from guildhall.operations.matching import Fit
from guildhall.operations.ports import Ports
from guildhall.operations.resolving import Match, Thing

type _LookUp = Callable[[Ports, GuildId, str], Thing | None]


def the_thing(ports: Ports, guild_id: GuildId, typed: str) -> Match | None:
    """Return what an id in any of its forms stands for, or a standard emoji; None where it is none, or leads nowhere.

    A form that says its kind costs one request; a bare id at most five, because Discord's ids do not say of what.
    """
    kinds = [kind for kind in _LOOK_UPS if _parsed(kind, typed)]
    if not kinds:
        return Match(what="standard_emoji", name=typed, fit=Fit.EXACT) if is_emoji(typed) else None
    if (message := _parsed(MessageId, typed)) and "/" in typed:
        channel = _the_channel(ports, guild_id, ChannelId.parse(typed))
        return channel.match.model_copy(update={"what": "message", "message_id": message}) if channel else None
    order = [kind for kind in kinds if kind is not GuildId] if "/" in typed and ChannelId in kinds else kinds
    for kind in order:
        for look_up in _LOOK_UPS[kind]:
            if thing := look_up(ports, guild_id, str(_parsed(kind, typed))):
                return thing.match
    return None


def named(ports: Ports, guild_id: GuildId, typed: str) -> tuple[str, list[Thing]]:
    """Return a name without its sign, and everything that it may mean: the sign says of which kinds."""
    if typed.startswith("#"):
        return typed[1:], meanings.channels(ports, guild_id, typed[1:])
    if typed.startswith(":") and typed.endswith(":"):
        return typed.strip(":"), meanings.emojis(ports, guild_id)
    name = typed.removeprefix("@")
    people = [*meanings.roles(ports, guild_id), *meanings.members(ports, guild_id, name)]
    if typed.startswith("@"):
        return name, people
    return name, [*meanings.channels(ports, guild_id, name), *people, *meanings.emojis(ports, guild_id)]


def _parsed(kind: type[Snowflake], typed: str) -> Snowflake | None:
    try:
        return kind.parse(typed)
    except ValueError:
        return None


def _the_guild(ports: Ports, guild_id: GuildId, own: str) -> Thing | None:
    return meanings.the_guild(ports, GuildId(own))


def _the_role(ports: Ports, guild_id: GuildId, own: str) -> Thing | None:
    return meanings.the_role(ports, guild_id, RoleId(own)) if own != guild_id else None


def _the_channel(ports: Ports, guild_id: GuildId, own: str) -> Thing | None:
    return meanings.the_channel(ports, guild_id, ChannelId(own))


def _the_emoji(ports: Ports, guild_id: GuildId, own: str) -> Thing | None:
    return next((each for each in meanings.emojis(ports, guild_id) if each.match.emoji_id == own), None)


def _the_member(ports: Ports, guild_id: GuildId, own: str) -> Thing | None:
    return meanings.the_member(ports, guild_id, UserId(own))


def _the_account(ports: Ports, guild_id: GuildId, own: str) -> Thing | None:
    return meanings.the_account(ports, UserId(own))


_LOOK_UPS: dict[type[Snowflake], tuple[_LookUp, ...]] = {
    GuildId: (_the_guild,),
    RoleId: (_the_role,),
    ChannelId: (_the_channel,),
    EmojiId: (_the_emoji,),
    UserId: (_the_member, _the_account),
}
"""By the kind of an id, in the order in which they are asked: what costs no request first, what is rarest last."""
