"""Whom a message pings: nobody but those who are named beside its text, each of whom the text mentions.

A mention in the text shows a name and notifies nobody, whoever wrote it into the text. To notify, the id is given once
more, where no quoted word can put it. Everybody, and a role that not everybody may mention, takes Mention Everyone of
caller and bot alike, makes the message SENSITIVE, and counts against the guild's mass mentions of the day.

Source: https://docs.discord.com/developers/resources/message#allowed-mentions-object
"""

import re
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import GuildId, RoleId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.errors import InvalidArguments
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.role._danger import named
from guildhall.operations.speaking import Speaking
from guildhall.operations.spec import Risk

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild

_MOST_USERS, _MOST_ROLES = 10, 5
_EVERYBODY = re.compile(r"@(everyone|here)\b")


class Pinging(Speaking):
    """A text with whom it notifies; nobody unless they are named here."""

    ping_user_ids: Annotated[
        frozenset[UserId],
        Field(max_length=_MOST_USERS, description="Members to notify; the text says <@id> for each."),
    ] = frozenset()
    ping_role_ids: Annotated[
        frozenset[RoleId], Field(max_length=_MOST_ROLES, description="Roles to notify; the text says <@&id> for each.")
    ] = frozenset()
    ping_everyone: Annotated[
        bool, Field(description="Whether @everyone or @here, which then stands in the text, notifies them.")
    ] = False
    ping_replied: Annotated[bool, Field(description="Whether whoever is replied to is notified.")] = False

    @property
    def pings_many(self) -> bool:
        """Whether it notifies everybody or a role."""
        return self.ping_everyone or bool(self.ping_role_ids)

    def risk(self, ports: Ports) -> Risk:
        """Return SENSITIVE for what notifies everybody or a role."""
        return Risk.SENSITIVE if self.pings_many else Risk.WRITE

    def takes(self, guild: "Guild | None") -> Permission:
        """Return what the pings take beyond sending: nothing for members, and for roles that anybody may mention."""
        roles = [guild.role(role_id) if guild else None for role_id in self.ping_role_ids]
        free = all(role is not None and role.mentionable for role in roles)
        return NO_PERMISSIONS if free and not self.ping_everyone else Permission.MENTION_EVERYONE

    def allowed_mentions(self) -> dict[str, JsonValue]:
        """Return Discord's word for whom a message may notify."""
        told: dict[str, JsonValue] = {"parse": ["everyone"] if self.ping_everyone else []}
        if self.ping_user_ids:
            told["users"] = [str(user_id) for user_id in sorted(self.ping_user_ids, key=int)]
        if self.ping_role_ids:
            told["roles"] = [str(role_id) for role_id in sorted(self.ping_role_ids, key=int)]
        return told | ({"replied_user": True} if self.ping_replied else {})

    def pinged(self, ports: Ports, guild_id: GuildId | None) -> tuple[Target, ...]:
        """Return whom it notifies, for a human to see.

        Raises:
            InvalidArguments: The role is that of everybody.
            DiscordNotFound: Somebody is no member, or there is no such role.
        """
        if str(guild_id) in self.ping_role_ids:
            raise InvalidArguments("@everyone is no role to ping.", "Give ping_everyone instead.")
        told = [Target(id=str(guild_id), label="everybody")] if self.ping_everyone else []
        if guild_id is not None and self.ping_role_ids:
            guild = ports.discord.guild(guild_id)
            roles = [named(guild, role_id) for role_id in sorted(self.ping_role_ids, key=int)]
            told += [Target(id=role.id, label=f"everybody with the role {role.name}") for role in roles]
        if guild_id is not None:
            people = [ports.discord.member(guild_id, user_id) for user_id in sorted(self.ping_user_ids, key=int)]
            told += [Target(id=member.id, label=member.display) for member in people]
        return tuple(told)

    @model_validator(mode="after")
    def _mentions_whom_it_pings(self) -> Self:
        """Refuse a ping that would reach nobody; only the first message of several notifies."""
        text = self.texts[0]
        users = {UserId(each) for each in re.findall(r"<@!?([0-9]{1,20})>", text)}
        roles = {RoleId(each) for each in re.findall(r"<@&([0-9]{1,20})>", text)}
        everybody = not self.ping_everyone or _EVERYBODY.search(text) is not None
        if not everybody or self.ping_user_ids - users or self.ping_role_ids - roles:
            raise ValueError("the text (of several messages the first) has to mention everybody whom it pings")
        return self
