"""What an undo needs is kept beside the call, and whatever goes wrong with that costs the call nothing."""

import logging
from typing import Any

import pytest

from guildhall.errors import DiscordUnavailable, StoreUnavailable, TooLarge
from guildhall.operations.channel.edit import EditChannel
from guildhall.operations.reversal import fields
from guildhall.store.undos import UndoRepository
from tests.fakes.guild import GENERAL, GUILD, OWNER
from tests.fakes.platform import Rig

EDIT: dict[str, Any] = {"channel_id": GENERAL, "topic": "new"}


def _kept(rig: Rig) -> Any:
    """Edit a channel and return what was kept; the edit has to be done in any case."""
    done = rig.complete("channel.edit", EDIT, rig.slash(OWNER))
    assert rig.world.channels[GENERAL].topic == "new"
    assert rig.statuses()[-2:] == ["intent pending", "outcome done"]
    return rig.platform.machinery.undos.get(GUILD, done.audit_id)


def test_a_call_is_kept_with_what_brings_it_back(rig: Rig) -> None:
    record = _kept(rig)
    assert (record.operation, record.channel_id) == ("channel.edit", GENERAL)
    assert (record.reversal.operation, record.reversal.left) == ("channel.edit", {"topic": "new"})
    assert record.reversal.arguments == {"channel_id": GENERAL, "topic": "Anything goes"}
    assert (record.expires_at - rig.clock()).days == 7
    assert "Anything goes" not in repr(record)


def test_a_guild_that_keeps_nothing_is_asked_nothing_more(rig: Rig) -> None:
    _kept(rig)
    with_undo = len(rig.discord.calls)
    other = Rig()
    other.set_policy(undo_days=0)
    assert _kept(other) is None
    assert len(other.discord.calls) < with_undo


@pytest.mark.parametrize("broken", [DiscordUnavailable("down"), ZeroDivisionError("a mistake")])
def test_what_cannot_be_read_before_leaves_the_call_without_an_undo(
    rig: Rig, broken: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def prior(self: EditChannel, ports: object) -> None:
        raise broken

    monkeypatch.setattr(EditChannel, "prior", prior)
    caplog.set_level(logging.WARNING)
    assert _kept(rig) is None
    assert [record.name for record in caplog.records] == ["undo_keeping"]


def test_a_mistake_in_the_reversal_loses_nothing_of_the_outcome(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def reversal(self: EditChannel, prior: object, result: object) -> None:
        raise KeyError("topic")

    monkeypatch.setattr(EditChannel, "reversal", reversal)
    assert _kept(rig) is None
    assert "reversal broke" in caplog.text


@pytest.mark.parametrize("broken", [StoreUnavailable("down"), TooLarge("too much")])
def test_what_cannot_be_kept_leaves_the_call_without_an_undo(
    rig: Rig, broken: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(self: UndoRepository, record: object) -> None:
        raise broken

    monkeypatch.setattr(UndoRepository, "put", put)
    assert _kept(rig) is None


def test_what_is_no_mapping_has_no_fields() -> None:
    assert (fields({"a": 1}), fields(None), fields("text")) == ({"a": 1}, {}, {})
