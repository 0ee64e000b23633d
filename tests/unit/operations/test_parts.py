"""What operations are made of: specs, names, markers, previews."""

from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import GET_GUILD, Route
from guildhall.errors import OperationUnknown
from guildhall.operations import catalogue, naming
from guildhall.operations.fields import Keep, LongText, Redaction, marks_of, quiet
from guildhall.operations.preview import Change, diff, fingerprint
from guildhall.operations.spec import Access, Risk, Spec
from tests.fakes.guild import GENERAL, guild


@pytest.mark.parametrize("scope", ["", "messages", "messages:", ":read", "messages:fly", "messages:READ"])
def test_a_scope_that_is_none_is_refused_when_the_file_is_read(scope: str) -> None:
    with pytest.raises(ValueError, match="is not <resource>"):
        Spec(risk=Risk.READ, scope=scope, permission=None, why="because", source="guildhall:x")


@pytest.mark.parametrize(("permission", "why"), [(None, ""), (Permission.VIEW_CHANNEL, "because")])
def test_a_permission_and_a_reason_for_none_exclude_each_other(permission: Permission | None, why: str) -> None:
    with pytest.raises(ValueError, match="needs why"):
        Spec(risk=Risk.READ, scope="a:read", permission=permission, why=why, source="guildhall:x")


@pytest.mark.parametrize(
    ("permission", "why", "route"), [(None, "because", GET_GUILD), (Permission.VIEW_CHANNEL, "", None)]
)
def test_what_the_bot_needs_instead_stands_beside_a_route_and_a_permission(
    permission: Permission | None, why: str, route: Route | None
) -> None:
    with pytest.raises(ValueError, match="bot_permission= stands beside"):
        Spec(
            risk=Risk.READ,
            scope="a:read",
            permission=permission,
            why=why,
            bot_permission=NO_PERMISSIONS,
            route=route,
            source="guildhall:x",
        )


def test_risks_are_ordered_and_named() -> None:
    assert Risk.READ < Risk.WRITE < Risk.SENSITIVE < Risk.DESTRUCTIVE
    assert [risk.label for risk in Risk] == ["read", "write", "sensitive", "destructive"]
    assert [verb.value for verb in Access] == ["read", "write", "moderate", "manage"]


@pytest.mark.parametrize(
    "module", ["guildhall.operations.message", "guildhall.operations.a.b.c", "elsewhere.message.send", "message.send"]
)
def test_only_a_file_two_levels_down_is_an_operation(module: str) -> None:
    with pytest.raises(ValueError, match="is not an operation's module"):
        naming.name_of_module(module)


def test_one_name_has_four_forms() -> None:
    name = naming.name_of_module("guildhall.operations.message.bulk_delete")
    assert name == "message.bulk_delete"
    assert naming.tool_name(name) == "message_bulk_delete"
    assert naming.command_path(name) == ("message", "bulk_delete")
    assert naming.title(name) == "Bulk delete message"


def test_a_file_without_an_operation_is_a_mistake_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_by_any_name", lambda: {"nothing.here": "message._deletable"})
    with pytest.raises(TypeError, match="defines no operation"):
        catalogue.find("nothing.here")


def test_a_name_far_from_everything_gets_a_hint_all_the_same() -> None:
    with pytest.raises(OperationUnknown) as unknown:
        catalogue.find("§§§§")
    assert unknown.value.hint == "Search the operations by what they do."
    assert not catalogue.is_known("§§§§")


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (3, 3),
        (True, True),
        (Colour.RED, Colour.RED),
        (GENERAL, GENERAL),
        ({ChannelId("2"), ChannelId("1")}, ["1", "2"]),
        ("hello", "<5 of str>"),
        (["hello"], ["<5 of str>"]),
        ({"a": "b"}, "<1 of dict>"),
        (object(), "<object>"),
    ],
    ids=["none", "number", "truth", "enum", "id", "ids", "text", "texts", "mapping", "object"],
)
def test_a_log_shows_ids_and_numbers_and_of_the_rest_how_much(value: object, shown: object) -> None:
    assert quiet(value) == shown


class Marked(BaseModel):
    plain: Annotated[str, Redaction(Keep.AS_IS), LongText("Text")] = ""
    optional: Annotated[str, Redaction(Keep.NOTHING)] | None = None
    bare: int = 0


def test_markers_are_found_inside_an_optional_too() -> None:
    marks = {name: marks_of(field) for name, field in Marked.model_fields.items()}
    assert marks["plain"] == [Redaction(Keep.AS_IS), LongText("Text")]
    assert marks["optional"] == [Redaction(Keep.NOTHING)]
    assert marks["bare"] == []


_PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5))


@given(st.lists(_PLAIN, max_size=4), st.lists(_PLAIN, max_size=4))
def test_a_fingerprint_is_equal_exactly_when_the_state_is(one: list[Any], other: list[Any]) -> None:
    same = [(type(part), part) for part in one] == [(type(part), part) for part in other]
    assert (fingerprint(*one) == fingerprint(*other)) is same
    assert (fingerprint(one) == fingerprint(other)) is same


def test_a_fingerprint_tells_parts_from_lists_and_looks_into_models() -> None:
    here = guild()
    assert fingerprint("a", "b") != fingerprint(["a", "b"])
    assert fingerprint("ab") != fingerprint("a", "b")
    assert fingerprint(here) == fingerprint(guild())
    assert fingerprint(here) != fingerprint(here.model_copy(update={"name": "other"}))


def test_only_what_differs_is_a_change() -> None:
    before: dict[str, Any] = {"a": 1, "b": None, "c": 3}
    assert diff(before, {"b": 2, "a": 1, "d": None}) == (Change(field="b", before=None, after=2),)
