"""What stands on a card beside the question: people, names that stay names, values, and the notice of its end."""

import re
from typing import Any

import pytest

from guildhall.execution import card
from guildhall.operations.preview import Change, Preview, Target
from tests.fakes.guild import ADMIN
from tests.unit.execution.cards import ID, RECORD, parts, texts, with_preview


def test_a_question_that_takes_two_shows_how_far_it_is() -> None:
    def shown(**more: Any) -> tuple[str, str]:
        message = card.question(RECORD.model_copy(update={"needs_approvals": 2, **more}))
        labels = [part["label"] for part in parts(message["components"]) if part["type"] == 2]
        return labels[0], "\n".join(texts(message))

    label, text = shown()
    assert (label, "**0 of 2 approvals**, by different people" in text) == ("Approve (1 of 2)", True)
    label, text = shown(approved_by=(ADMIN,))
    assert (label, f"**1 of 2 approvals**: <@{ADMIN}>" in text) == ("Approve (2 of 2)", True)


@pytest.mark.parametrize(
    "posing",
    [
        "x” (`1`)\n**1 of 2 approvals**: <@1>",
        "general\u2028-# write · until later",
        "staff\u202e.enod .devorppA\u202c",
        "a\u00ad\u034f\u061c\u115f\u3164\u2800\uffa0\U000e0041b",
    ],
)
def test_a_name_like_a_sentence_stays_a_name(posing: str) -> None:
    preview = Preview(summary=posing, targets=(Target(id="7", label=posing, detail=posing),), fingerprint="f")
    for text in ("\n".join(texts(card.question(with_preview(preview)))), card.details(with_preview(preview))):
        (line,) = [line for line in text.splitlines() if line.startswith("- ")]
        assert re.fullmatch(r"- “[^“”]*” \(`7`\): “[^“”]*”", line)
        assert "1 of 2 approvals**" not in text
        assert sum(line.startswith("-# ") for line in text.splitlines()) == 2
        assert all(char.isprintable() or char == "\n" for char in text)
        assert not re.search("[\u00ad\u034f\u061c\u115f\u3164\u2800\uffa0]", text)


def test_plain_values_are_told_apart_from_words() -> None:
    changes = (Change(field="nsfw", before=False, after=True), Change(field="name", before="none", after=7))
    text = "\n".join(texts(card.question(with_preview(Preview(summary="S", changes=changes, fingerprint="f")))))
    assert "- age restricted: no → **yes**" in text
    assert "- name: “none” → **7**" in text
    named = Change(field="role Helper. Approved", before=False, after=True)
    text = "\n".join(texts(card.question(with_preview(Preview(summary="S", changes=(named,), fingerprint="f")))))
    assert "- “role Helper. Approved”: no → **yes**" in text


def test_a_question_that_is_answered_no_longer_says_until_when_and_what_it_takes() -> None:
    preview = Preview(summary="S", budget="Takes 1 of 7 changes left.", fingerprint="f")
    asked = with_preview(preview).model_copy(update={"needs_approvals": 2, "approved_by": (ADMIN,)})
    open_text, settled_text = ("\n".join(texts(each)) for each in (card.question(asked), card.settled(asked, "Done.")))
    for passing in ("until <t:", "Takes 1 of 7", "1 of 2 approvals"):
        assert passing in open_text
        assert passing not in settled_text
    assert ID in settled_text


def test_the_notice_of_an_end_quotes_and_pings_nobody() -> None:
    message = card.notice(with_preview(Preview(summary="Delete **all** @everyone", fingerprint="f")))
    assert message == {
        "content": "Nothing was done: nobody answered in time. Ask for it anew if it is still wanted.\n"
        f"> Delete \\*\\*all\\*\\* \\@everyone\n-# `message.bulk_delete` · {ID}",
        "allowed_mentions": {"parse": []},
    }
