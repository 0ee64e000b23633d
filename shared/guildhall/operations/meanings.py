"""The channels, roles, members and emojis of a guild as things that a name or an id may stand for.

Of each kind: `<kind>s` is everything that a name may mean, `the_<kind>` what an id means, or None. Both hold only what
the caller sees: what is hidden is, for a name as for an id, not there.
"""

from collections.abc import Iterable, Mapping

from pydantic import TypeAdapter

from guildhall.discord.ids import ChannelId, EmojiId, GuildId, RoleId, UserId
from guildhall.discord.parsing import parsed
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_USER, Route
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.discord.types.guild import Member, Role, User
from guildhall.errors import DiscordForbidden, DiscordNotFound, NotAMember
from guildhall.operations.elsewhere import known_channel
from guildhall.operations.matching import plain
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.resolving import Thing, matching
from guildhall.operations.shown import Shown, found, listed

SEARCH = Route("GET /guilds/{guild_id}/members/search")
EMOJIS = Route("GET /guilds/{guild_id}/emojis")
ACTIVE_THREADS = Route("GET /guilds/{guild_id}/threads/active")
_PAGE = 1000
_MOST_PRIVATE = 10
"""So many private threads are looked into singly, the best fitting first."""
_BEGINNING = 3
_PRIVATE = ChannelType.PRIVATE_THREAD


class _Threads(Shown):
    threads: tuple[Channel, ...] = ()


class _Emoji(Shown):
    id: EmojiId
    name: str = ""


# ------------------------------------------------------------------------------------------------------------- channels
def channels(ports: Ports, guild_id: GuildId, typed: str) -> list[Thing]:
    """Return the channels, and the threads that are not archived."""
    seen = visible(ports, guild_id)
    threads = found(ports, ACTIVE_THREADS, {"guild_id": guild_id}, _Threads).threads
    return [*map(_channel, seen.values()), *_threads(ports, threads, seen, typed)]


def the_channel(ports: Ports, guild_id: GuildId, channel_id: ChannelId) -> Thing | None:
    """Return the channel or thread of that id."""
    try:
        return _channel(known_channel(ports, guild_id, channel_id))
    except NotAMember:
        return None


def _channel(channel: Channel) -> Thing:
    what = "thread" if channel.is_thread else "channel"
    kind = channel.type.name.removeprefix("GUILD_").lower()
    return Thing.called((channel.name,), what=what, kind=kind, channel_id=channel.id)


def _threads(
    ports: Ports, threads: Iterable[Channel], seen: Mapping[ChannelId, Channel], typed: str
) -> Iterable[Thing]:
    """Yield the threads that the caller sees; of private ones, those alone that could be meant are looked into."""
    private: list[Thing] = []
    for thread in threads:
        parent = seen.get(thread.parent_id) if thread.parent_id else None
        if parent is None:
            continue
        as_parent = parent.model_copy(update={"id": thread.id, "parent_id": parent.id})
        if not ports.caller.in_channel(as_parent) & Permission.VIEW_CHANNEL:
            continue
        if thread.type is _PRIVATE:
            private.append(_channel(thread))
        else:
            yield _channel(thread)
    for match in matching(typed, private)[:_MOST_PRIVATE]:
        guild_id = next(iter(seen.values())).guild_id
        if guild_id and match.channel_id and (thing := the_channel(ports, guild_id, match.channel_id)):
            yield thing


# ---------------------------------------------------------------------------------------------------------------- roles
def roles(ports: Ports, guild_id: GuildId) -> list[Thing]:
    """Return the roles."""
    return [_role(role) for role in ports.discord.guild(guild_id).roles]


def the_role(ports: Ports, guild_id: GuildId, role_id: RoleId) -> Thing | None:
    """Return the role of that id."""
    role = ports.discord.guild(guild_id).role(role_id)
    return _role(role) if role else None


def _role(role: Role) -> Thing:
    return Thing.called((role.name, role.name.removeprefix("@")), what="role", role_id=role.id)


# -------------------------------------------------------------------------------------------------------------- members
def members(ports: Ports, guild_id: GuildId, typed: str) -> list[Thing]:
    """Return the members of whom a name begins so; where none does, those whose name begins somewhat like it."""
    name = typed.strip()
    if not name:
        return []
    begins = _search(ports, guild_id, name)
    near = begins or len(name) <= _BEGINNING
    return begins if near else _search(ports, guild_id, name[:_BEGINNING])


def _search(ports: Ports, guild_id: GuildId, beginning: str) -> list[Thing]:
    answer = ports.discord.call(SEARCH, {"guild_id": guild_id}, query={"query": beginning[:100], "limit": _PAGE})
    page = [_member(each) for each in parsed(TypeAdapter(list[Member]), SEARCH, answer)]
    return page if len(page) < _PAGE else [each for each in page if plain(each.match.username) == plain(beginning)]


def the_member(ports: Ports, guild_id: GuildId, user_id: UserId) -> Thing | None:
    """Return the member of that id."""
    try:
        return _member(ports.discord.member(guild_id, user_id))
    except DiscordNotFound:
        return None


def _member(member: Member) -> Thing:
    user = member.user
    names = (member.nick or "", user.global_name or "", user.username)
    return Thing.called(names, what="member", kind=_being(user), user_id=member.id, username=user.username)


def the_account(ports: Ports, user_id: UserId) -> Thing | None:
    """Return the account of that id, of a member or of anybody else."""
    try:
        user = parsed(TypeAdapter(User), GET_USER, ports.discord.call(GET_USER, {"user_id": user_id}))
    except DiscordNotFound:
        return None
    names = (user.global_name or "", user.username)
    return Thing.called(names, what="user", kind=_being(user), user_id=user.id, username=user.username)


def _being(user: User) -> str:
    return "bot" if user.bot else ""


# --------------------------------------------------------------------------------------------------------------- others
def emojis(ports: Ports, guild_id: GuildId) -> list[Thing]:
    """Return the guild's own emojis."""
    known = listed(ports, EMOJIS, {"guild_id": guild_id}, _Emoji)
    return [Thing.called((each.name,), what="emoji", emoji_id=each.id) for each in known]


def the_guild(ports: Ports, guild_id: GuildId) -> Thing | None:
    """Return the guild of that id, if the caller is in it."""
    if not ports.caller.can_reach(guild_id):
        return None
    try:
        return Thing.called((ports.discord.guild(guild_id).name,), what="guild", guild_id=guild_id)
    except (DiscordNotFound, DiscordForbidden):
        return None
