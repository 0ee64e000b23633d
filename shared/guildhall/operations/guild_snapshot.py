"""A guild as a whole at one moment, as far as one caller sees it, compact enough to be kept and compared later.

Ids, names, switches and permissions stand in it as they are. Longer texts (topics, descriptions, the words of
AutoMod, what greets newcomers) stand in it as short digests: whether they changed can be told, what they said cannot.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from pydantic import ConfigDict, JsonValue

from guildhall.discord.ids import ChannelId, GuildId, RoleId, RuleId, Snowflake
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_GUILD, Route
from guildhall.discord.types.channel import OverwriteType
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.operations.automod_rules import RuleShown
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.guild_settings import GuildSettings
from guildhall.operations.model import Model
from guildhall.operations.onboarding_shown import onboarding_now
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.preview import fingerprint
from guildhall.operations.reversal import fields
from guildhall.operations.shown import listed
from guildhall.operations.sparse import Sparse
from guildhall.operations.welcome_screen import FEATURE, GET_SCREEN, screen_of

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.guild import Guild, Role

_RULES = Route("GET /guilds/{guild_id}/auto-moderation/rules")
_DIGEST = 16
_KINDS = {OverwriteType.ROLE: "role", OverwriteType.MEMBER: "member"}
_MODEL = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)


class SnapshotPart(StrEnum):
    """A part of a snapshot."""

    SETTINGS = "settings"
    ROLES = "roles"
    CHANNELS = "channels"
    RULES = "rules"
    ENTRY = "entry"


def digest_of(*texts: JsonValue) -> str:
    """Return a short digest of what is too long to stand in a snapshot; empty for nothing."""
    return fingerprint([str(text) for text in texts])[:_DIGEST] if any(texts) else ""


class SettingsState(Sparse):
    """A guild's settings; `description` and `pictures` as digests, channels only where the asker sees them."""

    model_config = _MODEL

    name: GivenName
    verification: OurText
    notifications: OurText
    content_filter: OurText
    description: OurText = ""
    pictures: OurText = ""
    locale: OurText = ""
    features: tuple[OurText, ...] = ()
    suppressed_notices: tuple[OurText, ...] = ()
    afk_timeout_s: int | None = None
    boost_bar: bool = False
    afk_channel_id: ChannelId | None = None
    system_channel_id: ChannelId | None = None
    rules_channel_id: ChannelId | None = None
    public_updates_channel_id: ChannelId | None = None
    safety_alerts_channel_id: ChannelId | None = None
    emoji_count: int = 0
    sticker_count: int = 0

    @classmethod
    def of(cls, answer: JsonValue, known: Collection[ChannelId]) -> Self:
        """Return what Discord's answer says of a guild."""
        told, found = GuildSettings.of(answer).model_dump(mode="json"), fields(answer)
        channels = {name: told[name] if told[name] in known else None for name in told if name.endswith("_channel_id")}
        pictures = digest_of(*(told[name] for name in sorted(told) if name.endswith("_url")))
        counts = {f"{name}_count": len(_listed(found.get(f"{name}s"))) for name in ("emoji", "sticker")}
        changed = {"description": digest_of(told["description"]), "pictures": pictures}
        sets = {name: sorted(told[name]) for name in ("features", "suppressed_notices")}
        return cls.model_validate({**told, **channels, **counts, **changed, **sets})


class RoleState(Sparse):
    """A role; `permissions` as Discord's number."""

    model_config = _MODEL

    role_id: RoleId
    name: GivenName
    position: int
    permissions: OurText
    colour: OurText = ""
    hoist: bool = False
    mentionable: bool = False
    managed: bool = False

    @classmethod
    def of(cls, role: "Role") -> Self:
        """Return a role's state."""
        same = {name: getattr(role, name) for name in ("name", "position", "hoist", "mentionable", "managed")}
        colour = f"#{role.color:06x}" if role.color else ""
        return cls.model_validate({"role_id": role.id, "permissions": role.permissions.wire, "colour": colour, **same})


class OverwriteState(Model):
    """What a channel allows and denies to a role or a member, as Discord's numbers."""

    model_config = _MODEL

    target_id: Snowflake
    kind: OurText
    allow: OurText = "0"
    deny: OurText = "0"


class ChannelState(Sparse):
    """A channel; `topic` as a digest."""

    model_config = _MODEL

    channel_id: ChannelId
    name: GivenName
    kind: OurText
    position: int
    category_id: ChannelId | None = None
    topic: OurText = ""
    slowmode_s: int = 0
    age_restricted: bool = False
    user_limit: int | None = None
    bitrate_bps: int | None = None
    overwrites: tuple[OverwriteState, ...] = ()

    @classmethod
    def of(cls, channel: "Channel", known: Collection[ChannelId]) -> Self:
        """Return a channel's state; its category where the asker sees that."""
        said = sorted(channel.permission_overwrites, key=lambda each: int(each.id))
        rulings = [
            {"target_id": str(each.id), "kind": _KINDS[each.type], "allow": each.allow.wire, "deny": each.deny.wire}
            for each in said
        ]
        told = {"channel_id": channel.id, "name": channel.name, "position": channel.position, "overwrites": rulings}
        told |= {"kind": channel.type.name.removeprefix("GUILD_").lower(), "topic": digest_of(channel.topic)}
        told |= {"category_id": channel.parent_id if channel.parent_id in known else None}
        told |= {"slowmode_s": channel.rate_limit_per_user, "age_restricted": channel.nsfw}
        return cls.model_validate({**told, "user_limit": channel.user_limit, "bitrate_bps": channel.bitrate})


