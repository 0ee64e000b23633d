"""What an explanation tells of undoing a call: of the call that it becomes, to whoever would make it."""

from typing import Any

import pytest

from guildhall.errors import InvalidArguments
from tests.fakes.guild import MEMBER, MODERATOR
from tests.fakes.platform import Rig
from tests.unit.execution import undone


@pytest.fixture
def rig(rig: Rig) -> Rig:
    return undone.prepare(rig)


def _explained(rig: Rig, audit_id: str, **more: Any) -> dict[str, Any]:
    asked = {"operation": "audit.undo", "arguments": {"audit_id": audit_id}, **more}
    return rig.complete("policy.explain", asked, rig.slash(MODERATOR)).result


def test_an_undo_is_explained_as_the_call_that_it_becomes_and_a_human_is_asked(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    told = _explained(rig, audit_id)
    assert (told["allowed"], told["decided_by"], told["needs_human"]) == (True, "a human", True)
    assert told["steps"][0]["step"] == "resolve_undo"
    assert told["budget"].startswith("Takes 1 of ")
    assert len(rig.discord.sent(undone.EDIT)) == 1


def test_what_the_other_call_takes_decides(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    rig.set_policy(writable_channel_ids=[])
    told = _explained(rig, audit_id)
    assert (told["allowed"], told["decided_by"]) == (False, "apply_channel_policy")
    assert told["rule"] == "policy: writable_channel_ids"


def test_a_call_that_cannot_be_undone_is_told_as_such(rig: Rig) -> None:
    told = _explained(rig, undone.NO_ID)
    assert (told["allowed"], told["decided_by"]) == (False, "preview")
    assert told["hint"].startswith("There is no such call, or it is not yours to undo.")


def test_what_others_take_to_undo_something_is_not_told(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    with pytest.raises(InvalidArguments, match="told to whoever would undo it"):
        _explained(rig, audit_id, user_id=MEMBER)
