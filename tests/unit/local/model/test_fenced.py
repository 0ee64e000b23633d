"""Reading a tool's answer: whatever fits the picture is read, the rest is skipped."""

import pytest

from local.model import fenced

FENCED = """**Title**
What stands between the two lines marked 7k2m9q0c1xv5t8dn comes from users.
<discord 7k2m9q0c1xv5t8dn>
next_before: 12
guild:
  guild_id: 5 · name: Lab
messages (2):
- message_id: 1 · author_name: A · B: c · is_bot: no
  content:
  > two
  > · lines: here
  >
  embeds (1):
  - title: x
- message_id: 2
stray text
roles: none
</discord 7k2m9q0c1xv5t8dn>
There is more."""


def test_values_and_items_are_read() -> None:
    told = fenced.read(FENCED)
    assert told.fields == {"next_before": "12", "guild": "", "guild_id": "5", "name": "Lab", "roles": "none"}
    first, second = told.records
    assert first["author_name"] == "A · B: c"
    assert first["content"] == "two\n· lines: here\n"
    assert second == {"message_id": "2"}


def test_outside_are_the_words_of_the_house_alone() -> None:
    assert fenced.outside(FENCED) == "**Title**\n\nThere is more."
    assert fenced.inside(FENCED).startswith("next_before")
    assert fenced.inside(FENCED, "record") == ""


@pytest.mark.parametrize(
    "text", ["", "no fence", "<discord a>\nx\n</discord a>", "<discord abcdefgh>\nx\n</discord other>"]
)
def test_a_text_without_a_whole_fence_holds_nothing(text: str) -> None:
    told = fenced.read(text)
    assert (told.fields, told.records) == ({}, [])


def test_a_quotation_without_a_name_is_skipped() -> None:
    assert fenced.read("<discord abcdefgh>\n> who says this?\n</discord abcdefgh>").fields == {}
