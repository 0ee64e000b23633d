"""A wrong id is answered with what it is: a member's where a channel's is wanted, a server's, one that was rounded.

The denial stays what it was, word for word; only the hint says more, and only of what `resolve.any` would tell the
same caller in the same guild. Where that is nothing, unknown and hidden stay the same answer. A failed look-up is
counted before anything is looked at here, and who made too many of them is taught nothing.

Programs and models are taught, for they paste ids; people at a slash command pick from lists of Discord's client. What
is looked at are lists that are read anyway, and by the id itself one request at most: whether it is a member's.
"""

from collections.abc import Iterator

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId, RoleId, Snowflake, UserId
from guildhall.discord.permissions import Permission
from guildhall.errors import DiscordNotFound, GuildhallError, InvalidArguments, NotAMember
from guildhall.execution.id_fields import GivenId, given_ids
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import Call
from guildhall.execution.session import Session
from guildhall.identity import Door
from guildhall.operations import catalogue
from guildhall.operations.meanings import the_member

_MOST_GUILDS, _MOST_IDS = 3, 3
_DIGITS_OF_A_NUMBER = 17
_KINDS = frozenset({GuildId, ChannelId, RoleId, UserId})
"""The kinds of ids of which something is taught."""
_INSTEAD = {
    "member": "To write to them use direct_message.send with user_id.",
    "role": "role.list shows what roles there are.",
    "guild": "channel.list shows the channels of a server, with guild_id.",
    "channel": "channel.get shows it, with channel_id.",
}


def teach(machinery: Machinery, call: Call, error: GuildhallError) -> None:
    """Put into an error what the ids of the call are, where the caller may know it."""
    if call.principal.door is Door.INTERACTION or not _is_about_ids(error):
        return
    try:
        lessons = [lesson for given in _ids(call) if (lesson := _lesson(machinery, call, given))]
    except GuildhallError:
        return
    if lessons:
        hints, candidates = [hint for hint, _ in lessons], [each for _, found in lessons for each in found]
        error.hint = " ".join(hints)
        error.details |= {"candidates": candidates} if candidates else {}


def _is_about_ids(error: GuildhallError) -> bool:
    mistaken = isinstance(error, InvalidArguments) and isinstance(error.__cause__, DiscordNotFound)
    return mistaken or isinstance(error, NotAMember | DiscordNotFound)


def _ids(call: Call) -> list[GivenId]:
    dumped: dict[str, JsonValue] = call.operation.model_dump(mode="json", exclude_unset=True)
    given = [each for each in given_ids(type(call.operation), dumped) if each.kind in _KINDS]
    resolves = call.operation.full_name().startswith("resolve.")
    return [] if resolves else given[:_MOST_IDS]


def _lesson(machinery: Machinery, call: Call, given: GivenId) -> tuple[str, list[str]] | None:
    """Return what one id is, with those that may have been meant; None where nothing is to be told."""
    for guild_id in _guilds(machinery, call):
        session = _session(machinery, call, guild_id, given.text)
        if not session.ports.caller.can_reach(guild_id):
            continue
        session.authorize()
        if near := _rounded(session, call, given):
            return f"{given.field}: its last digits may have got lost; {' or '.join(near)} comes near.", near
        if what := _what(session, call, given):
            wanted = f"{given.field} takes the id of a {given.kind.kind}, and {given.text} is that of a {what}."
            return f"{wanted} {_INSTEAD[what]}", []
    return None


def _what(session: Session, call: Call, given: GivenId) -> str | None:
    """Return what an id is that is none of the kind that is wanted; None where the caller may not know."""
    ports, text, guild = session.ports, given.text, session.attempt.guild
    if guild is None:
        return None
    anywhere = call.principal.origin is None and ports.caller.can_reach(GuildId(text))
    if given.kind is not GuildId and (text == guild.id or anywhere):
        return "guild"
    if given.kind is not RoleId and text != guild.id and guild.role(text):
        return "role"
    if given.kind is not ChannelId and text in _channels(session, call):
        return "channel"
    return "member" if given.kind is not UserId and the_member(ports, guild.id, UserId(text)) else None


def _channels(session: Session, call: Call) -> list[Snowflake]:
    """Return the caller's channels; where others read the answer, none, for not all of them may see the same."""
    guild, rights = session.attempt.guild, session.ports.caller
    if guild is None or call.principal.origin is not None:
        return []
    channels = session.ports.discord.channels(guild.id)
    return [channel.id for channel in channels if rights.in_channel(channel) & Permission.VIEW_CHANNEL]


def _guilds(machinery: Machinery, call: Call) -> Iterator[GuildId]:
    """Yield the guilds in which the id may mean something: where it was asked, the one that is named, else a few."""
    origin, named = call.principal.origin, getattr(call.operation, "guild_id", None)
    if origin is not None:
        yield origin.guild_id
    elif isinstance(named, GuildId) and machinery.policies.installation(named) is not None:
        yield named
    else:
        served = [each.guild_id for each in machinery.policies.installations() if each.active]
        within = [each for each in served if call.principal.guild_ids is None or each in call.principal.guild_ids]
        yield from within if len(within) <= _MOST_GUILDS else ()


def _session(machinery: Machinery, call: Call, guild_id: GuildId, text: str) -> Session:
    asked = {"guild_id": str(guild_id), "query": text}
    request = catalogue.find("resolve.any").model_validate(asked)
    return machinery.session(call.principal, request, machinery.new_id(), charged=False)


def _rounded(session: Session, call: Call, given: GivenId) -> list[str]:
    """Return the ids of channels or roles that a JSON number would have turned into this one."""
    guild = session.attempt.guild
    if guild is None or call.principal.origin is not None or not _looks_rounded(given.text):
        return []
    known: list[Snowflake] = []
    if given.kind is RoleId:
        known = [role.id for role in guild.roles]
    if given.kind is ChannelId:
        known = _channels(session, call)
    return [str(each) for each in known if each != given.text and float(each) == float(given.text)][:_MOST_IDS]


def _looks_rounded(text: str) -> bool:
    """Return whether a number that went through JSON's could read so: exactly representable, or cut to 17 digits."""
    return len(text.rstrip("0")) <= _DIGITS_OF_A_NUMBER or int(float(text)) == int(text)
