"""Users, roles, guilds and members."""

from datetime import datetime

from pydantic import Field

from guildhall.discord.ids import ChannelId, GuildId, RoleId, Snowflake, UserId
from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.discord.types.base import DiscordObject, PermissionBits


class User(DiscordObject):
    """A Discord account.

    Source: https://docs.discord.com/developers/resources/user#user-object
    """

    id: UserId
    username: str = ""
    discriminator: str = "0"
    global_name: str | None = None
    avatar: str | None = None
    bot: bool = False
    system: bool = False

    @property
    def display(self) -> str:
        """The name that people see: the display name, else the username."""
        return self.global_name or self.username or self.id

    @property
    def mention(self) -> str:
        """The text that mentions the user."""
        return f"<@{self.id}>"


class RoleTags(DiscordObject):
    """Whose role it is, for roles that Discord manages."""

    bot_id: UserId | None = None
    integration_id: Snowflake | None = None


class RoleColours(DiscordObject):
    """A role's colours: the second makes a gradient, the third is there in the holographic style alone."""

    primary_color: int = 0
    secondary_color: int | None = None
    tertiary_color: int | None = None


class Role(DiscordObject):
    """A role of a guild; `@everyone` has the guild's id.

    Source: https://docs.discord.com/developers/topics/permissions#role-object
    """

    id: RoleId
    name: str = ""
    permissions: PermissionBits = NO_PERMISSIONS
    position: int = 0
    color: int = 0
    colors: RoleColours = Field(default_factory=RoleColours)
    hoist: bool = False
    managed: bool = False
    mentionable: bool = False
    icon: str | None = None
    unicode_emoji: str | None = None
    tags: RoleTags | None = None

    @property
    def mention(self) -> str:
        """The text that mentions the role."""
        return f"<@&{self.id}>"


class Guild(DiscordObject):
    """A guild; from `guilds()` only id, name and icon are filled.

    Source: https://docs.discord.com/developers/resources/guild#guild-object
    """

    id: GuildId
    name: str = ""
    icon: str | None = None
    description: str | None = None
    owner_id: UserId | None = None
    roles: tuple[Role, ...] = ()
    features: tuple[str, ...] = ()
    verification_level: int = 0
    mfa_level: int = 0
    premium_tier: int = 0
    preferred_locale: str = "en-US"
    system_channel_id: ChannelId | None = None
    rules_channel_id: ChannelId | None = None
    public_updates_channel_id: ChannelId | None = None
    approximate_member_count: int | None = None
    approximate_presence_count: int | None = None

    def role(self, role_id: str) -> Role | None:
        """Return the role of that id, or None."""
        return next((role for role in self.roles if role.id == role_id), None)

    @property
    def everyone(self) -> Role | None:
        """The role that every member has; None while the roles are not filled."""
        return self.role(self.id)


class Member(DiscordObject):
    """A user in a guild.

    Attributes:
        permissions: Only in interactions: the member's permissions in the channel that the interaction came from.

    Source: https://docs.discord.com/developers/resources/guild#guild-member-object
    """

    user: User
    roles: tuple[RoleId, ...] = ()
    nick: str | None = None
    joined_at: datetime | None = None
    premium_since: datetime | None = None
    communication_disabled_until: datetime | None = None
    pending: bool = False
    flags: int = 0
    permissions: PermissionBits | None = None

    @property
    def id(self) -> UserId:
        """The user's id."""
        return self.user.id

    @property
    def display(self) -> str:
        """The name that people see in this guild."""
        return self.nick or self.user.display

    def timed_out(self, now: datetime) -> bool:
        """Return whether the member's timeout still runs."""
        return self.communication_disabled_until is not None and self.communication_disabled_until > now
