"""voice.get_own_state."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation, Locus
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.voice._state import GET_OWN_STATE, OWN_UNSEEN, VoiceState, locus_of, state_of


class GetOwnVoiceState(GuildOperation[VoiceState]):
    """Read in which voice channel the bot itself is, and whether it is muted or asking to speak."""

    spec = Spec(
        risk=Risk.READ,
        scope="voice:read",
        permission=Permission.VIEW_CHANNEL,
        route=GET_OWN_STATE,
        source="resources/voice#get-current-user-voice-state",
    )
    discloses = Discloses.TO_CHANNEL
    unseen = OWN_UNSEEN

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the voice channel: who does not see it does not learn who is in it."""
        return locus_of(discord, self.guild_id, None)

    def execute(self, ports: Ports) -> VoiceState:
        """Read it."""
        return state_of(ports.discord, self.guild_id, None)
