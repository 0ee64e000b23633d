"""A result becomes lines for people; no operation writes its own table.

The types decide how: ids are mentions, moments are shown in the reader's time zone, names come first, and what is empty
is left out.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pydantic import BaseModel

from guildhall.discord.ids import ChannelId, GuildId, MessageId, Snowflake, UserId
from guildhall.execution import changes
from guildhall.surfaces.interactions import acts, markup
from guildhall.surfaces.interactions.phrases import words

HEADS = ("name", "display_name", "author_name", "label", "title", "operation", "step", "what")
"""Fields that name a thing, the best first."""
SAID = frozenset({"content", "topic", "description", "reason", "summary", "hint"})
"""Fields with running text, shown on a line of their own where many things are listed."""
_SAID_CHARACTERS, _VALUE_CHARACTERS, _WORD_CHARACTERS, _LISTED = 300, 200, 24, 12
_JSON_CHARACTERS = 1200
_NEXT = "next_"
_JSON_LINES = "lines"
_NAMES_OF_IDS = "names"
_BUDGET = frozenset({"used", "limit"})
_QUESTION = frozenset({"confirmation_id", "asker_id", "you_may", "approvals", "summary"})
_OUR_WORDS = frozenset({"step", "decided_by", "rule", "mode", "budget"})
"""Fields whose values are names of ours, which may have underscores."""
_NO_WORD = re.compile(r"\W", re.ASCII)
_OUR_LINK = re.compile(r"https://discord\.com/channels/[0-9@me/]+", re.ASCII)
_PEOPLE = frozenset({"user_id", "author_id", "approver_id", "asker_id", "decided_by", "granted_by"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer is read, for links."""

    guild_id: GuildId | None
    channel_id: ChannelId | None


def blocks(result: BaseModel | Mapping[str, object], place: Place) -> list[str]:
    """Return a result as blocks of Markdown: single values first, then each thing of its lists."""
    fields = _fields(result)
    single: list[str] = []
    listed: list[str] = []
    more: list[str] = []
    empty: list[str] = []
    for name, value in fields.items():
        if name.startswith(_NEXT):
            more += (
                [f"There is more: go on with {markup.code(f'{name.removeprefix(_NEXT)}:{value}')}."] if value else []
            )
        elif _is_list_of_things(value):
            listed += _things(name, value, place)
        elif _is_empty_list(value):
            empty.append(name)
        else:
            single += _single(name, value)
    if len(empty) == 1 and not single and not listed:
        return [f"No {words(empty[0]).lower()}.", *more]
    return [*single, *(f"**{words(name)}:** none" for name in empty), *listed, *more]


def _fields(thing: BaseModel | Mapping[str, object]) -> dict[str, object]:
    if isinstance(thing, BaseModel):
        names = type(thing).model_fields
        return _without_doubles({name: getattr(thing, name) for name in names})
    named = {_NO_WORD.sub("", str(name)): value for name, value in thing.items()}
    return _without_doubles({name: _revived(name, value) for name, value in named.items()})


def _without_doubles(fields: dict[str, object]) -> dict[str, object]:
    """Leave out ids whose names stand beside them, and the names of ids, for Discord shows those itself."""
    return {
        name: value
        for name, value in fields.items()
        if not (name == _NAMES_OF_IDS and (_is_list_of_things(value) or _is_empty_list(value)))
        and not (name.endswith("_ids") and f"{name[:-4]}_names" in fields)
    }


def _revived(name: str, value: object) -> object:
    """Return a value of untyped JSON as what its key says that it is."""
    if not isinstance(value, str):
        return value
    kinds: dict[str, type[Snowflake]] = {"channel_id": ChannelId, "guild_id": GuildId}
    try:
        if kind := UserId if name in _PEOPLE else kinds.get(name):
            return kind.parse(value)
        return datetime.fromisoformat(value) if name == "at" or name.endswith("_at") else value
    except ValueError:
        return value


def _is_list_of_things(value: object) -> bool:
    return (
        isinstance(value, list | tuple) and bool(value) and all(isinstance(item, BaseModel | Mapping) for item in value)
    )


def _has_parts(value: object) -> bool:
    return isinstance(value, BaseModel | Mapping) or _is_list_of_things(value)


def _is_empty_list(value: object) -> bool:
    return isinstance(value, list | tuple | frozenset | set) and not value


def _single(name: str, value: object) -> list[str]:
    if isinstance(value, GuildId):
        return []
    if isinstance(value, BaseModel) and not any(map(_has_parts, (inside := _fields(value)).values())):
        return [f"**{words(name)}:** {' · '.join(_details(inside))}"]
    if isinstance(value, BaseModel | Mapping):
        shown = value.model_dump(mode="json") if isinstance(value, BaseModel) else dict(value)
        return [f"**{words(name)}:**\n{_json(shown)}"] if shown else []
    if value is None or value == "":
        return []
    if name == _JSON_LINES:
        return [f"**{words(name)}:**\n{_cut_block(str(value))}"]
    return [f"**{words(name)}:** {_text(_in_words(name, value), 1000)}"]


