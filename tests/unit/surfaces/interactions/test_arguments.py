"""A command's options become an operation's arguments."""

import pytest

from guildhall.errors import InvalidArguments
from guildhall.surfaces.interactions.arguments import arguments, dry_run
from guildhall.surfaces.interactions.table import CommandRow
from tests.unit.surfaces.interactions.support import CHANNEL, TABLE


def row(path: str) -> CommandRow:
    found = TABLE.find(path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text", ["1 2 3", "1,2,3", " 1, 2;\n3 ", "1  2 3 ", "[1, 2,3]", '["1","2", "3"]', "['1', '2', '3']"]
)
def test_several_values_are_taken_apart_however_they_are_separated(text: str) -> None:
    assert arguments(row("message bulk_delete"), {"message_ids": text}, CHANNEL) == {"message_ids": ["1", "2", "3"]}


def test_links_stay_whole() -> None:
    link = "https://discord.com/channels/1/2/3"
    assert arguments(row("message bulk_delete"), {"message_ids": f"{link} 4"}, None) == {"message_ids": [link, "4"]}


def test_the_channel_that_was_left_out_is_the_one_of_the_command() -> None:
    assert arguments(row("message send"), {"content": "x"}, CHANNEL) == {"content": "x", "channel_id": CHANNEL}


def test_a_channel_that_was_named_stays() -> None:
    assert arguments(row("message send"), {"channel_id": "5"}, CHANNEL) == {"channel_id": "5"}


def test_no_channel_is_made_up() -> None:
    assert arguments(row("message send"), {}, None) == {}
    assert arguments(row("channel list"), {}, CHANNEL) == {}


def test_dry_run_is_no_argument() -> None:
    assert arguments(row("message send"), {"dry_run": True}, None) == {}


@pytest.mark.parametrize(("given", "wanted"), [({}, None), ({"dry_run": False}, None), ({"dry_run": True}, True)])
def test_dry_run_is_wanted_only_when_it_is_said(given: dict[str, bool], wanted: bool | None) -> None:
    assert dry_run(given) is wanted


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"limit": 5, "deep": {"a": null}}', {"limit": 5, "deep": {"a": None}}),
        ("limit=5 channel_id=41771983423143937", {"limit": "5", "channel_id": "41771983423143937"}),
        ('name="two words" nsfw=true topic=null', {"name": "two words", "nsfw": True, "topic": None}),
        ("message_ids=1,2 reply_to=3", {"message_ids": ["1", "2"], "reply_to": "3"}),
        ("", {}),
    ],
)
def test_a_map_is_json_or_pairs(text: str, read: dict[str, object]) -> None:
    assert arguments(row("policy explain"), {"arguments": text}, None) == {"arguments": read}


@pytest.mark.parametrize("text", ["{", "limit", "=5", 'name="open', "{} {}"])
def test_a_map_that_cannot_be_read_says_how_to_write_it(text: str) -> None:
    with pytest.raises(InvalidArguments) as caught:
        arguments(row("policy explain"), {"arguments": text}, None)
    assert "name=value" in caught.value.hint


def test_an_option_that_is_not_known_is_left_to_the_operation_to_refuse() -> None:
    assert arguments(row("channel list"), {"what": "x"}, None) == {"what": "x"}


def test_a_value_that_is_no_text_is_not_taken_apart() -> None:
    assert arguments(row("message bulk_delete"), {"message_ids": 5}, None) == {"message_ids": 5}
