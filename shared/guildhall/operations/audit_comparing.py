"""Our trail beside Discord's own audit log: the audit id at the end of a reason says which belong together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import ConfigDict, Field, TypeAdapter

from guildhall.clock import first_id_at, moment_of_snowflake, snowflake_at
from guildhall.discord.ids import GuildId
from guildhall.discord.parsing import parsed
from guildhall.discord.reasons import audit_id_in
from guildhall.discord.routes import CREATE_MESSAGE, UPDATE_MESSAGE, Route
from guildhall.errors import OperationUnknown
from guildhall.operations import catalogue
from guildhall.operations.acts import Act, acts_of
from guildhall.operations.audit_reading import MOST_RECORDS, walk
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

LIST_AUDIT_LOG = Route("GET /guilds/{guild_id}/audit-logs")
PAGE, PAGES = 100, 5
"""Of Discord's log one call reads so many pages of so many entries."""
MOST_LOOK_UPS = 50
"""So many acts that only Discord's log names are looked up."""
LONGEST_QUESTION = timedelta(hours=1)
"""An act's id is made when it is asked for, and a human may take so long to approve it."""
FRESH = timedelta(seconds=30)
"""An entry may take so long to appear."""
_UNKEPT: Mapping[str, tuple[str, ...]] = {
    "a message that is posted": (
        CREATE_MESSAGE.text,
        "POST /webhooks/{webhook_id}/{webhook_token}",
    ),
    "a message that is edited": (
        UPDATE_MESSAGE.text,
        "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
    ),
    "the bot's own messages, and one for several of the same author's": (
        "DELETE /channels/{channel_id}/messages/{message_id}",
        "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
    ),
    "a message that is published": ("POST /channels/{channel_id}/messages/{message_id}/crosspost",),
    "a poll that is ended": ("POST /channels/{channel_id}/polls/{message_id}/expire",),
    "reactions": (
        "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
        "DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
        "DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}",
        "DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}",
        "DELETE /channels/{channel_id}/messages/{message_id}/reactions",
    ),
    "somebody who is writing": ("POST /channels/{channel_id}/typing",),
    "who is in a thread": (
        "PUT /channels/{channel_id}/thread-members/@me",
        "DELETE /channels/{channel_id}/thread-members/@me",
        "PUT /channels/{channel_id}/thread-members/{user_id}",
        "DELETE /channels/{channel_id}/thread-members/{user_id}",
    ),
    "a sound that is played": ("POST /channels/{channel_id}/send-soundboard-sound",),
    "templates": (
        "POST /guilds/{guild_id}/templates",
        "PUT /guilds/{guild_id}/templates/{code}",
        "PATCH /guilds/{guild_id}/templates/{code}",
        "DELETE /guilds/{guild_id}/templates/{code}",
    ),
    "commands": (
        "POST /applications/{application_id}/guilds/{guild_id}/commands",
        "PUT /applications/{application_id}/guilds/{guild_id}/commands",
        "PATCH /applications/{application_id}/guilds/{guild_id}/commands/{command_id}",
        "DELETE /applications/{application_id}/guilds/{guild_id}/commands/{command_id}",
        "POST /applications/{application_id}/commands",
        "PUT /applications/{application_id}/commands",
        "PATCH /applications/{application_id}/commands/{command_id}",
        "DELETE /applications/{application_id}/commands/{command_id}",
    ),
    "what is the application's own, in all servers": (
        "PATCH /users/@me",
        "PATCH /applications/@me",
        "POST /applications/{application_id}/emojis",
        "PATCH /applications/{application_id}/emojis/{emoji_id}",
        "DELETE /applications/{application_id}/emojis/{emoji_id}",
        "PUT /applications/{application_id}/role-connections/metadata",
        "POST /applications/{application_id}/attachment",
    ),
    "how the bot itself is heard on a stage": ("PATCH /guilds/{guild_id}/voice-states/@me",),
    "what the bot does in direct messages": ("POST /users/@me/channels",),
}
NO_ENTRY: Mapping[str, str] = {
    route: f"Discord keeps no entry for {what}." for what, routes in _UNKEPT.items() for route in routes
}
"""Why some writes leave nothing in Discord's log.

Source: https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-audit-log-events
"""
_HAPPENED = frozenset({"done", "unknown"})


