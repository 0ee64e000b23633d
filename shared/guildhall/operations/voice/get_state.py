"""voice.get_state."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import Locus, MemberOperation
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.voice._state import GET_STATE, UNSEEN, VoiceState, locus_of, state_of


class GetVoiceState(MemberOperation[VoiceState]):
    """Read in which voice channel a member is, and whether they are muted, deafened or asking to speak.

    It has to be one to which you and the bot may connect.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="voice:read",
        permission=Permission.VIEW_CHANNEL | Permission.CONNECT,
        route=GET_STATE,
        source="resources/voice#get-user-voice-state",
    )
    discloses = Discloses.TO_CHANNEL
    unseen = UNSEEN

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the voice channel: who does not see it does not learn who is in it."""
        return locus_of(discord, self.guild_id, self.user_id)

    def execute(self, ports: Ports) -> VoiceState:
        """Read it."""
        return state_of(ports.discord, self.guild_id, self.user_id)
