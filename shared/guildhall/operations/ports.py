"""What an operation may reach, as Protocols; it never imports a client, and what only types name it does not load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from pydantic import JsonValue

    from guildhall.discord.files import File, Files
    from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
    from guildhall.discord.permissions import Permission
    from guildhall.discord.routes import Route
    from guildhall.discord.types.application import Application
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.guild import Guild, Member
    from guildhall.discord.types.message import Message
    from guildhall.identity import PlatformRole
    from guildhall.operations.acts import Act
    from guildhall.operations.automations_port import AutomationsPort
    from guildhall.operations.rules_port import RulesPort


class DiscordPort(Protocol):
    """Discord as an operation sees it. Every method may raise a `DiscordError`.

    The typed readers may answer from a cache that is at most a few seconds old; `fresh()` gives a port that reads anew.
    """

    def call(
        self,
        route: Route,
        path: Mapping[str, str],
        *,
        query: Mapping[str, str | int | bool | Sequence[str]] | None = None,
        body: Mapping[str, JsonValue] | Sequence[JsonValue] | None = None,
        files: Files | None = None,
    ) -> JsonValue:
        """Send one request; the execution's audit reason goes along, `allowed_mentions` is off unless given.

        Files make it a form: named `files[n]`, the body is its `payload_json`; else each value of the body is a field.

        Returns:
            The decoded answer; None for an empty one.
        """
        ...

    def guild(self, guild_id: GuildId) -> Guild:
        """Return the guild with its roles."""
        ...

    def application(self) -> Application:
        """Return the application whose bot we are, with its owner or team."""
        ...

    def guilds(self) -> list[Guild]:
        """Return the guilds that the bot is in, by id; only id, name and icon are filled."""
        ...

    def channel(self, channel_id: ChannelId) -> Channel:
        """Return a channel or thread."""
        ...

    def channels(self, guild_id: GuildId) -> list[Channel]:
        """Return the guild's channels without threads, as Discord orders them."""
        ...

    def member(self, guild_id: GuildId, user_id: UserId) -> Member:
        """Return a member."""
        ...

    def members(self, guild_id: GuildId, user_ids: Iterable[UserId]) -> dict[UserId, Member]:
        """Return those of many people who are members, in as few requests as it takes."""
        ...

    def bot_member(self, guild_id: GuildId) -> Member:
        """Return the bot itself as a member."""
        ...

    def recent_messages(
        self,
        channel_id: ChannelId,
        *,
        limit: int,
        before: MessageId | None = None,
        after: MessageId | None = None,
        around: MessageId | None = None,
    ) -> list[Message]:
        """Return messages, newest first, at most `limit` (1 to 100)."""
        ...

    def messages(self, channel_id: ChannelId, message_ids: Iterable[MessageId]) -> list[Message]:
        """Return exactly these messages, oldest first, in as few requests as it takes.

        Raises:
            DiscordNotFound: One of them is not in the channel; `details["missing"]` lists which.
        """
        ...


class CallerRights(Protocol):
    """What the caller may see and do, as Discord and the credential's ceilings have it."""

    @property
    def me(self) -> UserId:
        """The caller."""
        ...

    def is_me(self, user_id: UserId) -> bool:
        """Return whether somebody is the caller."""
        ...

    def can_reach(self, guild_id: GuildId) -> bool:
        """Return whether the caller is a member of an installed guild inside the credential's ceiling."""
        ...

    def in_channel(self, channel: Channel) -> Permission:
        """Return the caller's permissions in a channel of the call's guild; none outside the credential's ceiling."""
        ...

    def in_guild(self) -> Permission:
        """Return the caller's permissions in the call's guild at large."""
        ...

    def is_for_readers_of(self, source: Channel, place: Channel) -> bool:
        """Return whether everybody who sees `place` surely reads `source`, both of the call's guild, anyway."""
        ...

    def platform_role(self) -> PlatformRole:
        """Return what the caller is to the call's guild on this platform."""
        ...


class PlatformPort(Protocol):
    """The platform's own state, for operations about the platform itself."""

    def chat_channels(self, guild_id: GuildId) -> list[ChannelId]:
        """Return the channels in which the agent answers."""
        ...

    def allow_chat(self, guild_id: GuildId, channel_id: ChannelId) -> bool:
        """Let the agent answer there; return False when it already did."""
        ...

    def disallow_chat(self, guild_id: GuildId, channel_id: ChannelId) -> bool:
        """Stop the agent answering there; return False when it did not."""
        ...

    def audit_page(self, guild_id: GuildId, *, before: str | None, limit: int) -> list[dict[str, JsonValue]]:
        """Return the guild's audit records as JSON, newest first."""
        ...

    def audit_records(self, guild_id: GuildId, audit_id: str) -> list[dict[str, JsonValue]]:
        """Return the records of one audit id as JSON, in their order; none where the guild has none."""
        ...

    def verify_audit(self, guild_id: GuildId, month: str | None) -> dict[str, JsonValue]:
        """Check the guild's trail against its seals, the records of one month or of all, as far as there is time.

        Returns:
            The fields of `audit.verify`'s result.
        """
        ...

    def explain(
        self, operation: str, arguments: Mapping[str, JsonValue], user_id: UserId | None
    ) -> dict[str, JsonValue]:
        """Run the authorization steps for a call without making it.

        Returns:
            The fields of `operations.policy._explained.Explained`.
        """
        ...

    def simulate(self, draft: Mapping[str, JsonValue], acts: Sequence[Act]) -> dict[str, JsonValue]:
        """Replay past acts of the call's guild against a draft of its policy.

        Returns:
            The fields of `operations.policy._simulated.Replayed`.

        Raises:
            InvalidArguments: The draft makes no policy.
        """
        ...

    def open_questions(self, guild_id: GuildId) -> list[dict[str, JsonValue]]:
        """Return the guild's open questions that the caller asked or may answer, as JSON, newest first."""
        ...

    def confirmation(self, confirmation_id: str) -> dict[str, JsonValue] | None:
        """Return a confirmation of the caller's, as JSON with its result once done; None if it is not theirs."""
        ...


class FilesPort(Protocol):
    """Files that stand somewhere on the open web."""

    def fetch(self, url: str, *, most_bytes: int) -> File:
        """Return what stands at an https address; asked twice in one call of ours, it is the same file.

        Raises:
            FileUnusable: It may not be fetched, is not there, is too large or came too late; no address in the words.
        """
        ...


class Ports(Protocol):
    """Everything that an operation may reach while it runs."""

    @property
    def discord(self) -> DiscordPort:
        """Discord."""
        ...

    @property
    def caller(self) -> CallerRights:
        """The caller's rights."""
        ...

    @property
    def platform(self) -> PlatformPort:
        """The platform's own state."""
        ...

    @property
    def rules(self) -> RulesPort:
        """The guild's rules."""
        ...

    @property
    def automations(self) -> AutomationsPort:
        """The guild's automations."""
        ...

    @property
    def files(self) -> FilesPort:
        """Files of the open web."""
        ...

    @property
    def now(self) -> datetime:
        """The moment of the call, UTC."""
        ...

    @property
    def remaining_s(self) -> float:
        """Seconds that the call still has."""
        ...

    def pause(self, seconds: float) -> bool:
        """Let time pass and return True; return False at once where the call would not outlast it."""
        ...
