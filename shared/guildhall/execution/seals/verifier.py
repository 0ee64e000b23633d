"""A report of verifying as JSON, with one sentence for people; within the time that a call has."""

from dataclasses import dataclass

from pydantic import JsonValue

from guildhall.clock import monotonic_s
from guildhall.discord.ids import GuildId
from guildhall.errors import ConfigurationError
from guildhall.execution.seals.findings import Evidence, Report
from guildhall.execution.seals.verifying import verify

BUDGET_S = 15.0
"""Less than a function has; the command line has no such limit."""
MOST_SHOWN = 25
"""Findings in one answer."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Verifies for a call.

    Attributes:
        evidence: None where nothing is sealed, such as over a table without a stream.
    """

    evidence: Evidence | None

    def __call__(self, guild_id: GuildId, month: str | None) -> dict[str, JsonValue]:
        """Return the report as JSON.

        Raises:
            ConfigurationError: There is no key and no bucket to judge by.
        """
        if self.evidence is None:
            raise ConfigurationError("The trail is not sealed here.", "Set SEAL_KEY_ARN and SEAL_BUCKET.")
        give_up_at = monotonic_s() + BUDGET_S
        report = verify(self.evidence, guild_id, month=month, has_time=lambda: monotonic_s() < give_up_at)
        return told(report)


def told(report: Report) -> dict[str, JsonValue]:
    """Return a report as JSON."""
    shown: list[JsonValue] = [dict(finding._asdict()) for finding in report.findings[:MOST_SHOWN]]
    unchecked: list[JsonValue] = list(report.unchecked_months)
    return {
        "summary": summary(report),
        "intact": report.is_intact,
        "complete": report.is_complete,
        "findings": shown,
        "more_findings": report.counts.total() - len(shown),
        "segments": report.segments,
        "sealed_until": report.sealed_until.isoformat() if report.sealed_until else None,
        "records": report.records,
        "expired": report.expired,
        "unsealed": report.unsealed,
        "oldest_unsealed": report.oldest_unsealed.isoformat() if report.oldest_unsealed else None,
        "unchecked_months": unchecked,
    }


def summary(report: Report) -> str:
    """Return a report in one sentence."""
    looked_at = f"{_count(report.records, 'record')} and {_count(report.segments, 'segment')}"
    found = report.counts.total()
    verdict = "as they were sealed" if found == 0 else f"checked; {_count(found, 'finding')}"
    are = "is" if report.unsealed == 1 else "are"
    tail = f"; {report.unsealed} {are} too new to be sealed" if report.unsealed else ""
    rest = "" if report.is_complete else "; there was no time for all, ask month by month"
    return f"{looked_at}: {verdict}{tail}{rest}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
