"""Build the seeded world: the guild "Guildhall Lab" with its people, roles, channels and history."""

from local.discord import builders, seed_text
from local.discord.clock import SimClock
from local.discord.errors import Json
from local.discord.identity import DAY_S, Identity
from local.discord.permissions import MEMBER_OVERWRITE, ROLE_OVERWRITE, P
from local.discord.snowflake import Snowflakes
from local.discord.state import Guild, World

GUILD_NAME = "Guildhall Lab"
ELSEWHERE_NAME = "Elsewhere"
TEXT, VOICE, CATEGORY = 0, 2, 4
MINUTE_S = 60

EVERYONE = (
    P.CREATE_INSTANT_INVITE
    | P.ADD_REACTIONS
    | P.STREAM
    | P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.USE_EXTERNAL_EMOJIS
    | P.CONNECT
    | P.SPEAK
    | P.USE_VAD
    | P.CHANGE_NICKNAME
    | P.USE_APPLICATION_COMMANDS
    | P.REQUEST_TO_SPEAK
    | P.CREATE_PUBLIC_THREADS
    | P.CREATE_PRIVATE_THREADS
    | P.USE_EXTERNAL_STICKERS
    | P.SEND_MESSAGES_IN_THREADS
    | P.USE_EMBEDDED_ACTIVITIES
    | P.USE_SOUNDBOARD
    | P.SEND_VOICE_MESSAGES
    | P.SEND_POLLS
)
MODERATORS = (
    P.KICK_MEMBERS
    | P.BAN_MEMBERS
    | P.VIEW_AUDIT_LOG
    | P.MANAGE_MESSAGES
    | P.MUTE_MEMBERS
    | P.MOVE_MEMBERS
    | P.MANAGE_NICKNAMES
    | P.MANAGE_THREADS
    | P.MODERATE_MEMBERS
    | P.PIN_MESSAGES
    | P.BYPASS_SLOWMODE
)
GUILDHALL = (
    EVERYONE
    | MODERATORS
    | P.MANAGE_CHANNELS
    | P.MANAGE_GUILD
    | P.MANAGE_ROLES
    | P.MANAGE_WEBHOOKS
    | P.MANAGE_GUILD_EXPRESSIONS
    | P.CREATE_GUILD_EXPRESSIONS
    | P.MANAGE_EVENTS
    | P.CREATE_EVENTS
    | P.MENTION_EVERYONE
)
PEOPLE = (
    ("owner", "ada.bright", "Ada"),
    ("moderator", "marek.h", "Marek"),
    ("member", "mina_k", "Mina"),
    ("newcomer", "noor.reads", "Noor"),
    ("stranger", "sol_away", "Sol"),
)
JOINED_DAYS_AGO = {"owner": 190, "moderator": 150, "member": 60, "newcomer": 1.1}


def seed(identity: Identity, clock: SimClock) -> World:
    """Return a new world in its initial state."""
    world = World(clock=clock, ids=Snowflakes(clock))
    for name, username, display in PEOPLE:
        user_id = identity.name_to_id(name)
        world.users[user_id] = builders.user(user_id, username, display)
    world.users[identity.bot_user_id] = builders.user(identity.bot_user_id, "Guildhall", None, bot=True)
    _lab(world, identity)
    _channels(world, identity)
    _history(world, identity)
    _elsewhere(world, identity)
    return world


def _lab(world: World, identity: Identity) -> None:
    now = world.clock.now()
    guild = Guild(builders.guild(identity.guild_id, GUILD_NAME, identity.users["owner"]))
    world.guilds[guild.id] = guild
    moderators, bot_role = identity.extra["moderators_role"], identity.extra["guildhall_role"]
    guild.roles[guild.id] = builders.role(guild.id, "@everyone", 0, EVERYONE)
    guild.roles[moderators] = builders.role(moderators, "Moderators", 1, MODERATORS) | {
        "hoist": True,
        "mentionable": True,
        "color": 0x3498DB,
        "colors": {"primary_color": 0x3498DB, "secondary_color": None, "tertiary_color": None},
    }
    tags = {"bot_id": identity.bot_user_id}
    guild.roles[bot_role] = builders.role(bot_role, "Guildhall", 2, GUILDHALL) | {"managed": True, "tags": tags}
    admins = identity.extra["admins_role"]
    guild.roles[admins] = builders.role(admins, "Admins", 3, P.ADMINISTRATOR)
    for name, days in JOINED_DAYS_AGO.items():
        roles = [moderators] if name == "moderator" else []
        guild.members[identity.users[name]] = builders.member(now - days * DAY_S, roles)
    guild.members[identity.bot_user_id] = builders.member(now - 100 * DAY_S, [bot_role])
    guild.data["system_channel_id"] = identity.channels["general"]


