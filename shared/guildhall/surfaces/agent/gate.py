"""Whether a mention or /ask is answered at all, and the one visible reason if it is not.

    a bot, a webhook, Discord itself     never, and nothing is said
    a direct message                     one reason for each person in 24 hours
    a guild that is not served           nothing is said: whoever asks there does not exist for us
    only a role was mentioned            if it is the bot's own: "mention me, not my role"; else nothing
    somebody who may not write there     nothing: they could not have asked
    a channel that is not on the list    one reason for each person, channel and 24 hours
    switched off by policy, or paused    likewise
    too much in one minute               one reason for each person and minute

An interaction waits for an answer, so for it every reason is said. A private one is answered in every channel: nobody
else sees it. The agent as such goes by the name `agent.answer` in the policy's lists: a guild, or a channel, that
denies `agent.*` (or everything, or is closed) has switched it off. What is *allowed* is not looked at, for that list is
about what the agent does, and each of its calls meets it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Protocol

from guildhall.clock import Clock, epoch_s, moment_of_snowflake, utc_now
from guildhall.discord.budget import Budget
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission, describe
from guildhall.discord.rights import channel_permissions
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.guild import Guild, Member
from guildhall.errors import DiscordError, DiscordForbidden, DiscordNotFound
from guildhall.execution.ports import DiscordAccess
from guildhall.identity import Door, Origin, Principal
from guildhall.operations.chat.allow import AllowChat
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import GuildPolicy
from guildhall.policy.ports import Counters, Policies
from guildhall.surfaces.agent.job import Ask, Mention, Start
from guildhall.surfaces.agent.ports import Admitted, Asked, Silent

ANSWER = "agent.answer"
"""The agent's name in the lists of a policy."""
REASON_EVERY = timedelta(hours=24)

_BUDGET_S = 10.0
_WRITTEN_BY_PEOPLE = frozenset({0, 19})
_MINUTE_S, _DAY_S = 60, 86_400
_UNAUTHORIZED = 401
_SETTLED_FOR = timedelta(days=2)
_FITS = "fits"
_WHO_ALLOWS = " and ".join(describe(AllowChat.spec.permission or NO_PERMISSIONS))

DIRECT = "I work in servers: mention me in a channel where I may answer."
NOT_SERVED = "This server is not served by this deployment. Somebody who manages it can install the bot."
NOT_YOURS = "I can answer only members who may write here."
ROLE = "Mention me, not my role: {bot}."
NOT_LISTED = "I do not answer in {channel}. Somebody with {who} can allow it there with `/allow-chat`."
NOT_SET_UP = (
    "I am not set up in this server yet. Somebody with {who} can do it with `/setup`, and let me answer in {channel}."
)
PAUSED = (
    "I am paused in this server, and so is everything that changes something. Somebody with {who} can end the pause "
    "with `/control resume`."
)
SWITCHED_OFF = "This server's policy has switched my answers off here. Somebody with {who} can change the policy."
COOLDOWN = "That was a lot in one minute: you may ask again in {seconds} s."


class Onces(Protocol):
    """What is said or settled once; `store.onces` is it."""

    def claim(self, name: str, owner: str, until: datetime) -> str:
        """Take a name until a moment, unless it is taken; return whose it now is."""
        ...

    def owner(self, name: str) -> str | None:
        """Return whose a name is, None while it is nobody's."""
        ...


class _No(Exception):
    """It is not answered.

    Attributes:
        say: The reason for the asker; to a mention only where there is `once`.
        once: The name under which the reason is said once in `every`.
    """

    def __init__(self, why: str, say: str = NOT_YOURS, once: str = "", every: timedelta = REASON_EVERY) -> None:
        super().__init__(why)
        self.why, self.say, self.once, self.every = why, say, once, every


