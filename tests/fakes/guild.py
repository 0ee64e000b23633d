"""The guild in which the tests play: who is who, who may do what, and what was said.

owner       owns it
admin       role Admin: ADMINISTRATOR
moderator   role Moderator: messages, members, channels, roles, threads
member      role Helper, which gives nothing
newcomer    no role
stranger    is in another guild only, in which the bot is too
bot         role Bot: everything that it needs, one by one; above all but the owner

#general, #support   everybody      #staff   Moderator only      #approvals   everybody
"a thread"           hangs on #general

Where a test puts them (`forum()`): the forum "ideas" and in it the post "an idea", which carries its only tag; and
(`spoken()`) the voice channel "lounge" and the stage "hall".
"""

from collections.abc import Iterator
from datetime import timedelta

from guildhall.discord.ids import ApplicationId, ChannelId, GuildId, MessageId, RoleId, TagId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.types.application import Application
from guildhall.discord.types.channel import Channel, ChannelType, Overwrite, OverwriteType
from guildhall.discord.types.guild import Guild, Member, Role, User
from guildhall.discord.types.message import Message
from tests.fakes.clock import NOON

GUILD, ELSEWHERE = GuildId("1000000000000000001"), GuildId("1000000000000000002")
OWNER, ADMIN, MODERATOR = UserId("2000000000000000001"), UserId("2000000000000000002"), UserId("2000000000000000003")
MEMBER, NEWCOMER = UserId("2000000000000000004"), UserId("2000000000000000005")
STRANGER, BOT = UserId("2000000000000000006"), UserId("2000000000000000009")
EVERYONE_ROLE = RoleId(str(GUILD))
HELPER_ROLE, MODERATOR_ROLE = RoleId("3000000000000000001"), RoleId("3000000000000000002")
ADMIN_ROLE, BOT_ROLE = RoleId("3000000000000000003"), RoleId("3000000000000000004")
GENERAL, SUPPORT = ChannelId("4000000000000000001"), ChannelId("4000000000000000002")
STAFF, APPROVALS = ChannelId("4000000000000000003"), ChannelId("4000000000000000004")
THREAD, CATEGORY = ChannelId("4000000000000000005"), ChannelId("4000000000000000006")
ELSEWHERE_CHANNEL = ChannelId("4000000000000000007")
FORUM, POST = ChannelId("4000000000000000008"), ChannelId("4000000000000000010")
LOUNGE, HALL = ChannelId("4000000000000000021"), ChannelId("4000000000000000022")
TAG = TagId("4000000000000000777")
NOWHERE = ChannelId("4999999999999999999")
"""An id that leads nowhere."""
FIRST_FREE_ID = 8_000_000_000_000_000_000

NAMES = {
    OWNER: "owner",
    ADMIN: "admin",
    MODERATOR: "moderator",
    MEMBER: "member",
    NEWCOMER: "newcomer",
    STRANGER: "stranger",
    BOT: "guildhall",
}
BOT_USER = User(id=BOT, username="guildhall", bot=True)
IN_GENERAL = tuple(MessageId(str(5_000_000_000_000_000_000 + number)) for number in range(5))
"""Messages in #general, oldest first, some minutes old."""
IN_STAFF = MessageId("5100000000000000000")

_EVERYBODY = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.SEND_MESSAGES_IN_THREADS
)
_MODERATION = (
    Permission.MANAGE_MESSAGES
    | Permission.MODERATE_MEMBERS
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_THREADS
)
_ROLES_OF = {
    ADMIN: (ADMIN_ROLE,),
    MODERATOR: (MODERATOR_ROLE,),
    MEMBER: (HELPER_ROLE,),
    BOT: (BOT_ROLE,),
}


def application() -> Application:
    return Application(id=ApplicationId(BOT), name="Guildhall", owner=User(id=OWNER, username="owner"))


def guild() -> Guild:
    """The guild."""
    roles = (
        Role(id=EVERYONE_ROLE, name="@everyone", permissions=_EVERYBODY),
        Role(id=HELPER_ROLE, name="Helper", position=1),
        Role(id=MODERATOR_ROLE, name="Moderator", position=2, permissions=_MODERATION),
        Role(id=ADMIN_ROLE, name="Admin", position=3, permissions=Permission.ADMINISTRATOR),
        Role(
            id=BOT_ROLE,
            name="Bot",
            position=4,
            managed=True,
            permissions=_EVERYBODY | _MODERATION | Permission.VIEW_AUDIT_LOG,
        ),
    )
    return Guild(id=GUILD, name="Guildhall", owner_id=OWNER, roles=roles, features=("COMMUNITY",))


