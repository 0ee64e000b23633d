"""onboarding.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import DANGEROUS_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts, GuildOperation, Reasoned
from guildhall.operations.onboarding_asked import OnboardingChanged
from guildhall.operations.onboarding_changing import body, returning, shown
from guildhall.operations.onboarding_shown import OnboardingShown, onboarding_now
from guildhall.operations.places import require_visible, visible
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EditOnboarding(OnboardingChanged, GuildOperation[OnboardingShown], Reasoned):
    """Change the onboarding of a community; to be on it takes 7 default channels, 5 of them open to write.

    Up to 15 questions with 50 answers each replace all that are there.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD | Permission.MANAGE_ROLES,
        route=Route("PUT /guilds/{guild_id}/onboarding"),
        source="resources/guild#modify-guild-onboarding",
        idempotent=True,
    )

    def acts_on(self) -> Acts:
        """Return the roles that answers give: nobody lets everybody have what they could not give themselves."""
        return Acts(role_ids=tuple(self.role_ids))

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE where everybody could choose a role with which much harm can be done."""
        chosen = [role for role in ports.discord.guild(self.guild_id).roles if role.id in self.role_ids]
        return Risk.DESTRUCTIVE if any(role.permissions & DANGEROUS_PERMISSIONS for role in chosen) else Risk.SENSITIVE

    def preview(self, ports: Ports) -> Preview:
        """Show what changes."""
        return shown(ports, self.guild_id, self)

    def execute(self, ports: Ports) -> OnboardingShown:
        """Change it."""
        require_visible(ports, self.guild_id, self.channel_ids, operation=self.full_name())
        known = visible(ports, self.guild_id)
        return OnboardingShown.read(self.send(ports, body=body(self))).seen_among(known)

    def prior(self, ports: Ports) -> JsonValue:
        """Read it."""
        return onboarding_now(ports, self.guild_id).arguments

    def reversal(self, prior: JsonValue, result: OnboardingShown) -> Reversal:
        """Return the change back, of what was given."""
        return returning(self.guild_id, self, prior, result)
