"""What tests of replaying past acts share."""

from typing import Any

from guildhall.discord.ids import UserId
from tests.fakes.guild import ADMIN, GENERAL, IN_GENERAL, MEMBER
from tests.fakes.platform import Rig

SEND: dict[str, Any] = {"channel_id": GENERAL, "content": "hello"}
EDIT: dict[str, Any] = {"channel_id": GENERAL, "topic": "new"}
TIMEOUT: dict[str, Any] = {"user_id": MEMBER, "duration_s": 60}
DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}


def simulated(rig: Rig, draft: dict[str, Any], who: UserId = ADMIN, **more: Any) -> dict[str, Any]:
    """Return what a draft is told to change, a second later."""
    rig.clock.advance(1)
    return rig.complete("policy.simulate", {"draft": draft, **more}, rig.slash(who)).result


def changes(told: dict[str, Any]) -> dict[str, int]:
    """Return how many acts fare differently, by how."""
    return {each["what"]: each["count"] for each in told["by_change"]}