def _json(value: object) -> str:
    return _cut_block(json.dumps(value, indent=1, ensure_ascii=False, default=str))


def _cut_block(text: str) -> str:
    if len(text) > _JSON_CHARACTERS:
        text = text[:_JSON_CHARACTERS] + "\n… cut"
    return markup.block(text, "json")


def _things(name: str, value: object, place: Place) -> Iterable[str]:
    things = value if isinstance(value, list | tuple) else ()
    if acts.are_records(things):
        yield from acts.lines(things, whole=name == "entries")
        return
    yield f"**{words(name)}: {len(things)}**"
    for thing in things:
        yield _thing(_fields(thing), place)


def _thing(fields: dict[str, object], place: Place) -> str:
    """Return one thing of a list: its name, what is special about it, and what it says."""
    if fields.keys() >= _QUESTION:
        return _question(fields)
    head, used = _head(fields, place)
    rest = {name: value for name, value in fields.items() if name not in used}
    details = _details({name: value for name, value in rest.items() if name not in SAID})
    said = [
        markup.plain(value, _SAID_CHARACTERS) for name in rest if name in SAID and isinstance(value := rest[name], str)
    ]
    line = " · ".join([head, *details] if head else details)
    return "\n> ".join([f"- {line}", *filter(None, said)])


def _details(fields: Mapping[str, object]) -> list[str]:
    if fields.keys() >= _BUDGET:
        return [f"{fields['used']} of {fields['limit']} used"]
    return [detail for name, value in fields.items() if (detail := _detail(name, value))]


def _in_words(name: str, value: object) -> object:
    """Return a name of ours without its underscores."""
    if name == "changed_fields" and isinstance(value, list):
        return [changes.named(str(each)) for each in value]
    return value.replace("_", " ") if name in _OUR_WORDS and isinstance(value, str) else value


def _question(fields: Mapping[str, object]) -> str:
    """Return a question to a human: what it is about, who asks, how far it is, what the reader can do about it."""
    text = {name: _text(value, _VALUE_CHARACTERS) for name, value in fields.items() if value is not None}
    asked, told = f"**{text['summary']}**", f"{text['approvals']} approvals · until {text['expires_at']}"
    where = f" · {text['card']}" if "card" in text else ""
    ids = f"{text['operation']} · {text['risk']} · {markup.code(text['confirmation_id'])}"
    return f"- {asked} · asked by {text['asker_id']} · you may {text['you_may']} · {told}{where}\n> {ids}"


def _head(fields: dict[str, object], place: Place) -> tuple[str, set[str]]:
    """Return what names a thing, and the fields that this uses up."""
    own = next((name for name, value in fields.items() if isinstance(value, Snowflake)), None)
    named = next((name for name in HEADS if isinstance(fields.get(name), str) and fields[name]), None)
    own_id = fields[own] if own else None
    used = {name for name in (own, named) if name}
    if named is None:
        return "", set()
    name = str(_in_words("budget" if fields.keys() >= _BUDGET else named, fields[named]))
    if isinstance(own_id, ChannelId) and named == "name":
        return markup.channel_link(name, place.guild_id, own_id), used
    shown = f"**{markup.plain(name, _VALUE_CHARACTERS)}**"
    if isinstance(own_id, MessageId):
        link = (
            markup.message_link(place.guild_id, place.channel_id, own_id)
            if place.channel_id
            else markup.mention(own_id)
        )
        return f"{shown} {link}", used
    if isinstance(own_id, UserId) and own == "user_id" and named != "operation":
        return f"{shown} {markup.mention(own_id)}", used
    return shown, {named}


def _detail(name: str, value: object) -> str:
    """Return a field among others; empty for what says nothing (none, no, nought) or leads too far."""
    if not value or isinstance(value, GuildId) or _has_parts(value):
        return ""
    if isinstance(value, bool):
        return words(name).lower()
    text = _text(value, _VALUE_CHARACTERS)
    plain_word = isinstance(value, str) and not isinstance(value, Snowflake) and len(value) <= _WORD_CHARACTERS
    return text if isinstance(value, datetime) or plain_word else f"{words(name).lower()} {text}"


def _text(value: object, length: int) -> str:
    """Return a single value in words."""
    match value:
        case Snowflake():
            return markup.mention(value)
        case datetime():
            return markup.moment(value)
        case Enum():
            return markup.plain(str(value.value).replace("_", " "))
        case bool():
            return "yes" if value else "no"
        case str() if _OUR_LINK.fullmatch(value):
            return value
        case list() | tuple() | set() | frozenset():
            return _listed(value, length)
        case _:
            return markup.plain(str(value), length)


def _listed(value: Iterable[object], length: int) -> str:
    items = [_text(item, length) for item in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    more = f" and {len(items) - _LISTED} more" if len(items) > _LISTED else ""
    return ", ".join(items[:_LISTED]) + more
