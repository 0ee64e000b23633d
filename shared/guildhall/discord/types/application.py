"""The bot's application, and whose it is."""

from enum import IntEnum

from pydantic import Field

from guildhall.discord.ids import ApplicationId, UserId
from guildhall.discord.types.base import DiscordObject
from guildhall.discord.types.guild import User

_KEEPING = frozenset({"admin", "developer"})
"""Roles of a team whose holders may change the application; another one, and one that Discord adds, may only look."""


class MembershipState(IntEnum):
    """Whether somebody is in a team by now.

    Source: https://docs.discord.com/developers/topics/teams#data-models-membership-state-enum
    """

    INVITED = 1
    ACCEPTED = 2


class TeamMember(DiscordObject):
    """Somebody of a team; `role` as Discord writes it: `admin`, `developer`, `read_only`."""

    user: User
    membership_state: int = MembershipState.INVITED
    role: str = ""


class Team(DiscordObject):
    """The people to whom an application belongs.

    Source: https://docs.discord.com/developers/topics/teams#data-models-team-object
    """

    owner_user_id: UserId
    members: tuple[TeamMember, ...] = ()


class Application(DiscordObject):
    """The application whose bot we are.

    Source: https://docs.discord.com/developers/resources/application#application-object
    """

    id: ApplicationId
    name: str = ""
    description: str = Field(default="", repr=False)
    owner: User | None = None
    team: Team | None = None

    @property
    def keepers(self) -> frozenset[UserId]:
        """Who may change the application at Discord: its owner; of a team its owner, admins and developers.

        The `owner` of an application that belongs to a team is an account that nobody signs in with.
        """
        if self.team is None:
            return frozenset({self.owner.id} if self.owner else ())
        joined = (each for each in self.team.members if each.membership_state == MembershipState.ACCEPTED)
        return frozenset({self.team.owner_user_id, *(each.user.id for each in joined if each.role in _KEEPING)})
