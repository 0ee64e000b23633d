"""voice.edit_own_state."""

from pydantic import JsonValue

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Locus
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._own import OwnState, look
from guildhall.operations.voice._state import OWN_UNSEEN, VoiceState, locus_of, state_of


class EditOwnVoiceState(OwnState, GuildOperation[VoiceState]):
    """Let the bot ask to speak on the stage that it is on, or make it a speaker, or one of the audience."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="voice:write",
        permission=Permission.REQUEST_TO_SPEAK,
        route=Route("PATCH /guilds/{guild_id}/voice-states/@me"),
        source="resources/voice#modify-current-user-voice-state",
    )
    unseen = OWN_UNSEEN

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the stage that the bot is on."""
        return locus_of(discord, self.guild_id, None)

    def needs(self, locus: Locus) -> Permission:
        """Return the right to mute too, where it decides who speaks."""
        decides = self.suppressed is not None
        return Permission.REQUEST_TO_SPEAK | (Permission.MUTE_MEMBERS if decides else NO_PERMISSIONS)

    def preview(self, ports: Ports) -> Preview:
        """Show how the bot is on the stage, and what becomes of it."""
        state, bot = state_of(ports.discord, self.guild_id, None), ports.discord.bot_member(self.guild_id)
        summary, target = "Change how the bot is on the stage", Target(id=bot.id, label=bot.display)
        now = seen(channel=state.channel_id, **{name: str(value) for name, value in look(state).items()})
        return Preview(summary=summary, targets=(target,), changes=diff(look(state), self.wanted()), **now)

    def execute(self, ports: Ports) -> VoiceState:
        """Change it."""
        state = state_of(ports.discord, self.guild_id, None)
        self.send(ports, body=self.body(state, ports.now))
        return self.then(state, ports.now)

    def prior(self, ports: Ports) -> JsonValue:
        """Read how it is."""
        now = look(state_of(ports.discord, self.guild_id, None))
        return {name: now[name] for name in self.wanted()}

    def reversal(self, prior: JsonValue, result: VoiceState) -> Reversal:
        """Return the change back."""
        return Reversal(operation="voice.edit_own_state", arguments={"guild_id": str(self.guild_id), **fields(prior)})
