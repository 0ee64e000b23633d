"""The trail's records as lines for people: one for each act, with when, who, what, where and how it ended."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue

from guildhall.clock import utc_now
from guildhall.discord.ids import ChannelId, MessageId, RoleId, Snowflake, UserId
from guildhall.execution import changes
from guildhall.identity import Door
from guildhall.operations.acts import Act, acts_of
from guildhall.operations.preview import Change
from guildhall.surfaces.interactions import markup
from guildhall.surfaces.interactions.phrases import plural, words

_WORDS = {
    "pending": "under way",
    "unknown": "nobody knows whether it was done",
    "requested": "waits for a human",
}
_OF_A_RECORD = frozenset({"audit_id", "kind", "status", "at", "user_id", "operation"})
_VALUE_CHARACTERS = 100
_FEW = 3
_NAMED: dict[str, type[Snowflake]] = {"user_id": UserId, "role_id": RoleId, "message_id": MessageId}


def are_records(things: Sequence[object]) -> bool:
    """Return whether a list is of the trail's records."""
    return bool(things) and all(isinstance(each, Mapping) and each.keys() >= _OF_A_RECORD for each in things)


def lines(things: Sequence[Mapping[str, JsonValue]], *, whole: bool) -> Iterator[str]:
    """Yield the records' acts, each as a line; with all that their records say, if they are shown whole."""
    acts = acts_of(things)
    if not whole:
        yield f"**{plural(len(acts), 'act')}**"
    for act in acts:
        yield _line(act)
        if whole:
            yield from map(_record, act.records)
            yield from _arguments(act)
            yield from _steps(act.last)


def _line(act: Act) -> str:
    """Return an act in one line, and what it changed of the platform's own settings below it."""
    status = act.status(utc_now())
    ended, what = _WORDS.get(status, status), f"**{markup.plain(str(act.last['operation']), 60)}**"
    asked_by_others = f"pressed on {markup.code(str(act.value('confirmation_id')))}, " if _is_press(act) else ""
    parts = [
        _moment(act.records[0]),
        f"{_asker(act)} {asked_by_others}{what}{_whom(act)}{_where(act)}: {ended}",
        *_more(act),
        markup.code(act.audit_id),
    ]
    return "\n> ".join([f"- {' · '.join(parts)}", *map(_change, _changes(act))])


def _more(act: Act) -> Iterator[str]:
    """Yield what is special about an act."""
    if message := _failure(act.value("error")):
        yield message
    if (approver := act.value("approver_id")) and not _is_press(act):
        yield f"answered by {_person(approver)}"
    if repeats := act.value("repeats"):
        yield f"{repeats} more like it before, that day"
    if undone := act.value("undoes"):
        yield f"{'undid' if act.last['status'] == 'done' else 'to undo'} {markup.code(str(undone))}"


def _is_press(act: Act) -> bool:
    """Return whether it is a press that was refused: then whoever pressed did not ask for what the card is about."""
    return act.last["kind"] == "denial" and act.value("confirmation_id") not in {None, act.audit_id}


def _whom(act: Act) -> str:
    """Return whom or what the request names, but for its channel: ids as names, of messages how many."""
    asked = act.value("arguments")
    told: list[str] = []
    for name, value in asked.items() if isinstance(asked, Mapping) else ():
        ids = [str(each) for each in (value if isinstance(value, list) else [value])]
        if name == "message_ids":
            told.append(plural(len(ids), "message"))
        elif kind := _NAMED.get(name.removesuffix("s")):
            told += [markup.mention(kind(each)) for each in ids[:_FEW]]
            told += [f"and {len(ids) - _FEW} more"] if len(ids) > _FEW else []
        elif name == "audit_id":
            told.append(markup.code(ids[0]))
    return " ".join(["", *told])


def _failure(error: JsonValue) -> str:
    if not isinstance(error, Mapping):
        return ""
    return markup.plain(str(error.get("reason") or error.get("message") or error.get("code")), _VALUE_CHARACTERS)


def _where(act: Act) -> str:
    channel_id = act.value("channel_id")
    return f" in {markup.mention(ChannelId(str(channel_id)))}" if channel_id else ""


def _asker(act: Act) -> str:
    if act.value("door") == Door.COMMAND_LINE:
        return "whoever holds the AWS credentials"
    return _person(act.value("user_id"))


def _person(user_id: JsonValue) -> str:
    return markup.mention(UserId(str(user_id)))


def _moment(record: Mapping[str, JsonValue]) -> str:
    return markup.moment(datetime.fromisoformat(str(record["at"])))


def _changes(act: Act) -> list[Mapping[str, JsonValue]]:
    changes = act.value("changes")
    return [each for each in changes if isinstance(each, Mapping)] if isinstance(changes, list) else []


def _change(change: Mapping[str, JsonValue]) -> str:
    told = Change(field=str(change.get("field")), before=change.get("before"), after=change.get("after"))
    return markup.spoken(changes.line(told, _VALUE_CHARACTERS)).removeprefix("- ")


def _record(record: Mapping[str, JsonValue]) -> str:
    """Return one record of an act: what it tells, through which door and program, in what words of ours."""
    told = [f"**{record['kind']} {record['status']}**", _moment(record), f"through {record.get('door')}"]
    if client := record.get("client"):
        told.append(markup.plain(str(client), _VALUE_CHARACTERS))
    if (took := record.get("duration_ms")) is not None:
        told.append(f"{took} ms")
    said = [markup.plain(str(record["summary"]), _VALUE_CHARACTERS)] if record.get("summary") else []
    return "\n> ".join([f"- {' · '.join(told)}", *said])


def _arguments(act: Act) -> Iterator[str]:
    """Yield what was asked for; of a text only how long it was."""
    asked = act.value("arguments")
    for name, value in asked.items() if isinstance(asked, Mapping) else ():
        length = value.get("length") if isinstance(value, Mapping) else None
        if name != "guild_id":
            told = changes.shown(name, value, _VALUE_CHARACTERS) if length is None else f"{length} characters"
            yield f"- {words(name)}: {markup.spoken(told)}"


def _steps(record: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield each step's verdict."""
    trail = record.get("trail")
    for step in trail if isinstance(trail, list) else []:
        if isinstance(step, Mapping):
            mark = "✓" if step.get("allowed") else "✗"
            yield f"- {mark} {step.get('step')}: {markup.plain(str(step.get('reason')), 2 * _VALUE_CHARACTERS)}"
