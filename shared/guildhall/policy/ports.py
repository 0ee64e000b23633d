"""What the pipeline needs from outside, as Protocols; `bootstrap` injects the repositories."""

from collections.abc import Mapping
from typing import Protocol

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.policy.model import ApiKey, ChannelPolicy, ChatChannel, GuildPolicy, Installation, Membership
from guildhall.policy.shares import Counted, Share, Short


class Policies(Protocol):
    """PolicyTable's repository. Absent policies read as the defaults; a failing store raises."""

    def installation(self, guild_id: GuildId) -> Installation | None:
        """Return the guild's installation, or None."""
        ...

    def installations(self) -> list[Installation]:
        """Return every installation, active or not, by guild id."""
        ...

    def put_installation(self, installation: Installation) -> None:
        """Record an installation, replacing an older record of the guild."""
        ...

    def membership(self, guild_id: GuildId, user_id: UserId) -> Membership | None:
        """Return the platform role that was granted by hand, or None."""
        ...

    def memberships(self, guild_id: GuildId) -> list[Membership]:
        """Return the platform roles that were granted by hand, by user id."""
        ...

    def put_membership(self, membership: Membership) -> None:
        """Record a granted platform role."""
        ...

    def remove_membership(self, guild_id: GuildId, user_id: UserId) -> bool:
        """Take a granted platform role back; return False when there was none."""
        ...

    def guild_policy(self, guild_id: GuildId) -> GuildPolicy:
        """Return the guild's policy; for a guild without one `GuildPolicy.initial`, which only reads."""
        ...

    def put_guild_policy(self, policy: GuildPolicy) -> bool:
        """Store a policy of version n if the stored one has n - 1 (none counts as 0); say whether."""
        ...

    def channel_policy(self, guild_id: GuildId, channel_id: ChannelId) -> ChannelPolicy:
        """Return the channel's policy, or the default one."""
        ...

    def put_channel_policy(self, policy: ChannelPolicy) -> None:
        """Store a channel's policy."""
        ...

    def chat_channels(self, guild_id: GuildId) -> list[ChatChannel]:
        """Return the channels in which the agent answers, by channel id."""
        ...

    def allow_chat(self, channel: ChatChannel) -> bool:
        """Add a chat channel; return False when it was there."""
        ...

    def disallow_chat(self, guild_id: GuildId, channel_id: ChannelId) -> bool:
        """Remove a chat channel; return False when it was not there."""
        ...

    def api_key(self, key_id: str) -> ApiKey | None:
        """Return the key of that public id, or None."""
        ...

    def put_api_key(self, key: ApiKey) -> None:
        """Store a key, replacing one of the same id."""
        ...


class Counters(Protocol):
    """StateTable's counters for limits."""

    def spend(self, name: str, *, window_s: int, limit: int, cost: int = 1) -> float:
        """Count `cost` in the current fixed window of that name, atomically.

        Returns:
            0.0 when it fitted; else the seconds until the window ends (and nothing was counted).
        """
        ...

    def add(self, name: str, *, window_s: int, cost: int) -> int:
        """Count `cost` in the current fixed window of that name, whatever the limit; return what is counted by then."""
        ...

    def blocked_s(self, name: str, *, window_s: int, limit: int) -> float:
        """Return 0.0 while the current window of that name has room, else the seconds until it ends; counts nothing."""
        ...

    def spend_each(self, name: str, *, window_s: int, shares: Mapping[str, Share]) -> Short | None:
        """Count several things in the current fixed window of that name, all of them or none, atomically.

        Returns:
            None when all fitted; else what did not, and nothing was counted.
        """
        ...

    def counted(self, name: str, *, window_s: int) -> Counted:
        """Return what `spend_each` has counted in the current window of that name."""
        ...

    def pace(self, name: str, *, window_s: int, limit: int) -> float:
        """Count a call of a caller who waits longer each time that a wait was not heeded.

        Returns:
            0.0 when it fitted; else how long to wait, in seconds.
        """
        ...

    def hold_back(self, name: str, *, wait_s: float) -> float:
        """Note that a caller was refused by another limit, for so long; return how long it really has to wait."""
        ...

    def burst(self, name: str, *, by: str, window_s: int, limit: int) -> list[str] | None:
        """Count an act in the window that ends now, atomically.

        Returns:
            None when it fitted; else by whom each act in that window was, oldest first, and nothing was counted.
        """
        ...
