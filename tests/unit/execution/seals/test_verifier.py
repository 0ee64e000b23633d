"""What `audit.verify` answers."""

from typing import Any

import pytest

from guildhall.errors import ConfigurationError
from guildhall.execution.seals import verifier
from guildhall.execution.seals.findings import Fault, Report
from guildhall.execution.seals.verifier import Verifier, summary, told
from guildhall.store.table import key_of
from tests.fakes.guild import GENERAL, GUILD, OWNER
from tests.fakes.platform import Rig


def test_the_owner_is_told_that_the_trail_is_as_it_was_sealed() -> None:
    rig = Rig()
    rig.complete("channel.list", {}, rig.slash(OWNER))
    rig.run("channel.edit", {"channel_id": GENERAL, "name": "hall"}, rig.slash(OWNER))
    count = rig.seals.arrive(GUILD)
    shown = rig.complete("audit.verify", {}, rig.slash(OWNER)).result
    assert count > 0
    assert (shown["intact"], shown["complete"], shown["segments"], shown["findings"]) == (True, True, 1, [])


def test_a_removed_record_is_told_by_its_id() -> None:
    rig = Rig()
    rig.run("channel.edit", {"channel_id": GENERAL, "name": "hall"}, rig.slash(OWNER))
    rig.seals.arrive(GUILD)
    item = next(item for item in rig.audit.items() if "record" in item)
    rig.audit.delete_if(key_of(item))
    shown: dict[str, Any] = rig.complete("audit.verify", {}, rig.slash(OWNER)).result
    assert shown["intact"] is False
    assert [(each["fault"], each["where"]) for each in shown["findings"]] == [
        ("record_missing", f"record {key_of(item).sk}")
    ]


def test_without_key_and_bucket_nothing_can_be_said() -> None:
    with pytest.raises(ConfigurationError):
        Verifier(None)(GUILD, None)


def test_verifying_stops_when_a_call_has_no_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig()
    rig.run("channel.edit", {"channel_id": GENERAL, "name": "hall"}, rig.slash(OWNER))
    rig.seals.arrive(GUILD)
    monkeypatch.setattr(verifier, "BUDGET_S", -1.0)
    shown = Verifier(rig.seals.evidence)(GUILD, None)
    assert (shown["complete"], shown["intact"]) == (False, True)


def test_one_sentence_says_what_was_found_what_waits_and_what_there_was_no_time_for() -> None:
    whole = Report(records=3, segments=2, is_chain_whole=True)
    assert summary(whole) == "3 records and 2 segments: as they were sealed."
    partly = Report(records=3, segments=2, unsealed=1)
    partly.add(Fault.SEGMENT_CHANGED, "segment 1", "x")
    assert summary(partly) == (
        "3 records and 2 segments: checked; 1 finding; 1 is too new to be sealed; there was no time for all, ask "
        "month by month."
    )


def test_an_answer_shows_some_findings_and_counts_the_rest() -> None:
    report = Report()
    for number in range(verifier.MOST_SHOWN + 5):
        report.add(Fault.SEGMENT_MISSING, f"segment {number}", "x")
    shown = told(report)
    assert isinstance(shown["findings"], list)
    assert (len(shown["findings"]), shown["more_findings"]) == (verifier.MOST_SHOWN, 5)