@dataclass(frozen=True, slots=True)
class _Place:
    """Where it was asked; a thread comes with the channel that it hangs on."""

    guild_id: GuildId
    channel_id: ChannelId
    parent: Channel | None = None

    @property
    def ruling_id(self) -> ChannelId:
        """The channel whose rules hold: of a thread the one that it hangs on."""
        return self.parent.id if self.parent else self.channel_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatGate:
    """`Gate`: reads Discord and the policies, and counts in StateTable."""

    discord: DiscordAccess = field(repr=False)
    policies: Policies = field(repr=False)
    counters: Counters = field(repr=False)
    onces: Onces = field(repr=False)
    clock: Clock = field(default=utc_now, repr=False)

    def admit(self, start: Start, *, first: bool) -> Admitted | Silent:
        """Decide; a repeated attempt of the same turn gets the same answer and is counted once.

        Raises:
            DiscordError: Discord could not be asked.
            StoreError: A table did not answer.
        """
        try:
            return self._admitted(start, first=first)
        except _No as no:
            return Silent(no.why, self._words(start, no))

    def _words(self, start: Start, no: _No) -> str:
        if isinstance(start, Ask):
            return no.say
        if not no.once:
            return ""
        mine = self.onces.claim(f"reason#{no.once}", start.turn_id, self.clock() + no.every) == start.turn_id
        return no.say if mine else ""

    def _admitted(self, start: Start, *, first: bool) -> Admitted:
        asker_id = _person(start)
        if start.guild_id is None:
            raise _No("a direct message", DIRECT, f"direct#{asker_id}")
        guild_id, channel_id = GuildId.parse(start.guild_id), ChannelId.parse(start.channel_id)
        installation = self.policies.installation(guild_id)
        if installation is None or not installation.active:
            raise _No("the guild is not served", NOT_SERVED)
        place = self._place(start, asker_id, _Place(guild_id, channel_id))
        policy = self.policies.guild_policy(guild_id)
        here = f"{asker_id}#{channel_id}"
        if _is_public(start):
            self._require_listed(policy, place, here)
        self._require_switched_on(policy, place, here)
        self._cool_down(start, asker_id, policy, first=first)
        return Admitted(_asked(start, asker_id, place), policy)

    def _place(self, start: Start, asker_id: UserId, place: _Place) -> _Place:
        """Return where it was asked, once the asker is known to be somebody who may ask there."""
        discord = self.discord.within(Budget.of(_BUDGET_S))
        try:
            guild = discord.guild(place.guild_id)
            if isinstance(start, Mention) and start.by_role:
                raise _role_only(start, guild, discord.bot_member(guild.id).id)
            member = discord.member(guild.id, asker_id)
        except (DiscordNotFound, DiscordForbidden) as error:
            raise _hidden(error, "guild or member") from None
        if member.timed_out(self.clock()):
            raise _No("the asker is timed out")
        try:
            channel = discord.channel(place.channel_id)
            parent = discord.channel(channel.parent_id) if channel.is_thread and channel.parent_id else None
        except (DiscordNotFound, DiscordForbidden) as error:
            if _is_public(start):
                raise _hidden(error, "channel") from None
            return place
        if _is_public(start):
            self._require_rights(guild, member, channel, parent)
        return _Place(place.guild_id, place.channel_id, parent)

    def _require_rights(self, guild: Guild, member: Member, channel: Channel, parent: Channel | None) -> None:
        mine = channel_permissions(guild, member, channel, parent, now=self.clock())
        if not mine.has(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES):
            raise _No("the asker may not write there")

    def _require_listed(self, policy: GuildPolicy, place: _Place, here: str) -> None:
        listed = {entry.channel_id for entry in self.policies.chat_channels(place.guild_id)}
        if not listed & {place.channel_id, place.ruling_id}:
            words = NOT_SET_UP if policy == GuildPolicy.initial(place.guild_id) else NOT_LISTED
            say = words.format(channel=f"<#{place.ruling_id}>", who=_WHO_ALLOWS)
            raise _No("the channel is not on the list", say, f"channel#{here}")

    def _require_switched_on(self, policy: GuildPolicy, place: _Place, here: str) -> None:
        if policy.paused is not None:
            raise _No("paused", PAUSED.format(who=_WHO_ALLOWS), f"paused#{here}#{policy.version}")
        rules = self.policies.channel_policy(place.guild_id, place.ruling_id)
        denied = (*policy.denied_operations, *rules.denied_operations)
        if rules.mode is ChannelMode.CLOSED or any(fnmatchcase(ANSWER, pattern) for pattern in denied):
            raise _No("switched off by policy", SWITCHED_OFF.format(who=_WHO_ALLOWS), f"off#{here}")

    def _cool_down(self, start: Start, asker_id: UserId, policy: GuildPolicy, *, first: bool) -> None:
        """Count the turn in the minute in which it was asked, once, whatever becomes of its first attempt."""
        settled = f"cooldown#{start.turn_id}"
        verdict = None if first else self.onces.owner(settled)
        minute = int(moment_of_snowflake(start.turn_id).timestamp()) // _MINUTE_S
        if verdict is None:
            name = f"chat#{policy.guild_id}#{asker_id}#{minute}"
            refused = self.counters.spend(name, window_s=_DAY_S, limit=policy.chat_turns_per_minute)
            verdict = self.onces.claim(settled, "refused" if refused else _FITS, self.clock() + _SETTLED_FOR)
        if verdict != _FITS:
            seconds = min(max((minute + 1) * _MINUTE_S - epoch_s(self.clock()), 1), _MINUTE_S)
            once = f"cooldown#{policy.guild_id}#{asker_id}#{minute}"
            raise _No("cooldown", COOLDOWN.format(seconds=seconds), once, timedelta(seconds=2 * _MINUTE_S))


def _person(start: Start) -> UserId:
    """Return who asks, if it is somebody who can be answered."""
    asker_id = UserId.parse(start.author_id)
    if isinstance(start, Ask):
        return asker_id
    author = start.message.get("author") or {}
    machine = author.get("bot") or author.get("system") or start.message.get("webhook_id")
    if machine or start.message.get("type", 0) not in _WRITTEN_BY_PEOPLE or author.get("id") != asker_id:
        raise _No("not written by a person")
    return asker_id


def _hidden(error: DiscordError, what: str) -> Exception:
    """Return what it means that Discord does not show something; a refused bot token is nobody's answer."""
    return error if error.status == _UNAUTHORIZED else _No(f"Discord does not show the {what}: {error.code}")


def _is_public(start: Start) -> bool:
    return isinstance(start, Mention) or not start.private


def _role_only(start: Mention, guild: Guild, bot_id: UserId) -> _No:
    mentioned = {str(role_id) for role_id in start.message.get("mention_roles") or ()}
    own = {str(role.id) for role in guild.roles if role.managed and role.tags and role.tags.bot_id == bot_id}
    if not mentioned & own:
        return _No("roles of others were mentioned")
    once = f"role#{start.author_id}#{start.channel_id}"
    return _No("the bot's role was mentioned, not the bot", ROLE.format(bot=f"<@{bot_id}>"), once)


def _asked(start: Start, asker_id: UserId, place: _Place) -> Asked:
    principal = Principal(
        user_id=asker_id,
        door=Door.AGENT,
        credential=f"turn:{start.turn_id}",
        client="Discord",
        origin=Origin(place.guild_id, place.channel_id),
    )
    return Asked(
        start=start,
        turn_id=start.turn_id,
        principal=principal,
        guild_id=place.guild_id,
        channel_id=place.channel_id,
        always_private=not _is_public(start),
    )
