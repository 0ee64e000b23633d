"""Whether a credential that was proved some time ago still stands."""

from guildhall.errors import Unauthenticated
from guildhall.execution.machinery import Machinery
from guildhall.identity import Principal

_KEY = "key:"


def refuse_revoked(machinery: Machinery, principal: Principal) -> None:
    """Refuse what was asked for with an API key that has been revoked since; a key's expiry is the principal's own.

    Raises:
        Unauthenticated: The key is revoked or gone.
        StoreError: It could not be looked up.
    """
    if not principal.credential.startswith(_KEY):
        return
    key = machinery.policies.api_key(principal.credential.removeprefix(_KEY))
    if key is None or key.revoked_at is not None:
        raise Unauthenticated("The key with which this was asked for was revoked.", "Ask with another key.")
