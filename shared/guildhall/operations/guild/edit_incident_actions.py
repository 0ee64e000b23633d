"""guild.edit_incident_actions."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.guild_incidents import Incidents, IncidentsChanged, incidents, returning
from guildhall.operations.guild_settings import settings_now
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EditIncidentActions(IncidentsChanged, GuildOperation[Incidents]):
    """Close joining by invite, or direct messages between members, for at most a day; or open them again."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="guilds:moderate",
        permission=Permission.MANAGE_GUILD,
        route=Route("PUT /guilds/{guild_id}/incident-actions"),
        source="resources/guild#modify-guild-incident-actions",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show until when each is closed, before and after."""
        guild, was = settings_now(ports, self.guild_id), incidents(ports, self.guild_id)
        before = was.model_dump(mode="json", include={"invites_disabled_until", "dms_disabled_until"})
        return Preview(
            summary=f"Change what {guild.name} closes for a while",
            targets=(Target(id=guild.guild_id, label=guild.name),),
            changes=diff(before, self.body(ports.now, was)),
            **seen(guild=guild, **{key: str(value) for key, value in before.items()}),
        )

    def execute(self, ports: Ports) -> Incidents:
        """Close or open."""
        return Incidents.read(self.send(ports, body=self.body(ports.now, incidents(ports, self.guild_id))))

    def prior(self, ports: Ports) -> JsonValue:
        """Read for how long each is still closed."""
        return incidents(ports, self.guild_id).left_s(ports.now)

    def reversal(self, prior: JsonValue, result: Incidents) -> Reversal:
        """Return the change back."""
        return returning(self.guild_id, self, prior)
