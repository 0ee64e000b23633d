"""A wrong id is answered with what it is: a member's where a channel's is wanted, a server's, one that was rounded.

The denial stays what it was, word for word; only the hint says more, and only of what `resolve.any` would tell the
same caller in the same guild. Where that is nothing, unknown and hidden stay the same answer. A failed look-up is
counted before anything is looked at here, and who made too many of them is taught nothing.
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
from guildhall.operations import catalogue
from guildhall.operations.resolving import Match, Resolved

_MOST_GUILDS, _MOST_IDS = 3, 3
_DIGITS_OF_A_NUMBER = 17
_FITS: dict[type[Snowflake], frozenset[str]] = {
    GuildId: frozenset({"guild"}),
    ChannelId: frozenset({"channel", "thread"}),
    RoleId: frozenset({"role"}),
    UserId: frozenset({"member", "user"}),
}
"""What an id of a kind may be; of other kinds nothing is taught."""
_INSTEAD = {
    "member": "To write to them use direct_message.send with user_id.",
    "user": "Somebody who is in none of your servers cannot be written to.",
    "role": "role.list shows what roles there are.",
    "guild": "channel.list shows the channels of a server, with guild_id.",
}
_NOT_FOR_READERS = frozenset({"channel", "thread"})
"""What not everybody may see who reads where it was asked: told to programs alone, whose answer only they read."""


def teach(machinery: Machinery, call: Call, error: GuildhallError) -> None:
    """Put into an error what the ids of the call are, where the caller may know it."""
    if not _is_about_ids(error):
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
    given = [each for each in given_ids(type(call.operation), dumped) if each.kind in _FITS]
    resolves = call.operation.full_name().startswith("resolve.")
    return [] if resolves else given[:_MOST_IDS]


def _lesson(machinery: Machinery, call: Call, given: GivenId) -> tuple[str, list[str]] | None:
    """Return what one id is, with those that may have been meant; None where nothing is to be told."""
    for guild_id in _guilds(machinery, call):
        session = _session(machinery, call, guild_id, given.text)
        if not session.ports.caller.can_reach(guild_id):
            continue
        match = _found(session)
        if match is None:
            near = _rounded(session, call, given)
            if near:
                return f"{given.field}: its last digits may have got lost; {' or '.join(near)} comes near.", near
        elif _may_be_told(call, match):
            fits = match.what in _FITS[given.kind]
            return None if fits else (_told(given, match), [])
    return None


def _told(given: GivenId, match: Match) -> str:
    what = match.what.replace("_", " ")
    wanted = f"{given.field} takes the id of a {given.kind.kind}, and {given.text} is that of a {what}."
    return f"{wanted} {_INSTEAD.get(match.what, '')}".strip()


def _may_be_told(call: Call, match: Match) -> bool:
    return call.principal.origin is None or match.what not in _NOT_FOR_READERS


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


def _found(session: Session) -> Match | None:
    """Return what the caller would be told that an id is; None where it leads nowhere, or they may not ask."""
    try:
        session.authorize()
        result = session.operation.execute(session.ports)
    except GuildhallError:
        return None
    return result.matches[0] if isinstance(result, Resolved) and result.matches else None


def _rounded(session: Session, call: Call, given: GivenId) -> list[str]:
    """Return the ids of channels or roles that a JSON number would have turned into this one."""
    guild = session.attempt.guild
    if guild is None or call.principal.origin is not None or not _looks_rounded(given.text):
        return []
    if given.kind is RoleId:
        known: list[Snowflake] = [role.id for role in guild.roles]
    elif given.kind is ChannelId:
        rights, channels = session.ports.caller, session.ports.discord.channels(guild.id)
        known = [channel.id for channel in channels if rights.in_channel(channel) & Permission.VIEW_CHANNEL]
    else:
        return []
    return [str(each) for each in known if each != given.text and float(each) == float(given.text)][:_MOST_IDS]


def _looks_rounded(text: str) -> bool:
    """Return whether a number that went through JSON's could read so: exactly representable, or cut to 17 digits."""
    return len(text.rstrip("0")) <= _DIGITS_OF_A_NUMBER or int(float(text)) == int(text)
