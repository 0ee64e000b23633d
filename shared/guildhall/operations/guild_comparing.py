"""Two snapshots of a guild side by side: what is new, what is gone, and which fields of what is left are otherwise."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BaseModel, Field, JsonValue, ValidationError

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import Permission, describe
from guildhall.errors import InvalidArguments
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.guild_snapshot import ChannelState, GuildSnapshot, SnapshotPart
from guildhall.operations.model import Model

MOST_CHARACTERS = 256 * 1024
"""Of a snapshot that is given, as JSON."""
MOST_DIFFERENCES = 500
_EXAMPLE: dict[str, JsonValue] = {
    "examples": [{"roles": [{"role_id": "41771983423143937", "name": "Helpers", "position": 1, "permissions": "1024"}]}]
}
_UNNAMED = frozenset({"role_id", "channel_id", "rule_id", "position", "overwrites"})
_BITS = frozenset({"permissions", "allow", "deny"})


def _not_too_large(given: dict[str, JsonValue]) -> dict[str, JsonValue]:
    if len(json.dumps(given, ensure_ascii=False)) > MOST_CHARACTERS:
        raise ValueError(f"a snapshot has at most {MOST_CHARACTERS} characters; take one of fewer parts")
    return given


SnapshotGiven = Annotated[
    dict[str, JsonValue],
    Field(description="A result of guild.snapshot, or parts of one.", json_schema_extra=_EXAMPLE),
    AfterValidator(_not_too_large),
]


class Difference(Model):
    """One difference; of permissions, `before` and `after` name only those that were, or are, there alone.

    Attributes:
        what: `new`, `gone` (or, of a channel, not the asker's to see) or `changed`.
        name: As the newer of the two has it; likewise `before`, what the older one says, was given and is nobody's.
    """

    kind: OurText
    thing_id: OurText
    name: str
    what: OurText
    field: OurText = ""
    before: str = ""
    after: GivenName = ""


class _Thing(NamedTuple):
    name: str
    fields: Mapping[str, object]


type _Things = dict[tuple[str, str], _Thing]


def given_snapshot(given: Mapping[str, JsonValue], guild_id: GuildId) -> GuildSnapshot:
    """Return the snapshot that was given.

    Raises:
        InvalidArguments: It is none, or of another guild.
    """
    try:
        snapshot = GuildSnapshot.model_validate(dict(given))
    except ValidationError as error:
        wrong = sorted({".".join(str(step) for step in each["loc"] if step in _NAMES) for each in error.errors()})
        told = f"That is no snapshot; look at {', '.join(filter(None, wrong)) or 'its form'}."
        raise InvalidArguments(told, "Give what guild.snapshot returned.") from None
    if not all(bits.isascii() and bits.isdigit() for bits in _bits_of(snapshot)):
        raise InvalidArguments("That is no snapshot; look at its permissions.", "Give what guild.snapshot returned.")
    if snapshot.guild_id not in {None, guild_id}:
        raise InvalidArguments("That is a snapshot of another server.", "Name that server, or give another snapshot.")
    return snapshot


def _bits_of(snapshot: GuildSnapshot) -> Iterator[str]:
    yield from (role.permissions for role in snapshot.roles)
    for channel in snapshot.channels:
        for each in channel.overwrites:
            yield from (each.allow, each.deny)


def parts_of(snapshot: GuildSnapshot) -> frozenset[SnapshotPart]:
    """Return the parts that a snapshot has; one that does not say has those that stand in it."""
    return frozenset(snapshot.parts or (part for part in SnapshotPart if part.value in snapshot.model_fields_set))


def differences(old: GuildSnapshot, new: GuildSnapshot) -> list[Difference]:
    """Return what is otherwise, of those parts that both have."""
    both = parts_of(old) & parts_of(new)
    before, after = _things(old, both), _things(new, both)
    found = [_one(key, after[key].name, "new") for key in after if key not in before and _stands_alone(key, before)]
    found += [_one(key, before[key].name, "gone") for key in before if key not in after and _stands_alone(key, after)]
    for key in (key for key in after if key in before):
        found += _changed(key, before[key], after[key])
    return found + list(_reordered(old, new, both))


def _one(key: tuple[str, str], name: str, what: str, **more: str) -> Difference:
    return Difference.model_validate({"kind": key[0], "thing_id": key[1], "name": name, "what": what, **more})


def _stands_alone(key: tuple[str, str], others: _Things) -> bool:
    """Return whether something is to be told beside what it belongs to: an overwrite goes with its channel."""
    return key[0] != "overwrite" or ("channel", key[1].partition("/")[0]) in others


def _things(snapshot: GuildSnapshot, parts: Iterable[SnapshotPart]) -> _Things:
    told: _Things = {}
    for part in parts:
        match part:
            case SnapshotPart.SETTINGS if snapshot.settings:
                told["server", ""] = _thing(snapshot.settings.name, snapshot.settings)
            case SnapshotPart.ROLES:
                told |= {("role", str(each.role_id)): _thing(each.name, each) for each in snapshot.roles}
            case SnapshotPart.RULES:
                told |= {("rule", str(each.rule_id)): _thing(each.name, each) for each in snapshot.rules}
            case SnapshotPart.ENTRY if snapshot.entry:
                told["entry", ""] = _thing("", snapshot.entry)
            case SnapshotPart.CHANNELS:
                for channel in snapshot.channels:
                    told |= dict(_of_channel(channel))
    return dict(sorted(told.items()))


def _of_channel(channel: ChannelState) -> Iterator[tuple[tuple[str, str], _Thing]]:
    yield ("channel", str(channel.channel_id)), _thing(channel.name, channel)
    for each in channel.overwrites:
        bits = {"allow": each.allow, "deny": each.deny}
        yield ("overwrite", f"{channel.channel_id}/{each.target_id}"), _Thing(channel.name, bits)


def _thing(name: str, state: BaseModel) -> _Thing:
    return _Thing(name, {field: getattr(state, field) for field in type(state).model_fields if field not in _UNNAMED})


def _changed(key: tuple[str, str], before: _Thing, after: _Thing) -> Iterator[Difference]:
    for field, now in after.fields.items():
        was = before.fields.get(field)
        if was != now:
            told = _bits(was, now) if field in _BITS else {"before": _text(was), "after": _text(now)}
            yield _one(key, after.name, "changed", field=field, **told)


def _bits(was: object, now: object) -> dict[str, str]:
    old, new = Permission.parse(was or "0"), Permission.parse(now or "0")
    return {"before": ", ".join(describe(old.without(new))), "after": ", ".join(describe(new.without(old)))}


def _text(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _reordered(old: GuildSnapshot, new: GuildSnapshot, parts: Iterable[SnapshotPart]) -> Iterator[Difference]:
    """Yield one difference for roles, and one for channels, whose order is another: numbers alone shift too easily."""
    for part in sorted({SnapshotPart.ROLES, SnapshotPart.CHANNELS}.intersection(parts)):
        before, after = _order(old, part), _order(new, part)
        both = set(before) & set(after)
        if [each for each in before if each in both] != [each for each in after if each in both]:
            yield _one((part.value, ""), "", "changed", field="order")


def _order(snapshot: GuildSnapshot, part: SnapshotPart) -> list[str]:
    if part is SnapshotPart.ROLES:
        roles = sorted(snapshot.roles, key=lambda each: (each.position, -int(each.role_id)))
        return [str(each.role_id) for each in roles]
    channels = sorted(snapshot.channels, key=lambda each: (each.position, int(each.channel_id)))
    return [str(each.channel_id) for each in channels]


_NAMES = frozenset({*GuildSnapshot.model_fields, *ChannelState.model_fields})
"""Words of ours that an error may quote."""
