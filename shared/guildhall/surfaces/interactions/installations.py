"""Installations as webhook events tell of them.

The events come in any order, late and twice, so the newest word counts.
"""

from collections.abc import Callable, Iterator

from guildhall.discord.ids import GuildId, UserId
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.execution.ports import DiscordAccess
from guildhall.policy.model import GuildPolicy, Installation
from guildhall.policy.ports import Policies
from guildhall.surfaces.interactions.job import InstallationJob, JobKind


class Installations:
    """Keeps PolicyTable's installations true."""

    def __init__(self, policies: Policies, discord: DiscordAccess, welcome: Callable[[UserId, GuildId], None]) -> None:
        self._policies = policies
        self._discord = discord
        self._welcome = welcome

    def take(self, job: InstallationJob) -> None:
        """Record what an event tells.

        Discord says that somebody removed the application, but not from which guild: then each guild that we serve is
        looked at, and those in which the bot is not any more are recorded as left.

        Raises:
            DiscordError: Discord could not be asked.
            StoreError: The table did not answer.
        """
        if job.kind is JobKind.INSTALLED and job.guild_id is not None:
            self._installed(GuildId.parse(job.guild_id), job)
            return
        for installation in self._suspects(job):
            if job.at >= installation.installed_at:
                self._policies.put_installation(installation.model_copy(update={"active": False}))

    def _installed(self, guild_id: GuildId, job: InstallationJob) -> None:
        known = self._policies.installation(guild_id)
        if known is None or known.installed_at < job.at:
            by = UserId.parse(job.user_id) if job.user_id else None
            self._policies.put_installation(Installation(guild_id=guild_id, installed_at=job.at, installed_by=by))
            if by is not None and self._policies.guild_policy(guild_id) == GuildPolicy.initial(guild_id):
                self._welcome(by, guild_id)

    def _suspects(self, job: InstallationJob) -> Iterator[Installation]:
        """Yield the active installations that the event ends."""
        if job.guild_id is not None:
            known = self._policies.installation(GuildId.parse(job.guild_id))
            yield from [known] if known and known.active else []
            return
        discord = self._discord.fresh()
        for installation in self._policies.installations():
            if installation.active and self._left(discord, installation.guild_id):
                yield installation

    @staticmethod
    def _left(discord: DiscordAccess, guild_id: GuildId) -> bool:
        try:
            discord.guild(guild_id)
        except (DiscordNotFound, DiscordForbidden):
            return True
        return False
