"""welcome.get_screen."""

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations.base import GuildOperation, Locus
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.welcome_screen import FEATURE, GET_SCREEN, WelcomeScreen, screen_of


class GetWelcomeScreen(GuildOperation[WelcomeScreen]):
    """Show the screen that a community shows to those who join; one that is off, to its managers alone."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="Every member sees the screen in the client while it is on.",
        route=GET_SCREEN,
        source="resources/guild#get-guild-welcome-screen",
    )
    discloses = Discloses.TO_CALLER

    def needs(self, locus: Locus) -> Permission:
        """Return MANAGE_GUILD for a screen that is off."""
        on = locus.guild is not None and FEATURE in locus.guild.features
        return NO_PERMISSIONS if on else Permission.MANAGE_GUILD

    def execute(self, ports: Ports) -> WelcomeScreen:
        """Read it, and leave out channels that the caller does not see."""
        screen = screen_of(self.send(ports), ports.discord.guild(self.guild_id).features)
        return screen.seen_among(visible(ports, self.guild_id))
