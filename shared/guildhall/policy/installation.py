"""Step 3: the guild is one that this deployment serves."""

from guildhall.errors import NotInstalled
from guildhall.policy.attempt import Allowed, Attempt


def require_installation(attempt: Attempt) -> Allowed:
    """Require an active installation of the guild."""
    if attempt.guild is None:
        return Allowed("belongs to no guild")
    installation = attempt.policies.installation(attempt.guild.id)
    if installation is None or not installation.active:
        raise NotInstalled(
            "This guild is not served by this deployment.",
            "Somebody with Manage Server must install the bot through this deployment's install link.",
        )
    return Allowed(f"installed since {installation.installed_at:%Y-%m-%d}")
