"""onboarding.get."""

from guildhall.operations.base import GuildOperation
from guildhall.operations.onboarding_shown import GET_ONBOARDING, OnboardingShown
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class GetOnboarding(GuildOperation[OnboardingShown]):
    """Show the onboarding: default channels, and questions by which new members choose roles and channels."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="Discord asks every member these questions in the client.",
        route=GET_ONBOARDING,
        source="resources/guild#get-guild-onboarding",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> OnboardingShown:
        """Read it, and leave out channels that the caller does not see."""
        return OnboardingShown.read(self.send(ports), GET_ONBOARDING).seen_among(visible(ports, self.guild_id))
