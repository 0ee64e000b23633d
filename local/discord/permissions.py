"""A second, independent implementation of Discord's permission algorithm.

Theory. Rights in a guild are the union of the @everyone role (its id is the guild's id) and of the member's roles; the
owner and holders of ADMINISTRATOR have everything. A channel changes that union in a fixed order: the overwrite of
@everyone, then all denials of the member's roles together, then all their allowances, then the member's own overwrite.
A category is never consulted (synchronised channels carry copies). A thread has its parent's overwrites. A timeout
leaves only looking and reading.

Worked example: @everyone may VIEW and SEND; channel #approvals denies SEND to @everyone and allows it to the bot's
role. A member computes VIEW|SEND, minus SEND = VIEW. The bot computes the same and gets SEND back from its role.

Source: https://discord.com/developers/docs/topics/permissions#permission-overwrites
"""

from collections.abc import Iterable
from enum import IntFlag

from local.discord.clock import parse_iso
from local.discord.errors import Json
from local.discord.state import Guild, World

THREAD_TYPES = frozenset({10, 11, 12})
PRIVATE_THREAD = 12
ROLE_OVERWRITE = 0
MEMBER_OVERWRITE = 1


class Permission(IntFlag):
    """Discord's permission bits.

    Source: https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
    """

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    VIEW_GUILD_INSIGHTS = 1 << 19
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    MODERATE_MEMBERS = 1 << 40
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 1 << 41
    USE_SOUNDBOARD = 1 << 42
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_SOUNDS = 1 << 45
    SEND_VOICE_MESSAGES = 1 << 46
    SET_VOICE_CHANNEL_STATUS = 1 << 48
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


P = Permission
NOTHING = Permission(0)
ALL = Permission(sum(Permission))
LEFT_IN_TIMEOUT = P.VIEW_CHANNEL | P.READ_MESSAGE_HISTORY
DIRECT_MESSAGE = (
    P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.ADD_REACTIONS
    | P.USE_EXTERNAL_EMOJIS
    | P.USE_APPLICATION_COMMANDS
    | P.PIN_MESSAGES
)
"""What both sides of a direct message may do."""


def bits(text: object) -> Permission:
    """Read a bit set as Discord sends it (a string of digits) or as the document says (an integer)."""
    return Permission(int(str(text or 0)) & int(ALL))


def in_guild(guild: Guild, user_id: str, now_s: float) -> Permission:
    """Return a member's rights in the guild, before any channel changes them."""
    member = guild.members.get(user_id)
    if member is None:
        return NOTHING
    if guild.data["owner_id"] == user_id:
        return ALL
    union = bits(guild.roles[guild.id]["permissions"])
    for role_id in member["roles"]:
        union |= bits(guild.roles[role_id]["permissions"])
    if union & P.ADMINISTRATOR:
        return ALL
    return union & LEFT_IN_TIMEOUT if timed_out(member, now_s) else union


def in_channel(world: World, channel: Json, user_id: str) -> Permission:
    """Return a user's rights in one channel, thread or direct message."""
    if (guild_id := channel.get("guild_id")) is None:
        return DIRECT_MESSAGE if user_id in world.dm_members.get(channel["id"], ()) else NOTHING
    guild = world.guilds[guild_id]
    now_s = world.clock.now()
    base = in_guild(guild, user_id, now_s)
    if user_id not in guild.members or base == ALL:
        return base
    home = world.channels[channel["parent_id"]] if channel["type"] in THREAD_TYPES else channel
    member = guild.members[user_id]
    result = _overwritten(base, home.get("permission_overwrites", ()), [guild.id], user_id, member["roles"])
    if channel["type"] == PRIVATE_THREAD and not (
        result & P.MANAGE_THREADS or user_id in world.thread_members.get(channel["id"], {})
    ):
        result &= ~P.VIEW_CHANNEL
    return result & LEFT_IN_TIMEOUT if timed_out(member, now_s) else result


def _overwritten(
    base: Permission, overwrites: Iterable[Json], everyone: list[str], user_id: str, role_ids: list[str]
) -> Permission:
    by_target = {overwrite["id"]: overwrite for overwrite in overwrites}
    for layer in (everyone, role_ids, [user_id]):
        allow, deny = NOTHING, NOTHING
        for target in layer:
            if (overwrite := by_target.get(target)) is not None:
                allow |= bits(overwrite["allow"])
                deny |= bits(overwrite["deny"])
        base = (base & ~deny) | allow
    return base


def effective(found: Permission) -> Permission:
    """Apply the implied losses: unseen channels allow nothing; who cannot send cannot embed, attach or ping.

    Source: https://discord.com/developers/docs/topics/permissions#implicit-permissions
    """
    if not found & P.VIEW_CHANNEL:
        return NOTHING
    if not found & (P.SEND_MESSAGES | P.SEND_MESSAGES_IN_THREADS):
        found &= ~(P.MENTION_EVERYONE | P.SEND_TTS_MESSAGES | P.ATTACH_FILES | P.EMBED_LINKS)
    return found


def timed_out(member: Json, now_s: float) -> bool:
    """Tell whether a member's timeout is still running."""
    until = member.get("communication_disabled_until")
    return until is not None and parse_iso(until) > now_s


def rank(guild: Guild, user_id: str) -> tuple[int, int]:
    """Return a member's place in the hierarchy; larger is higher. The owner stands above every role."""
    if guild.data["owner_id"] == user_id:
        return (1 << 31, 0)
    roles = [guild.roles[role_id] for role_id in guild.members.get(user_id, {"roles": []})["roles"]]
    return max((role_rank(role) for role in roles), default=(0, 0))


def role_rank(role: Json) -> tuple[int, int]:
    """Return a role's place; of two roles at one position, the older one is higher."""
    return (role["position"], -int(role["id"]))


def outranks(guild: Guild, actor_id: str, target_id: str) -> bool:
    """Tell whether a member may act on another one."""
    return target_id != guild.data["owner_id"] and rank(guild, actor_id) > rank(guild, target_id)


def above_role(guild: Guild, actor_id: str, role: Json) -> bool:
    """Tell whether a member may manage a role."""
    return rank(guild, actor_id) > role_rank(role)