def _channels(world: World, identity: Identity) -> None:
    lab, extra = identity.guild_id, identity.extra
    community = builders.channel(extra["community_category"], CATEGORY, lab, "Community")
    team = builders.channel(extra["team_category"], CATEGORY, lab, "Team") | {"position": 1}
    lounge = builders.channel(extra["lounge"], VOICE, lab, "Lounge") | {"parent_id": community["id"]}
    hidden = [
        builders.overwrite(lab, ROLE_OVERWRITE, deny=P.VIEW_CHANNEL),
        builders.overwrite(extra["moderators_role"], ROLE_OVERWRITE, allow=P.VIEW_CHANNEL | P.SEND_MESSAGES),
        builders.overwrite(identity.bot_user_id, MEMBER_OVERWRITE, allow=P.VIEW_CHANNEL | P.SEND_MESSAGES),
    ]
    read_only = [
        builders.overwrite(lab, ROLE_OVERWRITE, deny=P.SEND_MESSAGES | P.CREATE_PUBLIC_THREADS),
        builders.overwrite(extra["guildhall_role"], ROLE_OVERWRITE, allow=P.SEND_MESSAGES),
    ]
    placed: tuple[tuple[str, Json, int, list[Json]], ...] = (
        ("general", community, 0, []),
        ("support", community, 1, []),
        ("staff", team, 2, hidden),
        ("approvals", team, 3, read_only),
    )
    world.channels |= {c["id"]: c for c in (community, team)}
    for name, parent, position, overwrites in placed:
        world.channels[identity.channels[name]] = builders.channel(identity.channels[name], TEXT, lab, name) | {
            "parent_id": parent["id"],
            "position": position,
            "permission_overwrites": overwrites,
            "topic": seed_text.TOPICS[name],
        }
    world.channels[lounge["id"]] = lounge


def _history(world: World, identity: Identity) -> None:
    now = world.clock.now()
    for name, lines in seed_text.CHANNELS.items():
        channel = world.channels[identity.channels[name]]
        kept = world.messages.setdefault(channel["id"], {})
        for author, minutes_ago, text in lines:
            created = now - minutes_ago * MINUTE_S
            message_id = world.ids.at(created)
            found = builders.message(message_id, channel["id"], world.users[identity.users[author]], created)
            kept[message_id] = found | {"content": text}
        channel["last_message_id"] = next(reversed(kept))
    support = world.messages[identity.channels["support"]]
    first = next(iter(support.values()))
    first["pinned"] = True
    world.pins[first["channel_id"]] = {first["id"]: now - 30 * DAY_S}


def _elsewhere(world: World, identity: Identity) -> None:
    """Add a guild in which the bot is not: what it must never see."""
    now = world.clock.now()
    owner = identity.extra["stranger"]
    guild = Guild(builders.guild(identity.extra["elsewhere_guild"], ELSEWHERE_NAME, owner))
    world.guilds[guild.id] = guild
    guild.roles[guild.id] = builders.role(guild.id, "@everyone", 0, EVERYONE)
    guild.members[owner] = builders.member(now - 300 * DAY_S)
    guild.members[identity.users["member"]] = builders.member(now - 200 * DAY_S)
    channel = builders.channel(identity.extra["elsewhere_channel"], TEXT, guild.id, "general")
    world.channels[channel["id"]] = channel
    world.messages[channel["id"]] = {}
