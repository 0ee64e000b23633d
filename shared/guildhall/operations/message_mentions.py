"""Whom a text mentions, and whom it would notify: by Discord's rules, and by those of this platform.

On this platform a mention alone notifies nobody: whoever is to be notified is named beside the text once more, and
Discord is told just that. See `operations/pinging.py`.
"""

import re
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import TypeAdapter

from guildhall.discord.ids import GuildId, RoleId, UserId
from guildhall.discord.parsing import parsed
from guildhall.discord.permissions import Permission
from guildhall.discord.rights import channel_permissions
from guildhall.discord.routes import Route
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.operations.fields import By, GivenName, OurText
from guildhall.operations.ports import Ports
from guildhall.operations.sparse import Sparse

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.guild import Guild, Member, Role

MEMBER_COUNTS = Route("GET /guilds/{guild_id}/roles/member-counts")
_USER = re.compile(r"<@!?([0-9]{1,20})>")
_ROLE = re.compile(r"<@&([0-9]{1,20})>")
_MOST = 50
_NOT_NAMED = "It is not named beside the text, so the mention shows and notifies nobody."
_TAKES = "It takes Mention Everyone of you and of the bot."


class UserMentioned(Sparse):
    """Somebody whom the text mentions, and whether it notifies them; if not, why."""

    user_id: UserId
    name: Annotated[str, By("user_id")] = ""
    notified: bool
    why_not: OurText = ""


class RoleMentioned(Sparse):
    """A role that the text mentions; `member_count` where Discord tells."""

    role_id: RoleId
    name: GivenName = ""
    member_count: int | None = None
    notified: bool
    why_not: OurText = ""


class EverybodyMentioned(Sparse):
    """@everyone or @here in the text; the count is approximate, of @here that of those who are online."""

    mention: OurText
    member_count: int | None = None
    notified: bool
    why_not: OurText = ""


class MentionsPreviewed(Sparse):
    """Whom a text mentions, and which of them would be notified."""

    users: list[UserMentioned]
    roles: list[RoleMentioned]
    everybody: list[EverybodyMentioned]
    may_mention_everyone: bool


class Text(NamedTuple):
    """A text with whom it is to notify."""

    content: str
    ping_user_ids: frozenset[UserId] = frozenset()
    ping_role_ids: frozenset[RoleId] = frozenset()
    ping_everyone: bool = False


class Reach(NamedTuple):
    """Whom a text reaches in one channel."""

    ports: Ports
    guild: "Guild"
    channel: "Channel"
    parent: "Channel | None"
    text: Text

    def preview(self) -> MentionsPreviewed:
        """Return whom the text mentions and notifies."""
        may = self._may_mention_everyone()
        roles = [RoleId(each) for each in _named(_ROLE, self.text.content)]
        counts = _member_counts(self.ports, self.guild.id) if roles else {}
        users = [UserId(each) for each in _named(_USER, self.text.content)]
        members = self.ports.discord.members(self.guild.id, users) if users else {}
        return MentionsPreviewed(
            users=[self._user(user_id, members.get(user_id)) for user_id in users],
            roles=[self._role(role_id, counts.get(role_id), may=may) for role_id in roles],
            everybody=[self._everybody(each, may=may) for each in ("@everyone", "@here") if self._says(each)],
            may_mention_everyone=may,
        )

    def _says(self, mention: str) -> bool:
        return re.search(rf"{mention}\b", self.text.content) is not None

    def _may_mention_everyone(self) -> bool:
        bot = self._rights(self.ports.discord.bot_member(self.guild.id))
        return (bot & self.ports.caller.in_channel(self.channel)).has(Permission.MENTION_EVERYONE)

    def _rights(self, member: "Member") -> Permission:
        return channel_permissions(self.guild, member, self.channel, self.parent, now=self.ports.now)

    def _user(self, user_id: UserId, member: "Member | None") -> UserMentioned:
        if member is None:
            return UserMentioned(user_id=user_id, notified=False, why_not="They are no member of this server.")
        why = "" if self._rights(member).has(Permission.VIEW_CHANNEL) else "They do not see this channel."
        why = why or ("" if user_id in self.text.ping_user_ids else _NOT_NAMED)
        return UserMentioned(user_id=user_id, name=member.display, notified=not why, why_not=why)

    def _role(self, role_id: RoleId, count: int | None, *, may: bool) -> RoleMentioned:
        role = self.guild.role(role_id)
        if role is None or str(role_id) == str(self.guild.id):
            return RoleMentioned(role_id=role_id, notified=False, why_not="There is no such role to notify.")
        why = self._why_no_role(role, may=may)
        return RoleMentioned(role_id=role_id, name=role.name, member_count=count, notified=not why, why_not=why)

    def _why_no_role(self, role: "Role", *, may: bool) -> str:
        if not (role.mentionable or may):
            return _TAKES
        return "" if role.id in self.text.ping_role_ids else _NOT_NAMED

    def _everybody(self, mention: str, *, may: bool) -> EverybodyMentioned:
        guild, why = self.guild, _NOT_NAMED if may else _TAKES
        count = guild.approximate_presence_count if mention == "@here" else guild.approximate_member_count
        notified = may and self.text.ping_everyone
        why_not = "" if notified else why
        return EverybodyMentioned(mention=mention, member_count=count, notified=notified, why_not=why_not)


def _named(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the ids that a text mentions, each once, in their order; none that could be no id."""
    return [each for each in dict.fromkeys(pattern.findall(text)) if not each.startswith("0")][:_MOST]


def _member_counts(ports: Ports, guild_id: GuildId) -> dict[str, int]:
    """Return how many members each role has, as far as Discord tells the bot."""
    try:
        answer = ports.discord.call(MEMBER_COUNTS, {"guild_id": guild_id})
    except (DiscordForbidden, DiscordNotFound):
        return {}
    return parsed(TypeAdapter(dict[str, int]), MEMBER_COUNTS, answer)
