"""`guildhall audit`: reading, exporting and verifying the trail."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import click
from pydantic import JsonValue, ValidationError

from guildhall.cli import showing
from guildhall.cli.desk import Desk
from guildhall.cli.options import FINDINGS, guild_option, json_option, pass_desk
from guildhall.discord.ids import GuildId
from guildhall.errors import InvalidArguments
from guildhall.execution.platform import told_of
from guildhall.execution.seals.findings import Report
from guildhall.identity import Door
from guildhall.operations.acts import Act, AuditKind, AuditStatus, acts_of
from guildhall.operations.audit_filters import Filters, RiskName
from guildhall.operations.audit_reading import walk

_WHOM = ("user", "role", "message", "overwrite", "audit")
_FILTERS = (
    click.option("--user", "user_id", metavar="ID", help="Only acts of this person."),
    click.option("--operation", metavar="NAME", help="Only this operation, or a pattern such as 'message.*'."),
    click.option("--channel", "in_channel", metavar="ID", help="Only acts about this channel."),
    click.option("--kind", type=click.Choice(list(AuditKind)), help="Only acts with such a record; denial = refusals."),
    click.option("--status", type=click.Choice(list(AuditStatus)), help="Only acts that ended so."),
    click.option("--risk", "of_risk", type=click.Choice(list(RiskName)), help="Only acts of this risk."),
    click.option("--confirmation", "confirmation_id", metavar="ID", help="Only what was asked under this id."),
    click.option("--since", metavar="TIME", help="Not before, such as 2026-11-20T18:00Z."),
    click.option("--until", metavar="TIME", help="Before, such as 2026-11-21."),
    click.option("--before", metavar="ID", help="Only acts that are older than this audit id."),
)


@click.group(help="Read, export and verify the platform's own trail.")
def audit() -> None:
    """Hold the commands."""


def _filtered(command: Any) -> Any:
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@audit.command("list", help="List acts, newest first: when, who, what, where, how it ended.")
@_filtered
@guild_option
@json_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="So many acts at most.")
@pass_desk
def list_acts(desk: Desk, /, guild: str | None, limit: int, as_json: bool, **filters: Any) -> None:
    """List acts."""
    guild_id, now = desk.guild(guild), desk.clock()
    found = list(islice(_found(desk, guild_id, filters), limit))
    if as_json:
        for act in found:
            showing.emit(showing.as_json({"status": act.status(now), "records": [dict(each) for each in act.records]}))
        return
    columns = ("when (UTC)", "who", "what", "whom", "where", "ended", "through", "audit id")
    showing.table(f"{len(found)} acts in server {guild_id}", columns, [_row(act, act.status(now)) for act in found])


@audit.command("get", help="Show one act whole: each record, each step's verdict.")
@click.argument("audit_id")
@guild_option
@json_option
@pass_desk
def get_act(desk: Desk, audit_id: str, guild: str | None, as_json: bool) -> None:
    """Show one act."""
    guild_id = desk.guild(guild)
    acts = acts_of(told_of(record) for record in desk.log.records(guild_id, audit_id))
    if not acts:
        raise InvalidArguments(f"Server {guild_id} has no act {audit_id}.", "Take an id from guildhall audit list.")
    if as_json:
        for record in acts[0].records:
            showing.emit(showing.as_json(record))
        return
    _show(acts[0], acts[0].status(desk.clock()))


@audit.command(help="Write records as JSON Lines to standard output, newest first, as they are kept.")
@_filtered
@guild_option
@pass_desk
def export(desk: Desk, /, guild: str | None, **filters: Any) -> None:
    """Export records."""
    for act in _found(desk, desk.guild(guild), filters):
        for record in act.records:
            showing.emit(showing.as_json(record))


@audit.command(help="Verify that the trail is what was sealed and signed; exit code 1 when it is not.")
@click.option("--month", metavar="YYYY-MM", help="Only this month's records.")
@guild_option
@json_option
@pass_desk
def verify(desk: Desk, guild: str | None, month: str | None, as_json: bool) -> None:
    """Verify the trail."""
    guild_id = desk.guild(guild)
    report = desk.verify(guild_id, month)
    if as_json:
        showing.emit(showing.as_json(_reported(report)))
    else:
        _show_report(report, guild_id)
    if not report.is_intact:
        click.get_current_context().exit(FINDINGS)


def _found(desk: Desk, guild_id: GuildId, given: dict[str, Any]) -> Iterator[Act]:
    """Yield the acts that are meant, however far back."""
    try:
        filters = Filters.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = ", ".join(str(problem["loc"][0]) for problem in error.errors())
        raise InvalidArguments(
            f"What was given for {wrong} does not fit.",
            "Times look like 2026-11-20 or 2026-11-20T18:00Z, ids are digits; see guildhall audit list --help.",
        ) from None
    now, floor = desk.clock(), filters.floor()
    for act in walk(desk, guild_id, filters.ceiling()):
        if act.audit_id < floor:
            return
        if filters.admit(act, now):
            yield act


def who(act: Act) -> object:
    """Return who asked; through this very door, as AWS names them."""
    return act.value("credential" if act.value("door") == Door.COMMAND_LINE else "user_id")


def _row(act: Act, status: str) -> tuple[object, ...]:
    repeats = f" (+{act.value('repeats')} before)" if act.value("repeats") else ""
    return (
        str(act.records[0]["at"])[:19].replace("T", " "),
        who(act),
        f"{act.last['operation']}{repeats}",
        _whom(act),
        act.value("channel_id"),
        status,
        act.value("door"),
        act.audit_id,
    )


def _whom(act: Act) -> str:
    """Return whom or what the request names, people first; of several the first, and how many more."""
    asked = act.value("arguments")
    given = asked if isinstance(asked, dict) else {}
    value = next((given[name] for kind in _WHOM for name in (f"{kind}_id", f"{kind}_ids") if given.get(name)), "")
    return f"{value[0]} (+{len(value) - 1})" if isinstance(value, list) else str(value)


def _arguments(act: Act) -> list[tuple[str, str]]:
    asked = act.value("arguments")
    return [(name, showing.as_json(value)) for name, value in asked.items()] if isinstance(asked, dict) else []


def _show(act: Act, status: str) -> None:
    showing.say(f"{act.last['operation']} by {who(act)}: {status}")
    rows = [
        (each["at"], each["kind"], each["status"], each.get("client"), each.get("approver_id"), each.get("summary"))
        for each in act.records
    ]
    showing.table("Records", ("at", "kind", "status", "client", "approver", "summary"), rows)
    if arguments := _arguments(act):
        showing.table("Arguments, texts as their length and keyed hash", ("name", "value"), arguments)
    for name, columns in (("trail", ("step", "allowed", "reason")), ("changes", ("field", "before", "after"))):
        parts = act.value(name)
        found = [each for each in parts if isinstance(each, dict)] if isinstance(parts, list) else []
        if found:
            showing.table(name.title(), columns, [[each.get(column) for column in columns] for each in found])


def _reported(report: Report) -> dict[str, JsonValue]:
    return {
        "intact": report.is_intact,
        "complete": report.is_complete,
        "findings": [{"fault": each.fault, "where": each.where, "told": each.told} for each in report.findings],
        "counts": {fault.value: count for fault, count in report.counts.items()},
        "segments": report.segments,
        "records": report.records,
        "expired": report.expired,
        "unsealed": report.unsealed,
        "oldest_unsealed": report.oldest_unsealed.isoformat() if report.oldest_unsealed else None,
    }


def _show_report(report: Report, guild_id: GuildId) -> None:
    verdict = "intact" if report.is_intact else f"{sum(report.counts.values())} findings"
    showing.say(f"Server {guild_id}: {verdict}; {report.segments} segments, {report.records} records compared.")
    if report.unsealed:
        showing.say(f"{report.unsealed} records are too young to be sealed, the oldest of {report.oldest_unsealed}.")
    if report.findings:
        showing.table("Findings", ("what", "where", "how it shows"), report.findings)
        showing.say("What to do: docs/runbook.md, Verify the trail.")
