"""What the executor answered, as the asker sees it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.execution.outcome import Completed, NeedsConfirmation, Previewed
from guildhall.identity import Door, Origin, Principal
from guildhall.operations import catalogue
from guildhall.operations.preview import Change, Preview, Target
from guildhall.surfaces.interactions import outcomes
from guildhall.surfaces.interactions.messages import Paper, Tone
from tests.fakes.clock import NOON
from tests.unit.surfaces.interactions.support import CHANNEL, CONFIRMATION, GUILD, USER
from tests.unit.surfaces.interactions.test_rendering import WORDS, within_limits

HERE = Origin(GuildId(GUILD), ChannelId(CHANNEL))
ADA = Principal(user_id=UserId(USER), door=Door.INTERACTION, credential="interaction:1", origin=HERE)
NOWHERE = Principal(user_id=UserId(USER), door=Door.INTERACTION, credential="interaction:1")
LIST = catalogue.find("channel.list").model_validate({"guild_id": GUILD})
SEND = catalogue.find("message.send").model_validate({"channel_id": "5", "content": "x"})
PREVIEW = Preview(
    summary="Delete 2 messages for good",
    targets=(Target(id="1", label="Ada, 12:00", detail="hello *you*"), Target(id="2", label="Bob @everyone")),
    changes=(Change(field="topic", before="old\nwords", after="new"), Change(field="nsfw", before=None, after=True)),
    irreversible="They cannot be brought back.",
    fingerprint="f",
)


def listed(**more: Any) -> dict[str, Any]:
    channel = {
        **{"channel_id": "5", "name": "general", "kind": "text", "topic": None, "category_id": None, "position": 0},
        **{"slowmode_s": 0, "age_restricted": False},
    }
    return {"channels": [channel | more]}


def text(paper: Paper) -> str:
    return "\n".join(paper.blocks)


def test_a_read_names_the_command_and_the_channels() -> None:
    paper = outcomes.paper(Completed(listed(), "01audit"), "channel list", LIST, ADA)
    assert (paper.tone, paper.title, paper.footer) == (Tone.READ, "/channel list", "Audit 01audit")
    assert f"[#general](https://discord.com/channels/{GUILD}/5)" in text(paper)


def test_a_write_that_is_done_says_so() -> None:
    done = Completed({"message_id": "7", "channel_id": "5", "link": "https://discord.com/channels/1/5/7"}, "01")
    paper = outcomes.paper(done, "message send", SEND, ADA)
    assert (paper.tone, paper.title) == (Tone.DONE, "Done: /message send")
    assert "**Channel:** <#5>" in text(paper)


def test_a_result_that_its_model_does_not_know_is_shown_as_it_is() -> None:
    paper = outcomes.paper(Completed({"notice": "too large to keep"}, "01"), "channel list", LIST, NOWHERE)
    assert text(paper) == "**Notice:** too large to keep"


@pytest.mark.parametrize(
    ("operation", "who", "channel"),
    [(LIST, ADA, CHANNEL), (SEND, ADA, "5"), (SEND, NOWHERE, "5"), (LIST, NOWHERE, None)],
)
def test_things_lie_in_the_channel_that_the_request_names(operation: Any, who: Principal, channel: str | None) -> None:
    assert outcomes._place(operation, who).channel_id == channel


def test_a_preview_shows_targets_the_diff_and_what_is_lost() -> None:
    previewed = Previewed("message.bulk_delete", PREVIEW, "p" * 26, NOON, needs_human=True)
    paper = outcomes.paper(previewed, "message bulk_delete", SEND, ADA)
    told = text(paper)
    assert paper.title == "Preview of /message bulk_delete: nothing was changed"
    assert "**2 targets:**" in told
    assert "- Ada, 12:00: hello \\*you\\*" in told
    assert "**2 changes:**\n- topic: “old words” → **“new”**\n- age restricted: none → **yes**" in told
    assert "cannot be brought back" in told
    assert "A human will be asked" in told
    assert "without `dry_run`" in told


def test_a_small_preview_is_short() -> None:
    previewed = Previewed("x.y", Preview(summary="Do it", fingerprint="f"), "p" * 26, NOON, needs_human=False)
    blocks = outcomes.paper(previewed, "x y", SEND, ADA).blocks
    assert blocks == ("**Do it**", "To do it, give the command again without `dry_run`.")


def test_waiting_says_where_the_question_is_and_how_to_see_the_end() -> None:
    asked = NeedsConfirmation("message.bulk_delete", PREVIEW, CONFIRMATION, NOON + timedelta(minutes=30), "<#9>")
    paper = outcomes.paper(asked, "message bulk_delete", SEND, ADA)
    assert (paper.tone, paper.title) == (Tone.WAITING, "Waiting for approval: /message bulk_delete")
    assert "<#9>" in text(paper)
    assert CONFIRMATION in text(paper)
    assert "Nothing was changed yet" in text(paper)


VALUES = st.none() | st.booleans() | st.integers() | WORDS | st.text(max_size=900)


@settings(deadline=None)
@given(
    changes=st.lists(st.builds(Change, field=WORDS, before=VALUES, after=VALUES), max_size=20),
    targets=st.lists(st.builds(Target, id=st.just("1"), label=WORDS, detail=WORDS), max_size=100),
    summary=WORDS,
)
def test_no_preview_breaks_a_limit_or_pings(changes: list[Change], targets: list[Target], summary: str) -> None:
    preview = Preview(summary=summary, targets=tuple(targets), changes=tuple(changes), fingerprint="f")
    messages = outcomes.paper(Previewed("x.y", preview, "p" * 26, NOON, needs_human=True), "x y", SEND, ADA).messages()
    within_limits(messages)
    assert "@everyone" not in json.dumps(messages, ensure_ascii=False)
