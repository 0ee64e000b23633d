"""The rules of a guild as an operation may reach them, as a Protocol; a part of `ports.Ports`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.identity import PlatformRole
from guildhall.operations.spec import Spending

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild, Member


class RulesPort(Protocol):
    """The rules of a guild, as JSON of their records, and who has which platform role."""

    def policy(self, guild_id: GuildId) -> dict[str, JsonValue]:
        """Return the guild's policy: lists sorted, risks by their names."""
        ...

    def draft(self, guild_id: GuildId, changes: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Return the policy as it would be with these fields changed.

        Raises:
            InvalidArguments: It could not be like that.
        """
        ...

    def change(self, guild_id: GuildId, changes: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Change these fields of the policy and return it.

        Raises:
            InvalidArguments: It cannot be like that.
            PlanDrifted: Somebody else changed it in the same moment.
        """
        ...

    def pause(self, guild_id: GuildId, why: str) -> bool:
        """Throw the kill switch in the caller's name; return False when it was thrown already.

        Raises:
            PlanDrifted: Others changed the policy again and again in the same moment.
        """
        ...

    def resume(self, guild_id: GuildId) -> bool:
        """Let go of the kill switch; return False when it was not thrown. Raises as `pause`."""
        ...

    def spent_today(self, guild_id: GuildId) -> dict[Spending, int]:
        """Return what of the guild's budgets of the day (UTC) is used; one that nobody used yet is left out."""
        ...

    def channel_policy(self, guild_id: GuildId, channel_id: ChannelId) -> dict[str, JsonValue]:
        """Return the channel's policy."""
        ...

    def change_channel(
        self, guild_id: GuildId, channel_id: ChannelId, changes: Mapping[str, JsonValue]
    ) -> dict[str, JsonValue]:
        """Change these fields of the channel's policy and return it."""
        ...

    def granted(self, guild_id: GuildId) -> dict[UserId, PlatformRole]:
        """Return the platform roles that were granted by hand."""
        ...

    def role_of(self, guild: "Guild", member: "Member") -> PlatformRole:
        """Return the platform role of a member to whom none was granted by hand."""
        ...

    def grant(self, guild_id: GuildId, user_id: UserId, role: PlatformRole) -> None:
        """Grant a platform role by hand."""
        ...

    def revoke(self, guild_id: GuildId, user_id: UserId) -> bool:
        """Take a platform role back that was granted by hand; return False when there was none."""
        ...
