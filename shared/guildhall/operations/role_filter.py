"""Members by what is known of them: who is meant by a filter, and who of those lacks a role."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple, Self

from pydantic import AwareDatetime, Field, JsonValue, model_validator

from guildhall.discord.ids import GuildId, RoleId
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.member._roster import Roster
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Member


class MemberFilter(Model):
    """Adds which members are meant: those for whom all that is given is so."""

    has_role_id: RoleId | None = None
    lacks_role_id: RoleId | None = None
    joined_before: AwareDatetime | None = None
    joined_after: AwareDatetime | None = None
    name_contains: Annotated[
        str | None,
        Field(min_length=1, max_length=100, description="In username, display name or nickname."),
        Redaction(Keep.DIGEST),
    ] = None
    bots: Annotated[bool | None, Field(description="true: bots alone; false: people alone.")] = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if all(getattr(self, name) is None for name in MemberFilter.model_fields):
            raise ValueError(f"give at least one of {', '.join(MemberFilter.model_fields)}")
        return self

    def means(self, member: "Member") -> bool:
        """Return whether a member is one of those."""
        return self._by_role(member) and self._by_time(member.joined_at) and self._by_name(member)

    def _by_role(self, member: "Member") -> bool:
        lacking = self.lacks_role_id is None or self.lacks_role_id not in member.roles
        return lacking and (self.has_role_id is None or self.has_role_id in member.roles)

    def _by_time(self, joined: datetime | None) -> bool:
        early = self.joined_before is None or (joined is not None and joined < self.joined_before)
        return early and (self.joined_after is None or (joined is not None and joined > self.joined_after))

    def _by_name(self, member: "Member") -> bool:
        names = " \n".join(name for name in (member.user.username, member.user.global_name, member.nick) if name)
        named = self.name_contains is None or self.name_contains.casefold() in names.casefold()
        return named and (self.bots is None or self.bots is member.user.bot)


class Matched(NamedTuple):
    """Members whom a filter means; `spared` are those whom the server's policy protects, `whole` is False for a part.

    Attributes:
        lacking: Those of them who lack the role, by id.
        having: How many have it already.
    """

    lacking: list["Member"]
    having: int
    spared: int
    whole: bool


def matched(ports: Ports, guild_id: GuildId, role_id: RoleId, wanted: MemberFilter) -> Matched:
    """Read the guild's members and return those who are meant."""
    protected = _protected(ports.rules.policy(guild_id).get("protected_user_ids"))
    roster = Roster(ports, guild_id)
    meant = [member for member in roster if wanted.means(member)]
    lacking = [member for member in meant if role_id not in member.roles]
    open_to = [member for member in lacking if str(member.id) not in protected]
    return Matched(open_to, len(meant) - len(lacking), len(lacking) - len(open_to), roster.whole)


def _protected(told: JsonValue) -> set[str]:
    return {str(user_id) for user_id in told} if isinstance(told, list) else set()
