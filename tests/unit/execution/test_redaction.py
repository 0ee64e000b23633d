"""What the trail keeps of what was said: how much, and a hash that only the guild's key can compare."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.execution.redaction import digest, redact
from guildhall.operations.fields import Keep, OperationName, Redaction
from guildhall.store.policies import PolicyRepository
from tests.fakes.guild import ELSEWHERE, GENERAL, GUILD
from tests.fakes.table import MemoryTable

KEY, OTHER = b"k" * 32, b"o" * 32
CANARY = "canary-in-the-mine"


class Colour(StrEnum):
    RED = "red"


class Inner(BaseModel):
    text: str
    number: int = 0


class Odd:
    def __repr__(self) -> str:
        return CANARY


type Hidden = Annotated[str, Redaction(Keep.NOTHING)]


class Everything(BaseModel):
    model_config = {"arbitrary_types_allowed": True}

    channel_id: ChannelId | None = None
    message_ids: frozenset[MessageId] = frozenset()
    count: int = 0
    ratio: float = 0.0
    flag: bool | None = None
    moment: datetime | None = None
    colour: Colour | None = None
    text: str | None = None
    texts: list[str] = []
    text_set: set[str] = set()
    text_tuple: tuple[str, ...] = ()
    inner: Inner | None = None
    inners: list[Inner] = []
    mapping: dict[str, JsonValue] = {}
    odd: Odd | None = None
    public: Annotated[str, Redaction(Keep.AS_IS)] = ""
    public_or_none: Annotated[str, Redaction(Keep.AS_IS)] | None = None
    secret: Annotated[str, Redaction(Keep.NOTHING)] = ""
    secret_or_none: Annotated[str, Redaction(Keep.NOTHING)] | None = None
    secret_by_name: Hidden = ""
    secret_by_name_or_none: Hidden | None = None
    operation: Annotated[str, OperationName()] = ""


@pytest.mark.parametrize(
    "fields",
    [
        {"text": CANARY},
        {"texts": [CANARY, CANARY]},
        {"text_set": {CANARY}},
        {"text_tuple": (CANARY,)},
        {"inner": {"text": CANARY}},
        {"inners": [{"text": CANARY}]},
        {"mapping": {CANARY: 1}},
        {"mapping": {"a": [{"b": CANARY}]}},
        {"odd": Odd()},
        {"secret": CANARY},
        {"secret_or_none": CANARY},
        {"operation": CANARY},
        {"operation": f"message.send {CANARY}"},
    ],
    ids=str,
)
def test_no_text_survives_wherever_it_stands(fields: dict[str, Any]) -> None:
    assert CANARY not in str(redact(Everything(**fields), KEY))


def test_ids_numbers_and_enums_are_kept() -> None:
    request = Everything(
        channel_id=GENERAL,
        message_ids=frozenset({MessageId("30"), MessageId("4")}),
        count=3,
        ratio=0.5,
        flag=True,
        colour=Colour.RED,
        inner=Inner(text="x", number=7),
    )
    told = redact(request, KEY)
    assert told["channel_id"] == str(GENERAL)
    assert told["message_ids"] == ["30", "4"]
    assert (told["count"], told["ratio"], told["flag"], told["colour"]) == (3, 0.5, True, "red")
    assert told["inner"] == {"number": 7, "text": digest("x", KEY)}


def test_what_is_public_is_kept_where_the_field_says_so() -> None:
    told = redact(Everything(public="general", public_or_none="support", operation="message.send"), KEY)
    assert told == {"operation": "message.send", "public": "general", "public_or_none": "support"}


def test_a_secret_leaves_nothing_not_even_its_length() -> None:
    secrets = {name: "x" * 99 for name in Everything.model_fields if name.startswith("secret")}
    assert len(secrets) == 4
    assert redact(Everything(**secrets), KEY) == dict.fromkeys(secrets)


def test_what_was_left_out_is_left_out() -> None:
    assert redact(Everything(), KEY) == {}
    assert redact(Everything(text=None), KEY) == {"text": None}


@given(st.text(), st.text())
def test_equal_texts_match_under_one_key_and_different_ones_do_not(one: str, other: str) -> None:
    assert digest(one, KEY) == digest(one, KEY)
    assert (digest(one, KEY) == digest(other, KEY)) is (one == other)
    assert digest(one, KEY)["hmac"] != digest(one, OTHER)["hmac"]
    assert digest(one, KEY)["length"] == len(one)


def test_two_guilds_have_different_keys_and_each_keeps_its_own() -> None:
    secrets = PolicyRepository(MemoryTable())
    here, there = secrets.audit_key(GUILD), secrets.audit_key(ELSEWHERE)
    assert here != there
    assert secrets.audit_key(GUILD) == here
    assert digest("hello", here) != digest("hello", there)


def test_the_order_of_a_set_does_not_matter() -> None:
    one = redact(Everything(text_set={"a", "b", "c"}), KEY)
    assert one == redact(Everything(text_set={"c", "b", "a"}), KEY)


def test_a_moment_is_kept() -> None:
    kept = redact(Everything(moment=datetime(2026, 11, 20, 12, tzinfo=UTC)), KEY)
    assert kept == {"moment": "2026-11-20 12:00:00+00:00"}
