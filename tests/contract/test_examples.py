"""Every operation has an example of its call that fits it, made of nothing that exists, and the doors show it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from pydantic import BaseModel

from guildhall.discord import ids
from guildhall.discord.ids import ChannelId, Snowflake
from guildhall.operations import catalogue, naming
from guildhall.operations.catalogue import AnyOperation
from guildhall.surfaces import docs_examples
from guildhall.surfaces.agent.tools import definitions as agent_tools
from guildhall.surfaces.mcp import tools
from guildhall.surfaces.tools import example_words, examples
from tests.contract import catalogue_examples
from tests.contract.each import each_operation
from tests.fakes import guild
from tests.fakes.documented import OTHER_IDS

MOST_BYTES = 400
EVERY = list(catalogue.every())
every = pytest.mark.parametrize("cls", EVERY, ids=lambda cls: cls.full_name())
PLACEHOLDER = re.compile(
    r"lorem|ipsum|^x+$|\b(?:foo|bar|baz|string|test|todo|xxx+|sample|placeholder)\b"
    r"|\b(?:your|some) (?:text|name|message|server)\b",
    re.IGNORECASE,
)
CHANNELS = {
    "channel-id",
    "voice-id",
    "stage-id",
    "category-id",
    "announcement-id",
    "forum-id",
    "thread-id",
    "direct-id",
}
BESIDE_THEIR_KIND = {"channel": CHANNELS, "thread": {"thread-id"}, "forum": {"forum-id"}} | {
    "message": {"message-id", "direct-message-id"},
    "role": {"role-id", "guild-id"},  # the role @everyone has the guild's id
}
"""Kinds of made-up ids that an id of a type may have, where there are others than the type's own."""
KIND_OF = {each: kind for kind, several in example_words.IDS.items() for each in several}
FAKE = {str(each) for each in vars(guild).values() if isinstance(each, Snowflake)} | set(OTHER_IDS)
FAKE |= {str(each) for several in catalogue_examples.IDS.values() for each in several}


def texts(value: object) -> Iterator[str]:
    """Every text inside a JSON value, names of fields left out."""
    if isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


def ids_in(value: object) -> Iterator[Snowflake]:
    """Every id inside a request, with its type."""
    if isinstance(value, Snowflake):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from ids_in(getattr(value, name))
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from ids_in(part)


def made(cls: type[AnyOperation]) -> AnyOperation:
    return cls.model_validate(examples.with_guild(cls, examples.of(cls)))


@each_operation
def test_an_example_fits_and_survives_being_sent(cls: type[AnyOperation]) -> None:
    request = made(cls)
    sent = json.loads(json.dumps(examples.with_guild(cls, examples.of(cls))))
    assert cls.model_validate(sent) == request
    assert cls.model_validate_json(request.model_dump_json(exclude_unset=True)) == request


@each_operation
def test_an_example_gives_what_is_required_and_says_no_guild(cls: type[AnyOperation]) -> None:
    given, fields = set(examples.of(cls)), cls.model_fields
    assert {name for name, field in fields.items() if field.is_required()} - {"guild_id"} <= given <= set(fields)
    assert "guild_id" not in given


@each_operation
def test_an_example_holds_only_made_up_ids_of_the_right_kind(cls: type[AnyOperation]) -> None:
    given = set(texts(dict(examples.of(cls))))
    for each in (each for each in ids_in(made(cls)) if str(each) in given):  # a moment may stand for an id too
        kind = type(each).kind
        assert KIND_OF[str(each)] in BESIDE_THEIR_KIND.get(kind, {f"{kind}-id"}), f"{each} is no {kind}"
    named = {part for text in texts(dict(examples.of(cls))) for part in re.findall(r"[0-9]{15,}", text)}
    assert named <= set(KIND_OF)


@each_operation
def test_an_example_is_short_and_of_words_that_somebody_would_say(cls: type[AnyOperation]) -> None:
    told = json.dumps(examples.of(cls), ensure_ascii=False)
    assert len(told.encode()) <= MOST_BYTES
    assert [text for text in texts(dict(examples.of(cls))) if not text.strip() or PLACEHOLDER.search(text)] == []
    assert [each for each in FAKE if each in told] == [], "ids of the tests' guild"


@each_operation
def test_a_text_of_an_example_is_no_name_of_its_field(cls: type[AnyOperation]) -> None:
    bare = {name.replace("_", " "): value for name, value in examples.of(cls).items()}
    assert [name for name, value in bare.items() if value == name] == [], "give the field a word in example_words.py"


@each_operation
def test_an_example_fits_what_both_doors_say_that_they_take(cls: type[AnyOperation]) -> None:
    name = naming.tool_name(cls.full_name())
    for entries in (TOOLS, AGENTS_TOOLS):
        schema = entries[name]["definition"]["inputSchema"]
        assert entries[name]["example"] == examples.of(cls)
        jsonschema_rs.validator_for(schema).validate(dict(examples.of(cls)))


def test_no_id_is_of_two_kinds_and_each_looks_like_one_of_discords() -> None:
    several = [each for kind in example_words.IDS.values() for each in kind]
    assert len(several) == len(set(several))
    for each in several:
        assert ChannelId.parse(each) == each
        assert 18 <= len(each) <= 19
    types = [each for each in vars(ids).values() if isinstance(each, type) and issubclass(each, Snowflake)]
    missing = {f"{each.kind}-id" for each in types} - set(example_words.IDS)
    assert missing <= {"interaction-id"}, "no operation takes an interaction's"


def test_every_word_is_of_an_operation_and_a_field_that_exist() -> None:
    fields = {cls.full_name(): set(cls.model_fields) for cls in EVERY}
    for key in [*example_words.WORDS, *example_words.KIND_OF]:
        where, _, name = key.rpartition(" ")
        meant = [own for full, own in fields.items() if where in {"", full, naming.command_path(full)[0]}]
        assert any(name in own for own in meant) or not where, f"{key}: there is no such field"
    for full, names in example_words.BESIDE.items():
        assert set(names) <= fields[full], f"{full} takes no {set(names) - fields[full]}"


@every
def test_an_operation_that_nobody_wrote_words_for_gets_an_example_all_the_same(
    cls: type[AnyOperation], monkeypatch: pytest.MonkeyPatch
) -> None:
    general = {name: word for name, word in example_words.WORDS.items() if " " not in name}
    for name, table in (("BESIDE", {}), ("_OWN_WORDS", {}), ("WORDS", general)):
        monkeypatch.setattr(examples, name, table)
    derived = examples.of.__wrapped__(cls)
    cls.model_validate(examples.with_guild(cls, derived))


def test_an_operation_without_an_example_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_OWN_WORDS", "WORDS"):
        monkeypatch.setattr(examples, name, {"audit_id": "no id"})
    with pytest.raises(ValueError, match=r"audit\.get has no example"):
        examples.of.__wrapped__(catalogue.find("audit.get"))


def test_the_page_has_every_example_as_it_is_sent() -> None:
    lines = re.findall(r"^- `([a-z_.]+)` `(.*)`$", docs_examples.generate(), re.M)
    assert {name: json.loads(told) for name, told in lines} == {cls.full_name(): examples.of(cls) for cls in EVERY}


def _by_name(generated: dict[str, Any]) -> dict[str, Any]:
    return {entry["definition"]["name"]: entry for entry in generated["tools"]}


TOOLS, AGENTS_TOOLS = _by_name(tools.generate()), _by_name(agent_tools.generate())
