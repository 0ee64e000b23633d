"""The trail in Discord: a line for each act, whatever wrote itself into it."""

from typing import Any

import pytest

from guildhall.errors import GuildhallError
from guildhall.surfaces.interactions import values
from guildhall.surfaces.interactions.values import Place
from tests.fakes.guild import GENERAL, IN_GENERAL, MEMBER, MODERATOR, OWNER
from tests.fakes.platform import Rig

NOWHERE = Place(None, None)
DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(writable_channel_ids=None, changes_at_large=True)
    return rig


def shown(rig: Rig, name: str = "audit.list", **asked: Any) -> str:
    return "\n".join(values.blocks(rig.complete(name, asked, rig.slash(OWNER)).result, NOWHERE))


def test_an_act_is_one_line_with_when_who_what_where_and_how_it_ended(rig: Rig) -> None:
    done = rig.complete("message.send", {"channel_id": GENERAL, "content": "x"}, rig.slash(MEMBER), dry_run=False)
    at = int(rig.clock().timestamp())
    assert shown(rig) == "\n".join(
        ["**1 act**", f"- <t:{at}:f> · <@{MEMBER}> **message.send** in <#{GENERAL}>: done · `{done.audit_id}`"]
    )


def test_a_refusal_tells_why_and_how_often_before(rig: Rig) -> None:
    for _ in range(4):
        with pytest.raises(Exception, match="role"):
            rig.run("message.bulk_delete", DELETE, rig.slash(MEMBER))
    told = shown(rig, kind="denial")
    assert "denied" in told
    assert "3 more like it before, that day" in told


def test_a_question_that_waits_and_one_that_was_answered_say_so(rig: Rig) -> None:
    asked = rig.ask("message.bulk_delete", DELETE, rig.slash(MODERATOR)).confirmation_id
    assert "waits for a human" in shown(rig)
    rig.press(asked, "deny", rig.direct(MODERATOR))
    assert f"refused · answered by <@{MODERATOR}>" in shown(rig)


def test_a_change_of_the_platforms_own_settings_is_told_with_its_diff(rig: Rig) -> None:
    rig.complete("policy.edit_limits", {"moderation_per_day": 7}, rig.slash(OWNER), dry_run=False)
    assert "\n> moderation per day: 200 → **7**" in shown(rig)


def test_an_act_names_whom_it_is_about_and_of_many_how_many(rig: Rig) -> None:
    asked = rig.ask(
        "member.timeout", {"user_id": MEMBER, "duration_s": 60, "reason": "spam"}, rig.slash(MODERATOR)
    ).confirmation_id
    assert f"<@{MODERATOR}> **member.timeout** <@{MEMBER}>: waits for a human" in shown(rig)
    whole = shown(rig, "audit.get", audit_id=asked)
    lines = (f"User: <@{MEMBER}> (`{MEMBER}`)", "Duration (seconds): 60", "Reason: 4 characters")
    assert all(f"\n- {line}\n" in whole for line in lines)
    rig.ask("message.bulk_delete", DELETE, rig.slash(MODERATOR))
    assert "**message.bulk\\_delete** 2 messages in" in shown(rig)
    crowd = [str(each) for each in range(11, 16)]
    with pytest.raises(GuildhallError):
        rig.run("member.bulk_ban", {"user_ids": crowd}, rig.slash(MEMBER))
    assert "**member.bulk\\_ban** <@11> <@12> <@13> and 2 more: denied" in shown(rig)


def test_a_refused_press_is_not_told_as_if_the_presser_had_asked(rig: Rig) -> None:
    asked = rig.ask("member.timeout", {"user_id": MEMBER, "duration_s": 60}, rig.slash(MODERATOR)).confirmation_id
    with pytest.raises(GuildhallError):
        rig.press(asked, "approve", rig.direct(MEMBER))
    told = shown(rig, kind="denial")
    assert f"<@{MEMBER}> pressed on `{asked}`, **member.timeout** <@{MEMBER}>: denied" in told
    assert "answered by" not in told


def test_one_act_is_shown_with_its_records_and_every_steps_verdict(rig: Rig) -> None:
    done = rig.complete("message.send", {"channel_id": GENERAL, "content": "x"}, rig.mcp(MEMBER), dry_run=False)
    told = shown(rig, "audit.get", audit_id=done.audit_id)
    assert "**intent pending**" in told
    assert "through mcp · a client" in told
    assert "- ✓ require\\_scope" in told or "- ✓ require_scope" in told


def test_a_clients_name_is_shown_letter_by_letter(rig: Rig) -> None:
    who = rig.mcp(MEMBER, client="@everyone **bold** <@&1> [x](https://example.test)")
    done = rig.complete("guild.get", {}, who)
    told = shown(rig, "audit.get", audit_id=done.audit_id)
    assert "@everyone" not in told
    assert "**bold**" not in told
    assert "](https" not in told


def test_nothing_found_is_said_in_words(rig: Rig) -> None:
    assert shown(rig, kind="denial") == "No records."


def test_an_export_is_shown_as_the_code_that_it_is(rig: Rig) -> None:
    rig.complete("guild.get", {}, rig.slash(MEMBER))
    told = shown(rig, "audit.export")
    assert '**Lines:**\n```json\n{"arguments": {' in told
    assert "\\_" not in told
