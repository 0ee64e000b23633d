"""The authorization steps, in the order in which every call meets them. Read the tuple: that is the policy.

The eighth step, `execute_and_audit`, is the executor's. A step answers `Allowed(reason)` or raises `Denied`;
whatever else goes wrong inside it ends the call too, because nobody may pass on a failure.
"""

from collections.abc import Callable, Sequence

from guildhall.errors import Denied
from guildhall.policy.attempt import Allowed, Attempt
from guildhall.policy.channel import apply_channel_policy
from guildhall.policy.client import authenticate_client
from guildhall.policy.installation import require_installation
from guildhall.policy.limit import spend_rate_limit
from guildhall.policy.membership import require_membership
from guildhall.policy.model import TrailStep
from guildhall.policy.permission import require_permission
from guildhall.policy.scope import require_scope

type Step = Callable[[Attempt], Allowed]

STEPS: tuple[Step, ...] = (
    authenticate_client,
    require_membership,
    require_installation,
    require_scope,
    apply_channel_policy,
    require_permission,
    spend_rate_limit,
)


def authorize(attempt: Attempt, trail: list[TrailStep], steps: Sequence[Step] = STEPS) -> None:
    """Take the attempt through every step, writing each verdict into the trail.

    Args:
        attempt: The call.
        trail: What the steps said, added to.
        steps: All of them, but for explaining a call of which not all is known.

    Raises:
        Denied: A step said no; the trail ends with it.
        DiscordError: Discord could not be asked; the trail ends before it.
    """
    for step in steps:
        try:
            allowed = step(attempt)
        except Denied as denied:
            trail.append(TrailStep(step=step.__name__, allowed=False, reason=denied.reason))
            raise
        trail.append(TrailStep(step=step.__name__, allowed=True, reason=allowed.reason))
