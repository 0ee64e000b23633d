"""How a role of a list is shown."""

from typing import Self

from pydantic import JsonValue, TypeAdapter

from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.parsing import parsed
from guildhall.discord.permissions import describe
from guildhall.discord.routes import Route
from guildhall.discord.types.guild import Role
from guildhall.operations import role_colours
from guildhall.operations.addresses import picture
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.model import Model


class RoleShown(Model):
    """A role; `permissions` as the client names them, `managed` by Discord or an integration: nobody gives it."""

    role_id: RoleId
    name: GivenName
    colour: OurText
    position: int
    managed: bool
    permissions: list[OurText]

    @classmethod
    def of(cls, role: Role) -> Self:
        """Return the role as it is shown."""
        return cls(
            role_id=role.id,
            name=role.name,
            colour=f"#{role.color:06x}" if role.color else "",
            position=role.position,
            managed=role.managed,
            permissions=describe(role.permissions),
        )


class RoleDetails(RoleShown):
    """A role with all that is set of it; `bot_user_id` is the bot whose own role it is."""

    second_colour: OurText
    holographic: bool
    unicode_emoji: GivenName
    icon_url: OurText
    hoist: bool
    mentionable: bool
    bot_user_id: UserId | None

    @classmethod
    def of(cls, role: Role) -> Self:
        """Return the role as it is shown."""
        icon = picture("role-icons", role.id, role.icon)
        more = {"unicode_emoji": role.unicode_emoji or "", "icon_url": icon, "hoist": role.hoist}
        more |= {"mentionable": role.mentionable, "bot_user_id": role.tags.bot_id if role.tags else None}
        base = RoleShown.of(role).model_dump()
        return cls.model_validate({**base, **role_colours.told(role), **more, "colour": base["colour"]})


def role_of(answer: JsonValue, route: Route | None) -> Role:
    """Return the role of an answer.

    Raises:
        DiscordUnavailable: It is not what Discord promises.
    """
    return parsed(TypeAdapter(Role), route, answer)


def roles_of(answer: JsonValue, route: Route | None) -> list[Role]:
    """Return the roles of an answer; raises as `role_of`."""
    return parsed(TypeAdapter(list[Role]), route, answer)


def from_highest(roles: list[Role], guild_id: str) -> list[Role]:
    """Return roles from the highest down; of two at one position the older is the higher, @everyone is the last."""
    return sorted(roles, key=lambda role: (str(role.id) == guild_id, -role.position, int(role.id)))
