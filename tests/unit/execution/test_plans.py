"""Plans under failures, races and drift: one execution at most, none lost, and what changed is told."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.errors import (
    ConfirmationInvalid,
    ConfirmationUndeliverable,
    DiscordForbidden,
    DiscordRateLimited,
    DiscordRejected,
    DiscordUnavailable,
    GuildhallError,
    OutcomeUnknown,
    PlanDrifted,
    RateLimited,
    StoreUnavailable,
)
from guildhall.execution.outcome import Completed, NeedsConfirmation
from guildhall.identity import Door
from guildhall.operations.spec import Risk
from tests.fakes.guild import GENERAL, GUILD, HELPER_ROLE, IN_GENERAL, MEMBER, MODERATOR, MODERATOR_ROLE, NEWCOMER
from tests.fakes.platform import LEASE_S, Crash, Rig

EDIT: dict[str, Any] = {"channel_id": GENERAL, "topic": "new"}
PATCH = "PATCH /channels/{channel_id}"
DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
TIMEOUT: dict[str, Any] = {"user_id": MEMBER, "duration_s": 60}


def _plan(rig: Rig, name: str = "channel.edit", asked: dict[str, Any] = EDIT) -> str:
    return rig.preview(name, asked, rig.mcp(MODERATOR)).plan_id


def _apply(rig: Rig, plan: str, **more: Any) -> Any:
    return rig.run("channel.edit", EDIT, rig.mcp(MODERATOR), plan_id=plan, **more)


def test_of_twenty_who_apply_a_plan_at_once_one_executes_it(rig: Rig) -> None:
    plan, who = _plan(rig), rig.mcp(MODERATOR)
    calls = [rig.call("channel.edit", EDIT, who, plan_id=plan) for _ in range(20)]

    def apply(number: int) -> str:
        try:
            rig.platform.executor.run(calls[number])
        except ConfirmationInvalid:
            return "refused"
        return "done"

    with ThreadPoolExecutor(20) as threads:
        told = sorted(threads.map(apply, range(20)))
    assert told == ["done", *["refused"] * 19]
    assert len(rig.discord.writes) == 1


def _no_budget(rig: Rig) -> None:
    rig.set_policy(writes_per_day=0)


def _no_intent(rig: Rig) -> None:
    def down(*_: object) -> None:
        raise StoreUnavailable("The database gave no answer.")

    rig.audit.before_write = down


def _busy(rig: Rig) -> None:
    rig.discord.fail(PATCH, DiscordRateLimited("wait", retry_after_s=30, route=PATCH))


def _down(rig: Rig) -> None:
    rig.discord.fail(PATCH, DiscordUnavailable("down"))


def _mend(rig: Rig) -> None:
    rig.set_policy(writes_per_day=2000)
    rig.audit.before_write = lambda _: None


@pytest.mark.parametrize(
    ("harm", "failure"),
    [
        (_no_budget, RateLimited),
        (_no_intent, StoreUnavailable),
        (_busy, DiscordRateLimited),
        (_down, DiscordUnavailable),
    ],
)
@pytest.mark.parametrize("same_key", [True, False])
def test_a_plan_is_not_lost_while_nothing_was_done(
    rig: Rig, harm: Any, failure: type[GuildhallError], *, same_key: bool
) -> None:
    plan = _plan(rig)
    harm(rig)
    with pytest.raises(failure):
        _apply(rig, plan, idempotency_key="first")
    _mend(rig)
    reached = harm in {_busy, _down}
    outcome = _apply(rig, plan, idempotency_key="first" if same_key and not reached else "second")
    assert isinstance(outcome, Completed)
    assert rig.world.channels[GENERAL].topic == "new"
    with pytest.raises(ConfirmationInvalid):
        _apply(rig, plan)


@pytest.mark.parametrize("error", [DiscordRejected("no"), DiscordForbidden("no"), OutcomeUnknown("who knows")])
def test_a_plan_that_discord_has_answered_is_used_up(rig: Rig, error: GuildhallError) -> None:
    plan = _plan(rig)
    rig.discord.fail(PATCH, error)
    with pytest.raises(type(error)):
        _apply(rig, plan)
    with pytest.raises(ConfirmationInvalid):
        _apply(rig, plan)


def test_of_several_writes_the_first_may_have_been_done_so_the_plan_is_used_up(rig: Rig) -> None:
    asked: dict[str, Any] = {"channel_id": GENERAL, "content": "long words " * 300}
    plan = _plan(rig, "message.send", asked)
    posted = "POST /channels/{channel_id}/messages"
    rig.discord.fail(posted, DiscordRateLimited("wait", retry_after_s=30, route=posted))
    with pytest.raises(GuildhallError):
        rig.run("message.send", asked, rig.mcp(MODERATOR), plan_id=plan)
    with pytest.raises(ConfirmationInvalid):
        rig.run("message.send", asked, rig.mcp(MODERATOR), plan_id=plan)


def test_a_batch_that_came_to_nothing_gives_its_plan_back(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    asked: dict[str, Any] = {"user_ids": [MODERATOR, NEWCOMER], "role_id": HELPER_ROLE}
    given = "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"
    plan = _plan(rig, "role.bulk_assign", {**asked, "guild_id": GUILD})
    rig.discord.fail(given, DiscordRateLimited("wait", retry_after_s=30, route=given))
    with pytest.raises(DiscordRateLimited):
        rig.run("role.bulk_assign", {**asked, "guild_id": GUILD}, rig.mcp(MODERATOR), plan_id=plan)
    outcome = rig.run("role.bulk_assign", {**asked, "guild_id": GUILD}, rig.mcp(MODERATOR), plan_id=plan)
    assert isinstance(outcome, Completed)
    assert outcome.result["done_count"] == 2


def test_a_plan_for_which_nobody_could_be_asked_can_be_applied_once_somebody_can(rig: Rig) -> None:
    plan, who = _plan(rig, "message.bulk_delete", DELETE), rig.mcp(MODERATOR)
    rig.discord.fail("POST /users/@me/channels", DiscordForbidden("closed"))
    with pytest.raises(ConfirmationUndeliverable):
        rig.run("message.bulk_delete", DELETE, who, plan_id=plan)
    assert isinstance(rig.run("message.bulk_delete", DELETE, who, plan_id=plan), NeedsConfirmation)
    with pytest.raises(ConfirmationInvalid):
        rig.run("message.bulk_delete", DELETE, who, plan_id=plan)


@pytest.mark.parametrize("at", ["execution.claimed", "execution.intent_recorded"])
def test_a_plan_survives_the_death_of_its_process_before_the_intent_and_no_later(rig: Rig, at: str) -> None:
    plan = _plan(rig)
    with rig.crashing_at(at), pytest.raises(Crash):
        _apply(rig, plan, idempotency_key="one")
    rig.restart()
    rig.clock.advance(LEASE_S)
    if at == "execution.claimed":
        assert isinstance(_apply(rig, plan, idempotency_key="one"), Completed)
    else:
        with pytest.raises(OutcomeUnknown):
            _apply(rig, plan, idempotency_key="one")
        with pytest.raises(ConfirmationInvalid):
            _apply(rig, plan)
    assert len(rig.discord.writes) == (1 if at == "execution.claimed" else 0)


def test_a_plan_that_was_taken_by_an_attempt_that_died_goes_to_the_one_that_takes_over(rig: Rig) -> None:
    plan = _plan(rig)

    def dies(*_: object) -> None:
        raise Crash

    rig.audit.before_write = dies
    with pytest.raises(Crash):
        _apply(rig, plan, idempotency_key="one")
    rig.audit.before_write = lambda _: None
    rig.restart()
    with pytest.raises(ConfirmationInvalid):
        _apply(rig, plan, idempotency_key="two")
    rig.clock.advance(LEASE_S)
    assert isinstance(_apply(rig, plan, idempotency_key="one"), Completed)


def test_one_key_applies_at_one_of_its_doors_what_it_previewed_at_the_other(rig: Rig) -> None:
    plan = _plan(rig)
    assert isinstance(
        rig.run("channel.edit", EDIT, rig.mcp(MODERATOR, door=Door.REST), plan_id=plan, dry_run=False), Completed
    )


def test_what_a_person_was_shown_in_discord_is_theirs_at_each_of_discords_doors_and_no_keys(rig: Rig) -> None:
    shown = rig.preview("channel.edit", EDIT, rig.slash(MODERATOR), dry_run=True).plan_id
    with pytest.raises(ConfirmationInvalid):
        _apply(rig, shown)
    assert isinstance(rig.run("channel.edit", EDIT, rig.agent(MODERATOR), plan_id=shown), Completed)


def test_a_guess_of_somebody_else_does_not_use_a_plan_up(rig: Rig) -> None:
    plan = _plan(rig)
    with pytest.raises(ConfirmationInvalid):
        rig.run("channel.edit", EDIT, rig.mcp(MODERATOR, credential="key:another"), plan_id=plan)
    with pytest.raises(ConfirmationInvalid):
        rig.run("channel.edit", {**EDIT, "topic": "worse"}, rig.mcp(MODERATOR), plan_id=plan)
    assert isinstance(_apply(rig, plan), Completed)


def _drifted(rig: Rig, name: str, asked: dict[str, Any], plan: str) -> PlanDrifted:
    with pytest.raises(PlanDrifted, match="changed since it was previewed") as drifted:
        rig.run(name, asked, rig.mcp(MODERATOR), plan_id=plan)
    assert not rig.discord.writes
    return drifted.value


def test_a_drift_says_field_by_field_what_was_there_and_what_is_there_now(rig: Rig) -> None:
    plan = _plan(rig)
    rig.world.edit_channel(GENERAL, topic="meanwhile", name="lobby")
    told = _drifted(rig, "channel.edit", EDIT, plan)
    assert told.details["changed"] == [
        {"what": "topic", "then": "Anything goes", "now": "meanwhile"},
        {"what": f"target {GENERAL}", "then": "#general: ", "now": "#lobby: "},
        {"what": "name"},
    ]
    assert told.details["now"] == "Edit the channel lobby"
    assert told.hint == "Different now: name, topic. Preview and decide again."


def test_a_drift_to_what_was_wanted_is_told_too(rig: Rig) -> None:
    plan = _plan(rig)
    rig.world.edit_channel(GENERAL, topic="new")
    told = _drifted(rig, "channel.edit", EDIT, plan)
    assert told.details["changed"] == [{"what": "topic", "then": "Anything goes", "now": "new"}]


def test_a_drift_names_the_message_that_changed_and_shows_it(rig: Rig) -> None:
    plan = _plan(rig, "message.bulk_delete", DELETE)
    rig.world.edit_message(GENERAL, IN_GENERAL[1], "other words")
    told = _drifted(rig, "message.bulk_delete", DELETE, plan)
    assert f"message {IN_GENERAL[1]}" in told.hint
    assert "other words" in str(told.details["changed"])
    assert str(IN_GENERAL[0]) not in str(told.to_dict())
    assert "other words" not in f"{told.message}{told.hint}"


def test_a_drift_of_what_the_preview_does_not_show_is_named(rig: Rig) -> None:
    plan = _plan(rig, "member.timeout", TIMEOUT)
    rig.world.edit_member(MEMBER, roles=(HELPER_ROLE, MODERATOR_ROLE))
    rig.world.edit_role(MODERATOR_ROLE, position=0)
    rig.world.edit_member(MODERATOR, roles=(rig.world.guilds[next(iter(rig.world.guilds))].roles[3].id,))
    told = _drifted(rig, "member.timeout", TIMEOUT, plan)
    assert {"what": "roles"} in told.details["changed"]  # type: ignore[operator]  # a list of ours


def test_what_people_wrote_is_in_no_record_of_a_drift(rig: Rig) -> None:
    plan = _plan(rig)
    rig.world.edit_channel(GENERAL, topic="canary")
    _drifted(rig, "channel.edit", EDIT, plan)
    assert "canary" not in str(rig.records()[-1].model_dump())


def test_a_card_whose_target_drifted_says_what_is_different(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.WRITE)
    asked = rig.ask("channel.edit", EDIT, rig.mcp(MODERATOR)).confirmation_id
    rig.world.edit_channel(GENERAL, topic="meanwhile")
    assert "Different now: topic" in rig.press(asked, "approve", rig.direct(MODERATOR)).text


def test_the_members_of_a_batch_that_changed_are_named(rig: Rig) -> None:
    asked = {"user_ids": [MEMBER, NEWCOMER], "role_id": HELPER_ROLE, "guild_id": next(iter(rig.world.guilds))}
    plan = _plan(rig, "role.bulk_assign", asked)
    rig.world.edit_member(NEWCOMER, roles=(HELPER_ROLE,))
    told = _drifted(rig, "role.bulk_assign", asked, plan)
    assert f"member {NEWCOMER}" in told.hint
    assert f"member {MEMBER}" not in told.hint
