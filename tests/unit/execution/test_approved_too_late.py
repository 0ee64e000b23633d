"""Presses: what has changed between asking and approving, and what fails on the way."""

import pytest

from guildhall.errors import (
    ChannelForbidden,
    ConfigurationError,
    ConfirmationInvalid,
    Denied,
    DiscordForbidden,
    OperationUnknown,
)
from guildhall.identity import Level
from guildhall.oauth.keys import KeyGrant, mint
from guildhall.operations import catalogue
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.store import keys
from guildhall.store.records import ConfirmationRecord
from guildhall.store.table import Change
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    GENERAL,
    IN_GENERAL,
    MODERATOR,
    OWNER,
)
from tests.fakes.platform import Rig
from tests.unit.execution.question import DELETE, NAME, ROUTE, card_in, executed, record_of


def _ends_in_failure(rig: Rig, asked: str, code: str) -> ConfirmationRecord:
    answer = rig.press(asked, "approve", ADMIN)
    assert answer.settled
    assert answer.text.startswith(f"Approved by <@{ADMIN}>, but for <@{MODERATOR}> it failed: ")
    assert executed(rig) == 0
    record = record_of(rig, asked)
    assert record.outcome is not None
    error = record.outcome["error"]
    assert isinstance(error, dict)
    assert (record.status, record.outcome["ok"], error["code"]) == ("done", False, code)
    (outcome,) = [each for each in rig.trail(kind=AuditKind.OUTCOME) if each.audit_id == asked]
    assert outcome.status is AuditStatus.FAILED
    assert outcome.error is not None
    assert outcome.error["code"] == code
    assert "it failed" in card_in(rig)
    assert "Nothing was done now." in rig.press(asked, "approve", OWNER).text
    return record


def test_a_target_that_changed_after_asking_is_left_alone(rig: Rig, asked: str) -> None:
    rig.world.edit_message(GENERAL, IN_GENERAL[1], "something else")
    _ends_in_failure(rig, asked, "plan_drifted")


def test_a_target_that_went_away_after_asking_is_told(rig: Rig, asked: str) -> None:
    rig.world.remove_message(GENERAL, IN_GENERAL[1])
    _ends_in_failure(rig, asked, "discord_not_found")


def test_an_asker_who_lost_the_right_meanwhile_gets_nothing_done(rig: Rig, asked: str) -> None:
    rig.world.edit_member(MODERATOR, roles=())
    _ends_in_failure(rig, asked, "scope_missing")


def test_an_asker_who_was_denied_just_before_is_still_told_in_the_trail(rig: Rig, asked: str) -> None:
    rig.world.edit_member(MODERATOR, roles=())
    with pytest.raises(Denied):
        rig.run(NAME, DELETE, rig.slash(MODERATOR))
    _ends_in_failure(rig, asked, "scope_missing")


def test_an_asker_who_left_meanwhile_gets_nothing_done(rig: Rig, asked: str) -> None:
    rig.world.remove_member(MODERATOR)
    _ends_in_failure(rig, asked, "not_found")


def test_a_policy_that_closed_the_channel_meanwhile_holds(rig: Rig, asked: str) -> None:
    rig.set_policy(denied_operations=["message.*"])
    with pytest.raises(ChannelForbidden):
        rig.press(asked, "approve", ADMIN)
    assert executed(rig) == 0


def test_a_key_that_expired_meanwhile_gets_nothing_done(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    who = rig.mcp(MODERATOR, expires_at=rig.clock().replace(minute=10))
    asked = rig.ask(NAME, DELETE, who).confirmation_id
    rig.clock.advance(600)
    _ends_in_failure(rig, asked, "unauthenticated")


@pytest.mark.parametrize("how", ["revoked", "gone", "still good"])
def test_a_key_that_was_revoked_meanwhile_gets_nothing_done(rig: Rig, how: str) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)
    _, key = mint(KeyGrant(name="ci", level=Level.ADMIN, user_id=MODERATOR), rig.clock())
    rig.platform.policies.put_api_key(key)
    asked = rig.ask(NAME, DELETE, rig.mcp(MODERATOR, credential=f"key:{key.key_id}")).confirmation_id
    if how == "revoked":
        rig.platform.policies.put_api_key(key.model_copy(update={"revoked_at": rig.clock()}))
    elif how == "gone":
        rig.policy.delete_if(keys.api_key(key.key_id))
    else:
        assert rig.press(asked, "approve", ADMIN).text.endswith("Done.")
        return
    _ends_in_failure(rig, asked, "unauthenticated")


def _tamper(rig: Rig, asked: str, old: str, new: str) -> None:
    key = keys.confirmation(asked)
    item = rig.state.get(key)
    assert item is not None
    assert old in str(item["record"])
    rig.state.update_if(key, Change(set={"record": str(item["record"]).replace(old, new)}))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'"{IN_GENERAL[2]}"]', f'"{IN_GENERAL[3]}"]'),
        ('"reason":"spam"', '"reason":"fun"'),
        ('"payload_digest":"', '"payload_digest":"0'),
    ],
)
def test_arguments_that_were_changed_in_the_store_are_refused(rig: Rig, asked: str, old: str, new: str) -> None:
    _tamper(rig, asked, old, new)
    _ends_in_failure(rig, asked, "confirmation_invalid")


def test_an_operation_that_this_release_does_not_know_any_more_is_told(
    rig: Rig, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(name: str) -> None:
        raise OperationUnknown(f"There is no operation {name}.")

    monkeypatch.setattr(catalogue, "find", unknown)
    with pytest.raises(ConfirmationInvalid, match="this release"):
        rig.press(asked, "approve", ADMIN)


def test_arguments_that_this_release_does_not_know_any_more_are_told_without_their_content(
    rig: Rig, asked: str
) -> None:
    _tamper(rig, asked, '"reason":"spam"', '"cause":"spam"')
    with pytest.raises(ConfirmationInvalid) as refused:
        rig.press(asked, "approve", ADMIN)
    assert "spam" not in str(refused.value.to_dict())


def test_a_discord_that_refuses_is_told_on_the_card(rig: Rig, asked: str) -> None:
    rig.discord.fail(ROUTE, DiscordForbidden("The bot *may* not.", "Let <@it>.", status=403))
    answer = rig.press(asked, "approve", ADMIN)
    assert "The bot \\*may\\* not" in answer.text
    assert "Let \\<\\@it" in answer.text
    assert rig.statuses()[-1] == "outcome failed"
    assert "It was done then" not in rig.press(asked, "approve", OWNER).text


def test_what_only_the_operator_should_know_stays_off_the_card_and_out_of_the_outcome(rig: Rig, asked: str) -> None:
    rig.discord.fail(ROUTE, ConfigurationError("arn:aws:secret", "the detail"))
    rig.press(asked, "approve", ADMIN)
    shown = rig.complete("confirmation.get", {"confirmation_id": asked}, rig.mcp(MODERATOR)).result
    told = f"{card_in(rig)} {shown} {rig.statuses()} {rig.trail()}"
    assert "configuration_error" in told
    assert "arn:aws" not in told
    assert "the detail" not in told
