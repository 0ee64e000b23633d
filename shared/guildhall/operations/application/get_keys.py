"""application.get_keys."""

from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.fields import OurText
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown
from guildhall.operations.spec import Risk, Spec


class KeyShown(Shown):
    """A public key as JSON Web Keys have it."""

    key_id: OurText = At("kid")
    kind: OurText = At("kty", default="")
    use: OurText = ""
    algorithm: OurText = At("alg", default="")
    modulus: OurText = At("n", default="")
    exponent: OurText = At("e", default="")


class KeysShown(Shown):
    """Discord's public keys."""

    keys: tuple[KeyShown, ...] = ()


class GetKeys(ApplicationOperation[KeysShown]):
    """Show the public keys with which Discord signs the identity tokens of people who sign in by it."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why="Discord shows its public keys to the whole world.",
        route=Route("GET /oauth2/keys"),
        source="topics/oauth2#shared-resources",
    )

    def execute(self, ports: Ports) -> KeysShown:
        """Read them."""
        return KeysShown.read(self.send(ports), self.spec.route)
