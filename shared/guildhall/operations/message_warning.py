"""What a moderator wants to know before they warn somebody for a message, and a text to begin with."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import TypeAdapter

from guildhall.clock import moment_of_snowflake
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.discord.limits import AUDIT_LOG_PAGE_COUNT
from guildhall.discord.parsing import parsed
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.discord.types.base import DiscordObject
from guildhall.errors import DiscordForbidden
from guildhall.operations.fields import By, OurText
from guildhall.operations.ports import Ports
from guildhall.operations.sparse import Sparse

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

AUDIT_LOG = Route("GET /guilds/{guild_id}/audit-logs")
_KICK, _BAN, _UNBAN, _UPDATE = 20, 22, 23, 24
_ACTS = {_KICK: "kicked", _BAN: "banned", _UNBAN: "unbanned"}
_TIMEOUT = "communication_disabled_until"


class Tone(StrEnum):
    """How a warning sounds."""

    FRIENDLY = "friendly"
    FIRM = "firm"
    FINAL = "final"


_CLOSING = {
    Tone.FRIENDLY: "No harm done; please keep it in mind. If anything is unclear, just ask us.",
    Tone.FIRM: "Please take this as a warning. If you think that we are mistaken, tell us.",
    Tone.FINAL: "This is the last warning: next time we will act. If you think that we are mistaken, tell us.",
}


class EarlierAct(Sparse):
    """Something that was done to the author before, by Discord's audit log, which goes back some 45 days."""

    act: OurText
    at: datetime
    by_user_id: UserId | None = None
    reason: str = ""


class WarningDraft(Sparse):
    """What is known of a message, and a draft; `earlier` is only known with View Audit Log of asker and bot."""

    message_id: MessageId
    author_id: UserId
    author_name: Annotated[str, By("author_id")]
    is_bot: bool = False
    sent_at: datetime
    link: OurText
    content: Annotated[str, By("author_id")] = ""
    rules_channel_id: ChannelId | None = None
    history_known: bool
    earlier: list[EarlierAct]
    draft: str


class _Change(DiscordObject):
    key: str = ""
    new_value: object = None


class _Entry(DiscordObject):
    id: str
    action_type: int = 0
    user_id: UserId | None = None
    target_id: str = ""
    reason: str = ""
    changes: tuple[_Change, ...] = ()

    @property
    def act(self) -> str:
        """What was done, empty for what is no act of moderation."""
        if self.action_type != _UPDATE:
            return _ACTS.get(self.action_type, "")
        change = next((each for each in self.changes if each.key == _TIMEOUT), None)
        return "" if change is None else "timed out" if change.new_value else "timeout ended"


class _Log(DiscordObject):
    audit_log_entries: tuple[_Entry, ...] = ()


def earlier_acts(ports: Ports, guild_id: GuildId, user_id: UserId) -> list[EarlierAct] | None:
    """Return what was done to somebody before, newest first; None where the asker or the bot may not read it."""
    if not ports.caller.in_guild().has(Permission.VIEW_AUDIT_LOG):
        return None
    query: dict[str, str | int] = {"target_id": str(user_id), "limit": AUDIT_LOG_PAGE_COUNT}
    try:
        answer = ports.discord.call(AUDIT_LOG, {"guild_id": guild_id}, query=query)
    except DiscordForbidden:
        return None
    entries = [each for each in parsed(TypeAdapter(_Log), AUDIT_LOG, answer).audit_log_entries if each.act]
    theirs = [each for each in entries if each.target_id == user_id]
    return [
        EarlierAct(act=each.act, at=moment_of_snowflake(each.id), by_user_id=each.user_id, reason=each.reason)
        for each in sorted(theirs, key=lambda each: int(each.id), reverse=True)
    ]


def draft(message: "Message", link: str, rules_channel_id: ChannelId | None, rule: str | None, tone: Tone) -> str:
    """Return a text to begin with; it quotes nothing of the message."""
    about = f" ({rule})" if rule else ""
    rules = f" You find them in <#{rules_channel_id}>." if rules_channel_id else ""
    return (
        f"Hello <@{message.author.id}>, your message {link} goes against the rules of this server{about}.{rules} "
        f"{_CLOSING[tone]}"
    )
