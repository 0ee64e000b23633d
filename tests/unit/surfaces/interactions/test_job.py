"""The envelope on the queue."""

import json
from datetime import timedelta

import pytest

from guildhall.surfaces.interactions.job import (
    Action,
    Cancel,
    Command,
    InstallationJob,
    InteractionJob,
    Job,
    JobKind,
    JobUnreadable,
    Press,
    Setting,
    decode,
    encode,
)
from tests.fakes.clock import NOON
from tests.unit.surfaces.interactions.support import APPLICATION, CHANNEL, CONFIRMATION, GUILD, INTERACTION, TOKEN, USER


def job(action: Action, guild_id: str | None = GUILD) -> InteractionJob:
    return InteractionJob(
        action=action,
        interaction_id=INTERACTION,
        token=TOKEN,
        application_id=APPLICATION,
        guild_id=guild_id,
        channel_id=CHANNEL,
        user_id=USER,
        private=True,
        received_at=NOON,
    )


@pytest.mark.parametrize(
    "sent",
    [
        job(Command("message send", {"content": "é\n", "limit": 5, "ratio": 0.5, "dry_run": True})),
        job(Press("deny", CONFIRMATION, note="no"), guild_id=None),
        job(Press("details", CONFIRMATION, page=2)),
        job(Cancel("1310000000000000001")),
        job(Setting("channels", ("1", "2"))),
        job(Setting("alerts", ())),
        InstallationJob(kind=JobKind.INSTALLED, guild_id=GUILD, user_id=USER, at=NOON),
        InstallationJob(kind=JobKind.UNINSTALLED, guild_id=None, user_id=None, at=NOON),
    ],
)
def test_a_job_is_read_as_it_was_written(sent: Job) -> None:
    assert decode(encode(sent)) == sent


def test_neither_token_nor_texts_are_in_repr() -> None:
    shown = repr(job(Command("message send", {"content": "private"}))) + repr(
        job(Press("deny", CONFIRMATION, note="private"))
    )
    assert TOKEN not in shown
    assert "private" not in shown.replace("private=True", "")


def test_a_job_can_be_answered_for_14_minutes() -> None:
    assert job(Press("approve", CONFIRMATION)).deadline == NOON + timedelta(minutes=14)


GOOD = json.loads(encode(job(Command("help", {}))))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        json.dumps(GOOD | {"version": 2}),
        json.dumps(GOOD | {"kind": "party"}),
        json.dumps(GOOD | {"received_at": "soon"}),
        json.dumps(GOOD | {"data": []}),
        json.dumps(GOOD | {"kind": "cancel"}),
        json.dumps(GOOD | {"data": {"command": "help", "options": 5}}),
        json.dumps({name: value for name, value in GOOD.items() if name != "token"}),
    ],
)
def test_what_is_no_job_is_said_so_without_its_content(text: str) -> None:
    with pytest.raises(JobUnreadable) as caught:
        decode(text)
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None