class RuleState(Sparse):
    """An AutoMod rule; its words, actions and exemptions as one digest, `content`."""

    model_config = _MODEL

    rule_id: RuleId
    name: GivenName
    trigger: OurText
    enabled: bool = False
    content: OurText = ""

    @classmethod
    def of(cls, rule: RuleShown, known: Collection[ChannelId]) -> Self:
        """Return a rule's state, without channels that the asker does not see."""
        content = digest_of(rule.seen_among(known).model_dump_json(exclude={"rule_id", "name", "enabled"}))
        return cls(rule_id=rule.rule_id, name=rule.name, trigger=rule.trigger, enabled=rule.enabled, content=content)


class EntryState(Sparse):
    """What meets those who join, as digests: the welcome screen and the onboarding; empty where there is none."""

    model_config = _MODEL

    welcome_screen: OurText = ""
    onboarding: OurText = ""


class GuildSnapshot(Sparse):
    """A guild at one moment; it holds `parts`, `not_seen` are not the asker's; `digest` stays while nothing changes."""

    model_config = _MODEL

    guild_id: GuildId | None = None
    taken_at: datetime | None = None
    digest: OurText = ""
    parts: tuple[SnapshotPart, ...] = ()
    not_seen: tuple[SnapshotPart, ...] = ()
    settings: SettingsState | None = None
    roles: tuple[RoleState, ...] = ()
    channels: tuple[ChannelState, ...] = ()
    rules: tuple[RuleState, ...] = ()
    entry: EntryState | None = None

    @property
    def own_digest(self) -> str:
        """The digest that its content has."""
        return digest_of(self.model_dump_json(exclude={"digest", "taken_at"}))


def taken(ports: Ports, guild_id: GuildId, parts: Collection[SnapshotPart]) -> GuildSnapshot:
    """Return the guild as the caller sees it now."""
    known, answer = visible(ports, guild_id), ports.discord.call(GET_GUILD, {"guild_id": guild_id})
    told: dict[str, object] = {}
    if SnapshotPart.SETTINGS in parts:
        told["settings"] = SettingsState.of(answer, known)
    if SnapshotPart.ROLES in parts:
        told["roles"] = tuple(map(RoleState.of, _from_lowest(ports.discord.guild(guild_id))))
    if SnapshotPart.CHANNELS in parts:
        told["channels"] = tuple(ChannelState.of(each, known) for each in known.values())
    if SnapshotPart.RULES in parts:
        told["rules"] = _rules(ports, guild_id, known)
    if SnapshotPart.ENTRY in parts:
        told["entry"] = _entry(ports, guild_id, answer)
    there = sorted(name for name, part in told.items() if part is not None)
    about = {"guild_id": guild_id, "parts": there, "not_seen": sorted(set(told) - set(there))}
    whole = GuildSnapshot.model_validate({**about, **{name: told[name] for name in there}})
    return whole.model_copy(update={"digest": whole.own_digest, "taken_at": ports.now})


def _from_lowest(guild: "Guild") -> list["Role"]:
    return sorted(guild.roles, key=lambda role: (role.position, -int(role.id)))


def _rules(ports: Ports, guild_id: GuildId, known: Collection[ChannelId]) -> tuple[RuleState, ...] | None:
    """Return the AutoMod rules; None where the caller, or the bot, may not see them."""
    with _perhaps():
        if ports.caller.in_guild() & Permission.MANAGE_GUILD:
            rules = listed(ports, _RULES, {"guild_id": guild_id}, RuleShown)
            return tuple(RuleState.of(rule, known) for rule in sorted(rules, key=lambda rule: int(rule.rule_id)))
    return None


def _entry(ports: Ports, guild_id: GuildId, answer: JsonValue) -> EntryState:
    """Return what meets those who join, as far as the caller sees it: a screen that is off is its managers'."""
    known, features = visible(ports, guild_id), tuple(map(str, _listed(fields(answer).get("features"))))
    screen = onboarding = ""
    with _perhaps():
        if FEATURE in features or ports.caller.in_guild() & Permission.MANAGE_GUILD:
            told = screen_of(ports.discord.call(GET_SCREEN, {"guild_id": guild_id}), features)
            screen = digest_of(told.seen_among(known).model_dump_json())
    with _perhaps():
        onboarding = digest_of(onboarding_now(ports, guild_id).seen_among(known).model_dump_json())
    return EntryState(welcome_screen=screen, onboarding=onboarding)


@contextmanager
def _perhaps() -> Iterator[None]:
    """Go on where Discord says that something is not there, or not the bot's to see."""
    try:
        yield
    except (DiscordForbidden, DiscordNotFound):
        return


def _listed(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
