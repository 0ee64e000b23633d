"""Arguments by what a schema calls them."""

from typing import Any

from local.model import arguments


def tool(properties: dict[str, Any], **schema: Any) -> dict[str, Any]:
    return {"name": "t", "input_schema": {"type": "object", "properties": properties, **schema}}


def test_a_value_goes_under_the_first_name_that_the_schema_knows() -> None:
    made = arguments.fill(tool({"member": {}, "duration_minutes": {}}), {"user": "1", "seconds": 60, "minutes": 1})
    assert made == {"member": "1", "duration_minutes": 1}
    assert arguments.unknown({"user": "1", "seconds": None, "reason": "r"}) == {"user_id": "1", "reason": "r"}


def test_values_fit_the_schema() -> None:
    known = {
        "limit": {"anyOf": [{"type": "null"}, {"type": "integer", "maximum": 100}]},
        "content": {"$ref": "#/$defs/Text"},
        "reason": {"type": "string"},
        "dry_run": {"type": "boolean"},
    }
    made = arguments.fill(
        tool(known, **{"$defs": {"Text": {"type": "string", "maxLength": 3}}}),
        {"count": 5000, "text": "longer", "reason": None},
    )
    assert made == {"limit": 100, "content": "lon", "dry_run": False}


def test_a_schema_that_refers_to_itself_or_to_nothing_says_nothing() -> None:
    loop = {"$defs": {"A": {"$ref": "#/$defs/A"}}}
    assert arguments.resolved(loop, {"$ref": "#/$defs/A"}) == {"$ref": "#/$defs/A"}
    assert arguments.resolved({}, {"$ref": "#/$defs/B"}) == {}
    assert arguments.resolved({}, True) == {}
    assert arguments.fill({"name": "t"}, {"user": "1"}) == {}
    assert arguments.missing({"name": "t"}, {}) == []


def test_overwrites_take_the_shape_that_the_schema_wants() -> None:
    item = {
        "properties": {
            "role_id": {},
            "type": {"enum": ["MEMBER", "ROLE"]},
            "allow": {"items": {"enum": ["View Channel", "Send Messages"]}},
            "deny": {"type": "array"},
            "note": {},
        }
    }
    made = arguments.overwrites(tool({"name": {}, "overwrites": {"items": item}}), [("1", ["SEND_MESSAGES"], ["X"])])
    assert made == {"overwrites": [{"role_id": "1", "type": "ROLE", "allow": ["Send Messages"], "deny": ["X"]}]}
    assert arguments.overwrites(tool({"name": {}}), []) == {}
