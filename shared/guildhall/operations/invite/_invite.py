"""What the operations on one invite share: where it leads, as Discord says."""

from pydantic import BaseModel

from guildhall.discord.routes import Route
from guildhall.operations.addressed import place_of
from guildhall.operations.base import Locus, Operation
from guildhall.operations.invite._code import InviteCode
from guildhall.operations.invite._shown import InviteShown
from guildhall.operations.model import Model
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.shown import found
from guildhall.operations.spec import Discloses

GET_INVITE = Route("GET /invites/{code}")
LIST_IN_CHANNEL = Route("GET /channels/{channel_id}/invites")
TARGETS = Route("GET /invites/{code}/target-users")


class InviteOperation[R: BaseModel](Operation[R]):
    """An operation on one invite; channel and guild are those to which it leads, as Discord has them."""

    discloses = Discloses.TO_CHANNEL
    code: InviteCode

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the channel and guild to which it leads."""
        answer = discord.call(GET_INVITE, {"code": self.code})
        return place_of(discord, InviteShown.read(answer, GET_INVITE).channel_id)

    def now(self, ports: Ports) -> InviteShown:
        """Return the invite as it is."""
        return found(ports, GET_INVITE, {"code": self.code}, InviteShown)


class InvitesListed(Model):
    """Invites, each with how often it was used; those to channels that the caller does not see are left out."""

    invites: list[InviteShown]
