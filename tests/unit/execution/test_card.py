"""The card: within Discord's limits and without a way out of its frame, whatever others wrote."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall.discord import limits
from guildhall.execution import card
from guildhall.operations import catalogue
from guildhall.operations.preview import Change, Preview, Target
from guildhall.store.records import ConfirmationStatus
from tests.fakes.clock import NOON
from tests.fakes.guild import ADMIN, GENERAL, MODERATOR, OWNER
from tests.fakes.platform import Rig
from tests.unit.execution.cards import ID, RECORD, parts, texts, with_preview

TOTAL = 4000
"""Source: https://docs.discord.com/developers/components/reference#text-display"""


def _assert_within_limits(message: dict[str, Any]) -> None:
    shown, said = list(parts(message["components"])), texts(message)
    assert sum(len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in said) <= TOTAL
    assert all(said)
    assert len(shown) <= limits.COMPONENTS_V2_COUNT
    for part in shown:
        assert len(part.get("custom_id", "")) <= limits.CUSTOM_ID
        assert len(part.get("label", "")) <= limits.BUTTON_LABEL
    assert message["flags"] == 1 << 15
    assert message["allowed_mentions"] == {"parse": []}
    assert not {"content", "embeds", "poll", "sticker_ids"} & message.keys()


_UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*([*_~|`\[\]()#@<>])")
_OURS = re.compile(
    rf"^### |^> |<@{MODERATOR}> \(`{MODERATOR}`\)|<@{ADMIN}>|<#{GENERAL}> \(`{GENERAL}`\)|<t:\d+:[tR]>"
    r"|^\*\*Cannot be undone:\*\* |`message\.bulk_delete`|”? \(`1`\)|-# |^- |\*\*(?=.*\*\*)|→ \*\*|\*\*$",
    re.MULTILINE,
)

_BEGINNINGS = (
    "- ",
    "### ",
    "> ",
    "-# ",
    "**",
    f"<@{MODERATOR}> (`",
    f"Where: <#{GENERAL}>",
    "Reason: “",
    "No single",
    "…",
)

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("*_~|`[]()#@<>:-\\\n\r\t \u200b\u202e\u2066é漢😀"), st.characters(exclude_categories=["Cs"])
    ),
    max_size=120,
)
LONG = st.one_of(NASTY, NASTY.map(lambda text: text * 40), st.just("😀*" * 2000), st.just("`" * 4000))
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), LONG, st.lists(NASTY, max_size=3))
PREVIEWS = st.builds(
    Preview,
    summary=LONG,
    targets=st.lists(st.builds(Target, id=st.just("1"), label=LONG, detail=LONG), max_size=100).map(tuple),
    changes=st.lists(st.builds(Change, field=LONG, before=VALUES, after=VALUES), max_size=30).map(tuple),
    irreversible=LONG,
    fingerprint=st.just("f"),
)


@settings(max_examples=60, deadline=None)
@given(PREVIEWS, LONG, st.one_of(st.none(), LONG), LONG)
def test_any_question_and_any_answer_stay_within_discords_limits(
    preview: Preview, client: str, reason: str | None, failure: str
) -> None:
    asker = replace(RECORD.asker, client=client)
    record = with_preview(preview, asker=asker, arguments={"reason": reason})
    _assert_within_limits(card.question(record))
    outcome = {"ok": False, "error": {"code": "x", "message": failure, "hint": failure}}
    done = record.model_copy(update={"status": ConfirmationStatus.DONE, "outcome": outcome, "decided_by": ADMIN})
    _assert_within_limits(card.settled(record, card.verdict(done)))


def test_a_hundred_targets_of_the_longest_names_fit(rig: Rig) -> None:
    targets = tuple(Target(id=str(n), label="*" * 200, detail="_" * 2000) for n in range(100))
    changes = tuple(Change(field="#" * 100, before="`" * 2000, after="|" * 2000) for _ in range(30))
    worst = Preview(summary="<" * 4000, targets=targets, changes=changes, irreversible="@" * 4000, fingerprint="f")
    record = with_preview(worst, asker=replace(RECORD.asker, client="[" * 80), arguments={"reason": "(" * 512})
    message = card.question(record)
    _assert_within_limits(message)
    shown = "\n".join(texts(message))
    hidden = re.search(r"… and (\d+) more: press Details for all of them\.", shown)
    assert hidden is not None
    assert 0 < int(hidden[1]) < 130


def test_what_fits_is_listed_completely_and_in_order(rig: Rig) -> None:
    targets = tuple(Target(id=str(n), label=f"author {n}", detail=f"word {n}") for n in range(30))
    text = "\n".join(texts(card.question(with_preview(Preview(summary="S", targets=targets, fingerprint="f")))))
    assert [int(n) for n in re.findall(r"word (\d+)", text)] == list(range(30))
    assert "more: press Details" not in text


def test_changes_are_shown_before_and_after(rig: Rig) -> None:
    changes = (Change(field="topic", before=None, after="new"), Change(field="name", before="", after="  "))
    text = "\n".join(texts(card.question(with_preview(Preview(summary="S", changes=changes, fingerprint="f")))))
    assert "- topic: none → **“new”**" in text
    assert "- name: none → **“”**" in text


@settings(max_examples=60, deadline=None)
@given(NASTY, NASTY, NASTY, NASTY)
def test_nothing_that_others_wrote_formats_mentions_links_or_breaks_the_line(
    name: str, content: str, reason: str, client: str
) -> None:
    preview = Preview(
        summary=f"Delete {name}",
        targets=(Target(id="1", label=name, detail=content),),
        changes=(Change(field=name, before=content, after=name),),
        irreversible=name,
        fingerprint="f",
    )
    record = with_preview(preview, asker=replace(RECORD.asker, client=client), arguments={"reason": reason})
    for text in (*texts(card.question(record)), card.details(record)):
        assert not _UNESCAPED.search(_OURS.sub("", text)), text
        lines = text.splitlines()
        assert all(line.startswith(_BEGINNINGS) for line in lines)
        assert not re.search("[\u200b\u202e\u2066\u061c\u3164]", text)


