"""Who may do what is changed by people: what a program asks about the platform itself always waits for a press."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from guildhall.execution.outcome import Completed, NeedsConfirmation
from guildhall.identity import Principal
from guildhall.operations.chat.allow import AllowChat
from guildhall.operations.spec import Risk
from tests.fakes.guild import ADMIN, APPROVALS, GENERAL, GUILD
from tests.fakes.platform import Rig

PROGRAMS: dict[str, Callable[[Rig], Principal]] = {
    "mcp": lambda rig: rig.mcp(ADMIN),
    "agent": lambda rig: rig.agent(ADMIN),
}


@pytest.fixture(autouse=True)
def _lenient(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS, confirm_from=Risk.DESTRUCTIVE)


def _asked(rig: Rig, who: Principal) -> object:
    return rig.run("chat.allow", {"channel_id": GENERAL}, who, dry_run=False)


@pytest.mark.parametrize("door", PROGRAMS)
def test_what_governs_waits_for_a_person_whatever_the_policy_says(
    rig: Rig, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AllowChat, "spec", replace(AllowChat.spec, risk=Risk.SENSITIVE))
    assert isinstance(_asked(rig, PROGRAMS[door](rig)), NeedsConfirmation)
    assert rig.platform.policies.chat_channels(GUILD) == []


def test_a_person_who_types_the_command_is_the_person(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AllowChat, "spec", replace(AllowChat.spec, risk=Risk.SENSITIVE))
    assert isinstance(_asked(rig, rig.slash(ADMIN)), Completed)


@pytest.mark.parametrize("door", PROGRAMS)
def test_what_is_small_or_acts_at_discord_is_left_to_the_policy(rig: Rig, door: str) -> None:
    who = PROGRAMS[door](rig)
    assert isinstance(_asked(rig, who), Completed)
    edited = {"channel_id": GENERAL, "topic": "new"}
    assert isinstance(rig.run("channel.edit", edited, who, dry_run=False), Completed)