def elsewhere() -> Guild:
    """Another guild; only the stranger and the bot are in it."""
    everyone = Role(id=RoleId(str(ELSEWHERE)), name="@everyone", permissions=_EVERYBODY | _MODERATION)
    return Guild(id=ELSEWHERE, name="Elsewhere", owner_id=STRANGER, roles=(everyone,))


def overwrite(target: str, *, allow: Permission = NO_PERMISSIONS, deny: Permission = NO_PERMISSIONS) -> Overwrite:
    """An overwrite for a role, or for a member."""
    kind = OverwriteType.MEMBER if UserId(target) in NAMES else OverwriteType.ROLE
    return Overwrite.model_validate({"id": target, "type": int(kind), "allow": allow.wire, "deny": deny.wire})


def channels() -> Iterator[Channel]:
    """The channels of both guilds."""
    view = Permission.VIEW_CHANNEL
    private = (overwrite(EVERYONE_ROLE, deny=view), overwrite(MODERATOR_ROLE, allow=view), overwrite(BOT, allow=view))
    yield _text(CATEGORY, "rooms", type=ChannelType.GUILD_CATEGORY)
    yield _text(GENERAL, "general", topic="Anything goes", position=1, last_message_id=IN_GENERAL[-1])
    yield _text(SUPPORT, "support", position=2, parent_id=CATEGORY)
    yield _text(STAFF, "staff", position=3, permission_overwrites=private, last_message_id=IN_STAFF)
    yield _text(APPROVALS, "approvals", position=4)
    yield _text(THREAD, "a thread", type=ChannelType.PUBLIC_THREAD, parent_id=GENERAL, owner_id=MEMBER)
    yield _text(ELSEWHERE_CHANNEL, "elsewhere", guild_id=ELSEWHERE)


def spoken() -> Iterator[Channel]:
    """A voice channel and a stage that everybody may join, for tests that put them into the world."""
    joined = (overwrite(EVERYONE_ROLE, allow=Permission.CONNECT),)
    yield _text(LOUNGE, "lounge", type=ChannelType.GUILD_VOICE, position=6, permission_overwrites=joined)
    yield _text(HALL, "hall", type=ChannelType.GUILD_STAGE_VOICE, position=7, permission_overwrites=joined)


def forum() -> Iterator[Channel]:
    """A forum with a post, for tests that put them into the world."""
    tag = {"id": TAG, "name": "Good", "moderated": False}
    yield _text(FORUM, "ideas", type=ChannelType.GUILD_FORUM, position=5, available_tags=[tag])
    yield _text(
        POST,
        "an idea",
        type=ChannelType.PUBLIC_THREAD,
        parent_id=FORUM,
        owner_id=MEMBER,
        applied_tags=[TAG],
        thread_metadata={},
    )


def _text(channel_id: ChannelId, name: str, **more: object) -> Channel:
    fields: dict[str, object] = {"type": ChannelType.GUILD_TEXT, "guild_id": GUILD, **more}
    return Channel.model_validate({"id": channel_id, "name": name, **fields})


def members() -> Iterator[tuple[tuple[GuildId, UserId], Member]]:
    """The members of both guilds."""
    for user_id, name in NAMES.items():
        user = BOT_USER if user_id == BOT else User(id=user_id, username=name)
        if user_id != STRANGER:
            yield (GUILD, user_id), Member(user=user, roles=_ROLES_OF.get(user_id, ()), joined_at=NOON)
        if user_id in {STRANGER, BOT}:
            yield (ELSEWHERE, user_id), Member(user=user, joined_at=NOON)


def messages() -> Iterator[Message]:
    """What was said."""
    member = User(id=MEMBER, username="member")
    for place, message_id in enumerate(IN_GENERAL):
        sent_at = NOON - timedelta(minutes=10 - place)
        yield Message(id=message_id, channel_id=GENERAL, author=member, content=f"word {place}", timestamp=sent_at)
    yield Message(id=IN_STAFF, channel_id=STAFF, author=member, content="between us", timestamp=NOON)
