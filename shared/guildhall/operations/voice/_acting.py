"""What operations share that act on a member in a voice channel: it asks for the right there, and for no rank.

Source: https://docs.discord.com/developers/resources/guild#modify-guild-member
"""

from pydantic import JsonValue

from guildhall.operations.base import Acts, Locus, MemberOperation
from guildhall.operations.member._shown import target_of
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.voice._state import UNSEEN, VoiceState, locus_of, state_of


class VoiceActing(MemberOperation[VoiceState]):
    """An operation on a member in a voice channel."""

    unseen = UNSEEN

    def then(self) -> dict[str, JsonValue]:
        """Return what becomes of them, by the names of the result."""
        raise NotImplementedError

    def body(self, state: VoiceState) -> dict[str, JsonValue]:
        """Return what is sent."""
        raise NotImplementedError

    def summary(self, name: str) -> str:
        """Return what is done to whom."""
        raise NotImplementedError

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the voice channel that they are in."""
        return locus_of(discord, self.guild_id, self.user_id)

    def acts_on(self) -> Acts:
        """Return the member; nobody has to stand above them."""
        return Acts(peer_ids=(self.user_id,))

    def goal(self, ports: Ports) -> tuple[Target, ...]:
        """Return the channel into which they go, once it is proved; none by default."""
        return ()

    def preview(self, ports: Ports) -> Preview:
        """Show the member and what becomes of them."""
        goal, state = self.goal(ports), state_of(ports.discord, self.guild_id, self.user_id)
        member, now = ports.discord.member(self.guild_id, self.user_id), state.model_dump(mode="json")
        before = {name: str(now[name]) for name in self.then()}
        return Preview(
            summary=" to ".join([self.summary(member.display), *(each.label for each in goal)]),
            targets=(target_of(member), *goal),
            changes=diff(now, self.then()),
            **seen(name=member.display, channel=state.channel_id, goal=goal, **before),
        )

    def execute(self, ports: Ports) -> VoiceState:
        """Do it."""
        state = state_of(ports.discord, self.guild_id, self.user_id)
        self.send(ports, body=self.body(state))
        return VoiceState.model_validate({**state.model_dump(), **self.then()})
