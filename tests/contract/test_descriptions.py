"""An operation's description says what it does, its limits, who may do it, if a human is asked, what undoes it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from guildhall.discord import limits
from guildhall.discord.permissions import describe
from guildhall.operations import catalogue
from guildhall.operations.base import Operation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from guildhall.surfaces.mcp import tools
from guildhall.surfaces.tools import descriptions
from tests.contract.catalogue_examples import schema_of
from tests.contract.each import each_operation

LEAST_CHARACTERS, MOST_CHARACTERS = 30, 1024
EVERY = list(catalogue.every())
IMPERATIVES = frozenset(
    (
        *("Add", "Allow", "Approve", "Ban", "Begin", "Bring", "Cancel", "Change", "Check", "Close", "Compare", "Count"),
        *("Create", "Delete", "Draft", "Edit", "End", "Exempt", "Export", "Find", "Forward", "Gather", "Give", "Grant"),
        *(
            "Greet",
            "Judge",
            "Keep",
            "Let",
            "Lift",
            "List",
            "Look",
            "Make",
            "Move",
            "Mute",
            "Open",
            "Pin",
            "Play",
            "Publish",
        ),
        *("Put", "Read", "Rename", "Replace", "Replay", "Revoke", "Run", "Say", "Schedule", "Search", "See", "Send"),
        *("Set", "Show", "Start", "Stop", "Take", "Tell", "Undo", "Upload", "Wait", "Write"),
    )
)
MEDIA = re.compile(r"\bdata: URI\b|exactly one of an https address and base64")
SIZE = re.compile(r"\b[0-9]+ (?:KiB|MiB)\b")
OF_A_VOCABULARY = frozenset({"enum", "pattern"})


def told(cls: type[AnyOperation]) -> str:
    return descriptions.of(cls, "Only previews unless dry_run=false.")


def positions(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A field's schema and its alternatives, references followed."""
    if "$ref" in part:
        yield from positions(schema["$defs"][part["$ref"].rpartition("/")[2]], schema)
    for union in ("anyOf", "oneOf", "allOf"):
        for each in part.get(union, ()):
            yield from positions(each, schema)
    yield part


def fields(cls: type[AnyOperation]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    schema = schema_of(cls)
    for name, part in schema["properties"].items():
        for position in positions(part, schema):
            yield name, position


@each_operation
def test_a_description_begins_with_what_is_done(cls: type[AnyOperation]) -> None:
    words = descriptions.first_words(cls)
    assert told(cls).startswith(words)
    assert len(words) >= LEAST_CHARACTERS
    assert words.endswith(".")
    assert re.match(r"[A-Za-z]+", words)[0] in IMPERATIVES, "an imperative first; is it a new one?"  # type: ignore[index]


@each_operation
def test_a_description_is_short_enough_for_every_client(cls: type[AnyOperation]) -> None:
    assert len(told(cls)) <= MOST_CHARACTERS


@each_operation
def test_a_description_says_which_permission_it_takes_or_that_it_takes_none(cls: type[AnyOperation]) -> None:
    sentence, permission = descriptions.needed(cls), cls.spec.permission
    assert sentence in told(cls)
    if cls.for_keepers:
        assert "application belongs" in sentence
    elif permission is not None:
        assert [name for name in describe(permission) if name not in sentence] == []
        alike = cls.spec.route is not None and cls.spec.bot_permission is None
        assert ("you and the bot alike" in sentence) is alike
        assert (", and the bot " in sentence) is (cls.spec.bot_permission is not None)
    elif cls.needs is Operation.needs:
        assert sentence.startswith("Needs no permission")
    assert ("what is asked" in sentence.lower()) is (cls.needs is not Operation.needs and not cls.for_keepers)


@each_operation
def test_a_description_says_whether_a_human_is_asked(cls: type[AnyOperation]) -> None:
    said = told(cls).removeprefix(descriptions.first_words(cls))
    assert ("A human approves it in Discord first." in said) is (cls.spec.risk is Risk.DESTRUCTIVE)
    assert ("A human may have to approve it in Discord." in said) is (cls.spec.risk is Risk.SENSITIVE)


@each_operation
def test_a_description_of_a_write_says_whether_it_can_be_undone(cls: type[AnyOperation]) -> None:
    reads, undoes = cls.spec.risk is Risk.READ, cls.full_name() == "audit.undo"
    known = cls.reversal is not Operation.reversal
    assert ("audit.undo brings back" in told(cls)) is (known and not reads)
    assert ("audit.undo cannot" in told(cls)) is not (known or reads or undoes)


@each_operation
def test_a_tool_tells_the_whole_description(cls: type[AnyOperation]) -> None:
    assert TOOLS[cls.full_name()] == told(cls)


# ------------------------------------------------------------------------------------------------------------- limits


@each_operation
def test_what_takes_several_says_how_many_at_most(cls: type[AnyOperation]) -> None:
    """A list of words of a vocabulary is as long as that; any other has a bound in the schema."""
    lists = [(name, part) for name, part in fields(cls) if part.get("type") == "array"]
    open_ended = [
        (name, part) for name, part in lists if not any(OF_A_VOCABULARY & set(at) for at in _items(part, cls))
    ]
    assert [name for name, part in open_ended if "maxItems" not in part] == []


@each_operation
def test_what_acts_upon_many_at_once_says_in_words_how_many(cls: type[AnyOperation]) -> None:
    """But for as many roles as a guild can have: that list is whole."""
    many = {part["maxItems"] for name, part in fields(cls) if name in _required_ids(cls) and "maxItems" in part}
    assert [most for most in many - {limits.GUILD_ROLES_COUNT} if str(most) not in descriptions.first_words(cls)] == []


@each_operation
def test_what_lists_page_by_page_says_how_long_a_page_may_be(cls: type[AnyOperation]) -> None:
    if "limit" in cls.model_fields:
        assert any("maximum" in part for name, part in fields(cls) if name == "limit")


@each_operation
def test_what_has_to_have_a_file_says_in_words_how_large_it_may_be(cls: type[AnyOperation]) -> None:
    required = schema_of(cls).get("required", [])
    uploads = [name for name, part in fields(cls) if name in required and MEDIA.search(part.get("description", ""))]
    if uploads:
        assert SIZE.search(descriptions.first_words(cls)), f"{uploads}: how large?"


@each_operation
def test_a_text_has_a_bound(cls: type[AnyOperation]) -> None:
    bounded = {"maxLength", "pattern", "format", "enum", "const", "contentEncoding"}
    for name, part in fields(cls):
        if part.get("type") == "string" and not bounded & set(part):
            said = f"{part.get('description', '')} {descriptions.first_words(cls)}"
            assert re.search(r"\b[0-9]+ [KM]iB\b|code or address|operation's name", said), f"{name} has no bound"


def _items(part: Mapping[str, Any], cls: type[AnyOperation]) -> list[Mapping[str, Any]]:
    return list(positions(part["items"], schema_of(cls)))


def _required_ids(cls: type[AnyOperation]) -> set[str]:
    return {name for name in schema_of(cls).get("required", []) if name.endswith("_ids")}


TOOLS = {entry["operation"]: entry["definition"]["description"] for entry in tools.generate()["tools"]}
