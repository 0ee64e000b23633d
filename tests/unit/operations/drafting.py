"""A guild in which automations are drafted, by its owner or by a moderator who manages the server too."""

from typing import Any

from guildhall.discord.ids import UserId
from guildhall.errors import InvalidArguments
from guildhall.operations.preview import Preview
from tests.fakes.guild import GENERAL, HELPER_ROLE, OWNER, SUPPORT
from tests.fakes.platform import Rig

ANSWER: dict[str, Any] = {
    "operation": "message.send",
    "arguments": {
        "channel_id": "{trigger.channel_id}",
        "content": "{trigger.user}, the pins answer most questions.",
        "reply_to": "{trigger.message_id}",
        "ping_user_ids": ["{trigger.user_id}"],
    },
}
HELPER: dict[str, Any] = {
    "operation": "role.assign",
    "arguments": {"user_id": "{trigger.user_id}", "role_id": HELPER_ROLE},
}
TRIGGER: dict[str, Any] = {"on": "message_created", "channel_ids": [SUPPORT], "contains": ["how do I"]}
FAQ: dict[str, Any] = {
    "name": "FAQ",
    "description": "Answers what everybody asks",
    "trigger": TRIGGER,
    "actions": [ANSWER],
}


def action(operation: str, /, **arguments: Any) -> dict[str, Any]:
    return {"operation": operation, "arguments": arguments}


def hello(**arguments: Any) -> dict[str, Any]:
    """A message to #general; arguments replace or add."""
    return action("message.send", **{"channel_id": GENERAL, "content": "Hello", **arguments})


def drafted(rig: Rig, who: UserId = OWNER, /, **asked: Any) -> str:
    """Draft the FAQ with these changes; return its id."""
    result = rig.complete("automation.draft", {**FAQ, **asked}, rig.slash(who)).result
    return str(result["automation_id"])


def previewed(rig: Rig, who: UserId = OWNER, operation: str = "automation.draft", /, **asked: Any) -> Preview:
    """Preview a draft of the FAQ with these changes, or another operation with just these arguments."""
    given = {**FAQ, **asked} if operation == "automation.draft" else asked
    return rig.preview(operation, given, rig.slash(who), dry_run=True).preview


def shown(preview: Preview) -> dict[str, Any]:
    """What a preview says becomes of each field."""
    return {change.field: change.after for change in preview.changes}


def refused(rig: Rig, who: UserId = OWNER, /, **asked: Any) -> InvalidArguments:
    """Draft the FAQ with changes that are refused; return how."""
    try:
        rig.run("automation.draft", {**FAQ, **asked}, rig.slash(who))
    except InvalidArguments as error:
        return error
    raise AssertionError("it was drafted")


def lacking(rig: Rig, who: UserId, /, **asked: Any) -> list[str]:
    """What actions could not do today, as the preview says."""
    return [str(each.after) for each in previewed(rig, who, **asked).changes if each.field.endswith("lacks")]
