"""policy.reset."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.operations.governing import PolicyEdit
from guildhall.operations.spec import Risk, Spec

_READS_ONLY: dict[str, JsonValue] = {
    "allowed_operations": ["*"],
    "denied_operations": [],
    "dry_run_default": True,
    "confirm_from": "sensitive",
    "writable_channel_ids": [],
    "changes_at_large": False,
    "role_map": {},
}


class ResetPolicy(PolicyEdit):
    """Take the server's policy back to that of a new server: it is only read until somebody opens it again.

    Who approves and where, what is protected, the limits and how long things are kept stay as they are.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="policy:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:policy",
        idempotent=True,
        keeps_changes=True,
    )

    def wanted(self) -> dict[str, JsonValue]:
        """Return what a server begins with, of all that could open something."""
        return dict(_READS_ONLY)