@pytest.mark.parametrize(
    "text",
    [
        "@everyone",
        "<@1>",
        "<@&1>",
        "<#1>",
        "[a](https://evil.example)",
        "```x```",
        "# big",
        "> quote",
        "||hidden||",
        "<t:1:R>",
    ],
)
def test_a_name_cannot_pretend_to_be_ours(text: str) -> None:
    preview = Preview(summary=f"Edit {text}", targets=(Target(id="1", label=text, detail=text),), fingerprint="f")
    shown = "\n".join(texts(card.question(with_preview(preview, arguments={"reason": text}))))
    rest = shown.replace(f"<@{MODERATOR}>", "").replace(f"<#{GENERAL}>", "")
    assert not re.search(rf"(?<!\\){re.escape(text)}", rest)


def test_the_question_says_who_asks_for_what_through_what_and_until_when() -> None:
    message = card.question(
        with_preview(Preview(summary="Delete 2 messages", irreversible="Gone for good.", fingerprint="f"))
    )
    shown = "\n".join(texts(message))
    ends = int((NOON + timedelta(minutes=30)).timestamp())
    assert shown.splitlines() == [
        "### Bulk delete message",
        "> Delete 2 messages",
        f"<@{MODERATOR}> (`{MODERATOR}`) asks through “a client”: `message.bulk_delete`",
        f"Where: <#{GENERAL}> (`{GENERAL}`)",
        "Reason: “spam”",
        "**Cannot be undone:** Gone for good.",
        "-# 1 request to Discord",
        f"-# destructive · until <t:{ends}:t>, <t:{ends}:R> · {ID}",
    ]


def test_the_buttons_carry_verb_and_question() -> None:
    buttons = [part for part in parts(card.question(RECORD)["components"]) if part["type"] == 2]
    assert [button["custom_id"] for button in buttons] == [
        f"confirm:{verb}:{ID}" for verb in ("approve", "deny", "details")
    ]


def test_a_question_without_place_client_and_reason_leaves_them_out() -> None:
    bare = RECORD.model_copy(update={"channel_id": None, "arguments": {}, "asker": replace(RECORD.asker, client="")})
    shown = "\n".join(texts(card.question(bare)))
    asks = f"<@{MODERATOR}> (`{MODERATOR}`) asks: `message.bulk_delete`"
    assert shown.startswith(f"### Bulk delete message\n> Delete 2 messages\n{asks}\n-# 1 request to Discord")
    assert "Where" not in shown
    assert "Reason" not in shown


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": ConfirmationStatus.EXPIRED}, "Expired: nobody answered in time. Nothing was done."),
        (
            {"status": ConfirmationStatus.EXPIRED, "approved_by": (ADMIN,), "needs_approvals": 2},
            f"Expired: only <@{ADMIN}> approved it in time, and it takes 2. Nothing was done.",
        ),
        ({"status": ConfirmationStatus.DENIED}, f"Denied by <@{ADMIN}>."),
        (
            {"status": ConfirmationStatus.DENIED, "note": "**no** “done” <@1>"},
            f"Denied by <@{ADMIN}>: “\\*\\*no\\*\\* 'done' \\<\\@1\\>”",
        ),
        (
            {"status": ConfirmationStatus.DONE, "outcome": {"ok": True}, "approved_by": (OWNER, ADMIN)},
            f"Approved by <@{OWNER}> and <@{ADMIN}>. Done.",
        ),
        ({"status": ConfirmationStatus.DONE, "outcome": {"ok": True}}, f"Approved by <@{ADMIN}>. Done."),
        (
            {
                "status": ConfirmationStatus.DONE,
                "outcome": {"ok": False, "error": {"message": "No *way*.", "hint": ""}},
            },
            f"Approved by <@{ADMIN}>, but for <@{MODERATOR}> it failed: No \\*way\\*.",
        ),
        (
            {"status": ConfirmationStatus.DONE, "outcome": {"ok": False}},
            f"Approved by <@{ADMIN}>, but for <@{MODERATOR}> it failed: ",
        ),
    ],
)
def test_the_verdict_says_how_it_ended(change: dict[str, Any], told: str) -> None:
    assert card.verdict(RECORD.model_copy(update={"decided_by": ADMIN, **change})) == told


def test_the_settled_card_keeps_the_question_and_has_no_buttons() -> None:
    message = card.settled(RECORD, "Denied.")
    assert "> Delete 2 messages" in texts(message)[0]
    assert texts(message)[-1] == "Denied."
    assert not [part for part in parts(message["components"]) if part["type"] == 2]


def test_details_of_what_touches_no_single_thing_say_so() -> None:
    assert "No single target." in card.details(RECORD)


def test_every_operation_that_can_wait_for_a_human_has_a_colour_or_a_default() -> None:
    for cls in catalogue.every():
        message = card.question(RECORD.model_copy(update={"risk": cls.spec.risk.label}))
        container = message["components"]
        assert isinstance(container, list)
        assert isinstance(container[0], dict)
        assert isinstance(container[0]["accent_color"], int)


def test_the_button_that_destroys_is_red() -> None:
    for risk, style in (("destructive", 4), ("sensitive", 3)):
        found = parts(card.question(RECORD.model_copy(update={"risk": risk}))["components"])
        assert next(part["style"] for part in found if part.get("label") == "Approve") == style
