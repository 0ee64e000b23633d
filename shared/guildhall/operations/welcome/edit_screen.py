"""welcome.edit_screen."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.places import require_visible, unseen, visible
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.welcome_screen import FEATURE, ScreenChanged, WelcomeScreen, screen_now, screen_of


class EditWelcomeScreen(ScreenChanged, GuildOperation[WelcomeScreen], Reasoned):
    """Change what a community shows to those who join: its text, and up to 5 channels in place of all."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("PATCH /guilds/{guild_id}/welcome-screen"),
        source="resources/guild#modify-guild-welcome-screen",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show what changes."""
        named = require_visible(ports, self.guild_id, self.channel_ids, operation=self.full_name())
        now = screen_now(ports, self.guild_id)
        targets = [Target(id=channel.id, label=f"#{channel.name}") for channel in named.values()]
        before = now.seen_among(visible(ports, self.guild_id))
        lost = unseen(0 if self.welcome_channels is None else before.hidden_count)
        state = seen(screen=now, channels=[channel.name for channel in named.values()])
        summary, changes = f"Change the welcome screen{lost}", diff(before.arguments, self.told())
        return Preview(summary=summary, targets=tuple(targets), changes=changes, **state)

    def execute(self, ports: Ports) -> WelcomeScreen:
        """Change it."""
        known = visible(ports, self.guild_id)
        require_visible(ports, self.guild_id, self.channel_ids, operation=self.full_name())
        features = ports.discord.guild(self.guild_id).features
        on = FEATURE in features if self.enabled is None else self.enabled
        answer = self.send(ports, body=body_of(self))
        return screen_of(answer, (FEATURE,) if on else ()).seen_among(known)

    def prior(self, ports: Ports) -> JsonValue:
        """Read the screen."""
        return screen_now(ports, self.guild_id).arguments

    def reversal(self, prior: JsonValue, result: WelcomeScreen) -> Reversal:
        """Return the change back, of what was given."""
        was = {name: value for name, value in fields(prior).items() if name in self.told()}
        left = {name: value for name, value in result.arguments.items() if name in was}
        guild: dict[str, JsonValue] = {"guild_id": str(self.guild_id)}
        return Reversal(operation="welcome.edit_screen", arguments={**guild, **was}, left=left)