class Entry(Model):
    """An entry of Discord's audit log, as far as it is compared."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(pattern=r"^[0-9]{1,20}$")
    action_type: int
    reason: str | None = None

    @property
    def at(self) -> datetime:
        """When Discord wrote it."""
        return moment_of_snowflake(self.id)


class _Log(Model):
    audit_log_entries: list[Entry]


_LOG = TypeAdapter(_Log)


class Sides(NamedTuple):
    """What each side has of a period.

    Attributes:
        since: The moment from which both sides were read: later than asked for, where there was too much.
        acts: Ours that wrote to Discord or may have, newest first.
        entries: Discord's of the bot, by our audit id; under None those that name none.
    """

    since: datetime
    acts: list[Act]
    entries: dict[str | None, list[Entry]]


def sides(ports: Ports, guild_id: GuildId, since: datetime) -> Sides:
    """Return both sides from a moment on, in bounded work."""
    entries, entries_since = _theirs(ports, guild_id, since)
    acts, acts_since = _ours(ports, guild_id, since)
    start = max(entries_since, acts_since)
    by_id = defaultdict[str | None, list[Entry]](list)
    for entry in entries:
        if entry.at >= start:
            by_id[audit_id_in(entry.reason)].append(entry)
    known = {act.audit_id for act in acts}
    named = [audit_id for audit_id in by_id if audit_id and audit_id not in known][:MOST_LOOK_UPS]
    older = [act for audit_id in named for act in acts_of(ports.platform.audit_records(guild_id, audit_id))]
    return Sides(start, [act for act in acts if _at(act) >= start or act.audit_id in by_id] + older, dict(by_id))


def why_no_entry(act: Act, now: datetime) -> str:
    """Return why an act may stand in our trail alone."""
    if act.status(now) == "unknown":
        return "Our trail does not know whether it happened, and Discord has nothing of it: most likely it did not."
    route = _route(act)
    if route is not None and route.text in NO_ENTRY:
        return NO_ENTRY[route.text]
    if now - _at(act) < FRESH:
        return "It was done just now; Discord's entry may take half a minute."
    return "Discord should have an entry, unless nothing became different by it."


def is_explained(act: Act, now: datetime) -> bool:
    """Return whether it is known that Discord's log has nothing of such an act, or not yet."""
    route = _route(act)
    return (route is not None and route.text in NO_ENTRY) or now - _at(act) < FRESH


def lag_s(act: Act, entry: Entry) -> float:
    """Return by how many seconds Discord's entry is later than our outcome, or intent where there is none."""
    return round((entry.at - _at(act)).total_seconds(), 3)


def happened(act: Act, now: datetime) -> bool:
    """Return whether an act changed something at Discord, or may have."""
    return act.status(now) in _HAPPENED and _route(act) is not None


def _at(act: Act) -> datetime:
    return datetime.fromisoformat(str(act.last["at"]))


def _route(act: Act) -> Route | None:
    """Return the route by which an act wrote; None for what reads, or is the platform's own."""
    try:
        route = catalogue.find(str(act.last["operation"])).spec.route
    except OperationUnknown:
        return None
    return None if route is None or route.method == "GET" else route


def _theirs(ports: Ports, guild_id: GuildId, since: datetime) -> tuple[list[Entry], datetime]:
    bot, found = ports.discord.bot_member(guild_id).id, list[Entry]()
    for _ in range(PAGES):
        query: dict[str, str | int | bool] = {"user_id": str(bot), "limit": PAGE}
        if found:
            query["before"] = found[-1].id
        answer = ports.discord.call(LIST_AUDIT_LOG, {"guild_id": guild_id}, query=query)
        page = sorted(
            parsed(_LOG, LIST_AUDIT_LOG, answer).audit_log_entries, key=lambda each: int(each.id), reverse=True
        )
        found += page
        if len(page) < PAGE or int(page[-1].id) < int(snowflake_at(since)):
            return found, since
    return found, found[-1].at


def _ours(ports: Ports, guild_id: GuildId, since: datetime) -> tuple[list[Act], datetime]:
    first, acts, records = first_id_at(since - LONGEST_QUESTION), list[Act](), 0
    for act in _until(walk(ports.platform, guild_id), first):
        acts.append(act)
        records += len(act.records)
        if records >= MOST_RECORDS:
            return acts, _at(act)
    return acts, since


def _until(acts: Iterator[Act], first: str) -> Iterator[Act]:
    for act in acts:
        if act.audit_id < first:
            return
        yield act
