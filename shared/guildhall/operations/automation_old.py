"""Triggers and actions as the older tool set had them, in no fixed form: what is recognised is put into ours.

    "message_created"                                             -> {"on": "message_created"}
    {"type": "message_created", "channel_id": "1"}                -> {"on": …, "channel_ids": ["1"]}
    {"type": "send_message", "channel_id": "1", "message": "hi"}  -> {"operation": "message.send", "arguments": {…}}

What is not recognised stays as it is, and the operation says what it takes. So does what is given twice under two
names: neither is dropped unsaid.
"""

from collections.abc import Collection, Mapping

from pydantic import JsonValue

_EVENTS = frozenset({"message_created", "member_joined", "reaction_added", "scheduled", "manual"})
_ACTIONS = {
    "send_message": "message.send",
    "delete_message": "message.delete",
    "add_role": "role.assign",
    "remove_role": "role.remove",
    "create_thread": "thread.create",
    "notify": "notify",
    "draft": "draft",
}
_NAMED_BY = ("on", "type", "event", "kind", "action")
_INSIDE = ("config", "params", "arguments")
_TRIGGERS_PARTS = {
    "channel_id": "channel_ids",
    "channels": "channel_ids",
    "keyword": "contains",
    "keywords": "contains",
    "phrases": "contains",
    "cron": "schedule",
    "timezone": "time_zone",
}
_SEVERAL = frozenset({"channel_ids", "contains"})
_WRITES = frozenset({"message.send", "notify", "draft"})
_TEXTS = frozenset({"message", "text"})


def trigger(value: JsonValue) -> JsonValue:
    """Return a trigger in our form."""
    name, parts = _named(value)
    if name not in _EVENTS:
        return value
    told: dict[str, JsonValue] = {"on": name}
    for part, given in parts.items():
        ours = _ours(part, _TRIGGERS_PARTS, parts)
        told[ours] = [given] if ours in _SEVERAL and isinstance(given, str) else given
    return told


def actions(value: JsonValue) -> JsonValue:
    """Return actions in our form; one alone is a list of one."""
    if isinstance(value, list):
        return [_action(each) for each in value]
    converted = _action(value)
    return value if converted is value else [converted]


def _action(value: JsonValue) -> JsonValue:
    name, parts = _named(value)
    operation = _ACTIONS.get(name)
    if operation is None:
        return value
    texts = dict.fromkeys(_TEXTS, "content") if operation in _WRITES else {}
    arguments = {_ours(part, texts, parts): given for part, given in parts.items()}
    return {"operation": operation, "arguments": arguments}


def _ours(part: str, names: Mapping[str, str], parts: Collection[str]) -> str:
    """Return the name that we have for a part; its own where another one would be called the same."""
    ours = names.get(part, part)
    alike = [each for each in parts if names.get(each, each) == ours]
    return part if len(alike) > 1 else ours


def _named(value: JsonValue) -> tuple[str, dict[str, JsonValue]]:
    """Return what something is called, and what else is said of it, an inner object of settings among the rest."""
    if isinstance(value, str):
        return value, {}
    if not isinstance(value, dict):
        return "", {}
    key = next((each for each in _NAMED_BY if isinstance(value.get(each), str)), "")
    rest = {part: given for part, given in value.items() if part != key}
    for part in _INSIDE:
        inner = rest.pop(part, None)
        rest |= inner if isinstance(inner, dict) else {} if inner is None else {part: inner}
    return str(value.get(key, "")), rest
