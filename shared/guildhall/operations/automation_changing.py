"""Changing a draft: what it becomes, and the call that changes it back."""

from collections.abc import Mapping
from typing import Self

from pydantic import JsonValue, model_validator

from guildhall.automations.model import Automation, Content
from guildhall.automations.room import require_room
from guildhall.automations.triggers import Trigger
from guildhall.operations.automation_checking import Checked, checked
from guildhall.operations.automation_parts import ActionsGiven, DescriptionGiven, NameGiven, as_asked, left_as
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import Reversal


class Changes(Model):
    """What of an automation is to be different; stands before the operation."""

    name: NameGiven | None = None
    description: DescriptionGiven | None = None
    trigger: Trigger | None = None
    actions: ActionsGiven | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.wanted():
            raise ValueError("give at least one field to change")
        return self

    def wanted(self) -> dict[str, object]:
        """Return what was given of it."""
        given = {field: getattr(self, field) for field in Content.model_fields}
        actions = {"actions": tuple(self.actions)} if self.actions is not None else {}
        return {field: value for field, value in given.items() if value is not None} | actions


def changed(ports: Ports, before: Automation, wanted: Mapping[str, object]) -> tuple[Content, list[Checked]]:
    """Return what an automation becomes, and what its actions then come to where they are judged anew.

    With a new trigger they are, because it may not give what they speak of. A draft can be renamed though one of its
    channels is gone.

    Raises:
        InvalidArguments: It could not be like that.
        TooLarge: It is more than is kept of one.
    """
    after = before.content.model_copy(update=dict(wanted))
    actions = checked(ports, before.guild_id, after) if {"trigger", "actions"} & set(wanted) else []
    if actions:
        after = after.model_copy(update={"actions": tuple(each.action for each in actions)})
    others = [each for each in ports.automations.listed(before.guild_id) if each.automation_id != before.automation_id]
    require_room(others, after, new=False)
    return after, actions


def put_back(before: Automation, after: Content, wanted: Mapping[str, object]) -> JsonValue:
    """Return the call that brings back what was changed, as JSON."""
    asked = as_asked(before)
    place: dict[str, JsonValue] = {"guild_id": str(before.guild_id), "automation_id": str(before.automation_id)}
    back = Reversal(
        operation="automation.edit", arguments=place | {field: asked[field] for field in wanted}, left=left_as(after)
    )
    dumped: JsonValue = back.model_dump(mode="json")
    return dumped
