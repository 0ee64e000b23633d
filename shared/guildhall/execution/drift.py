"""What became different between a preview and now, told field by field.

What people wrote stands in `then` and `now` alone, which go into a failure's details: surfaces fence those. The names
of parts that `named` returns are words of ours and ids, fit for a hint and for the trail.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from guildhall.operations.preview import Change, Preview, Target

type Drift = dict[str, JsonValue]

_TOLD_COUNT, _VALUE_CHARACTERS, _NAMED_COUNT = 25, 200, 8
_IDENTIFIER = re.compile(r"[a-z][a-z_]{0,39}")
_UNSHOWN: Drift = {"what": "something that the preview does not show"}


def drifts(then: Preview, now: Preview) -> list[Drift]:
    """Return what is different now: fields with both values, targets that went, came or changed, parts of the state."""
    found = [*_of_fields(then, now), *_of_targets(then, now)]
    told = {str(each["what"]) for each in found}
    found += [{"what": name} for name in _of_state(then, now) if name not in told]
    return found[:_TOLD_COUNT] or [dict(_UNSHOWN)]


def named(then: Preview, now: Preview) -> list[str]:
    """Return the names of what is different, as far as they hold no word of others; the first few."""
    fields = [str(each["what"]) for each in _of_fields(then, now)]
    ours = [name for name in fields if _IDENTIFIER.fullmatch(name)]
    return list(dict.fromkeys([*_of_state(then, now), *ours]))[:_NAMED_COUNT]


def _of_fields(then: Preview, now: Preview) -> Iterator[Drift]:
    old, new = _by_field(then.changes), _by_field(now.changes)
    for name in dict.fromkeys([*old, *new]):
        # A field that no longer has to change holds by now what it was to become, and the other way round.
        before = old[name].before if name in old else new[name].after
        after = new[name].before if name in new else old[name].after
        if before != after:
            yield {"what": name, "then": _cut(before), "now": _cut(after)}


def _of_targets(then: Preview, now: Preview) -> Iterator[Drift]:
    old, new = _by_id(then.targets), _by_id(now.targets)
    for target_id in dict.fromkeys([*old, *new]):
        before, after = _shown(old.get(target_id)), _shown(new.get(target_id))
        if before != after:
            yield {"what": f"target {target_id}", "then": before, "now": after}


def _of_state(then: Preview, now: Preview) -> list[str]:
    names = dict.fromkeys([*then.state, *now.state])
    return [name for name in names if then.state.get(name) != now.state.get(name)]


def _by_field(changes: Sequence[Change]) -> Mapping[str, Change]:
    return {change.field: change for change in changes}


def _by_id(targets: Sequence[Target]) -> Mapping[str, Target]:
    return {target.id: target for target in targets}


def _shown(target: Target | None) -> str | None:
    return None if target is None else f"{target.label}: {target.detail}"[:_VALUE_CHARACTERS]


def _cut(value: JsonValue) -> JsonValue:
    short = value is None or isinstance(value, bool | int | float)
    return value if short else str(value)[:_VALUE_CHARACTERS]
