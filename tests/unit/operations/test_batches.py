"""Operations over many members: what becomes of each, when they stop, and how they go on."""

from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import Member, User
from guildhall.errors import (
    DiscordForbidden,
    DiscordNotFound,
    DiscordRateLimited,
    DiscordRejected,
    DiscordUnavailable,
    GuildhallError,
    OutcomeUnknown,
    PermissionMissing,
    RateLimited,
)
from guildhall.execution.outcome import Completed
from guildhall.operations.batch import SPARE_S
from guildhall.operations.spec import Risk
from tests.fakes.guild import (
    ADMIN,
    BOT_ROLE,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    STRANGER,
)
from tests.fakes.platform import LEASE_S, Crash, Rig

GIVE = "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"
BULK_BAN = "POST /guilds/{guild_id}/bulk-ban"
CROWD = [f"70000000000000000{number:02}" for number in range(10)]


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    for user_id in CROWD:
        rig.world.put_member(Member(user=User(id=user_id, username=f"crowd-{user_id[-2:]}")))
    return rig


def _assign(rig: Rig, user_ids: list[Any], **more: Any) -> dict[str, Any]:
    asked = {"user_ids": user_ids, "role_id": HELPER_ROLE}
    outcome = rig.run("role.bulk_assign", asked, rig.slash(MODERATOR), **more)
    assert isinstance(outcome, Completed)
    return outcome.result


def _statuses(result: dict[str, Any]) -> list[str]:
    return [item["status"] for item in result["items"]]


def _counts(result: dict[str, Any]) -> dict[str, int]:
    return {name.removesuffix("_count"): value for name, value in result.items() if name.endswith("_count") and value}


def test_each_gets_the_role_and_each_is_told(rig: Rig) -> None:
    told = _assign(rig, [*CROWD, MEMBER, STRANGER])
    assert _counts(told) == {"done": 10, "already": 1, "failed": 1}
    assert told["go_on"] == ""
    by_id = {item["user_id"]: item for item in told["items"]}
    assert by_id[MEMBER]["status"] == "already"
    assert by_id[STRANGER] == {**by_id[STRANGER], "status": "failed", "code": "discord_not_found"}
    assert by_id[STRANGER]["why"] == "They are no member of this server."
    assert len(rig.discord.sent(GIVE)) == 10
    assert [item["user_id"] for item in told["items"]] == sorted(by_id, key=int)


def test_the_preview_says_who_gets_it_and_what_it_costs(rig: Rig) -> None:
    asked = {"user_ids": [*CROWD[:3], MEMBER, STRANGER], "role_id": HELPER_ROLE}
    shown = rig.preview("role.bulk_assign", asked, rig.slash(MODERATOR), dry_run=True).preview
    assert [target.id for target in shown.targets] == CROWD[:3]
    assert shown.requests == 3
    assert shown.summary == "Give 3 members the role Helper; had already: 1, no members: 1"


def test_asked_again_it_goes_on_where_it_stopped(rig: Rig) -> None:
    def slow(sent: Any) -> None:
        if sent.route == GIVE:
            rig.clock.advance((22 - SPARE_S) / 3.5)

    rig.discord.before = slow
    first = _assign(rig, CROWD)
    assert _counts(first) == {"done": 4, "left": 6}
    assert first["go_on"] == "6 are left: ask again with the same arguments; what is done already is not done twice."
    second = _assign(rig, CROWD)
    assert _counts(second) == {"done": 4, "already": 4, "left": 2}
    assert _counts(_assign(rig, CROWD)) == {"done": 2, "already": 8}
    assert len(rig.discord.sent(GIVE)) == 10


@pytest.mark.parametrize("error", [DiscordForbidden("no"), DiscordNotFound("gone"), DiscordRejected("never")])
def test_what_concerns_one_member_does_not_stop_the_others(rig: Rig, error: GuildhallError) -> None:
    rig.discord.fail(GIVE, error, where=lambda sent: sent.path["user_id"] == CROWD[2])
    told = _assign(rig, CROWD)
    assert _counts(told) == {"done": 9, "failed": 1}
    assert told["items"][2]["code"] == error.code


@pytest.mark.parametrize(
    "error", [DiscordRateLimited("wait", retry_after_s=90), DiscordUnavailable("down"), DiscordUnavailable("no time")]
)
def test_what_would_meet_the_next_one_too_stops_it_and_the_rest_is_left_with_the_reason(
    rig: Rig, error: GuildhallError
) -> None:
    rig.discord.fail(GIVE, error, where=lambda sent: sent.path["user_id"] == CROWD[4])
    told = _assign(rig, CROWD)
    assert _counts(told) == {"done": 4, "left": 6}
    assert told["items"][9]["code"] == error.code
    assert told["go_on"].startswith("6 are left")


def test_what_stops_it_before_anything_was_done_is_a_failure(rig: Rig) -> None:
    rig.discord.fail(GIVE, DiscordRateLimited("wait", retry_after_s=90))
    with pytest.raises(DiscordRateLimited):
        _assign(rig, CROWD)


def test_nobody_knows_of_one_and_the_rest_is_left(rig: Rig) -> None:
    rig.discord.fail(GIVE, OutcomeUnknown("?"), where=lambda sent: sent.path["user_id"] == CROWD[4], after=True)
    told = _assign(rig, CROWD)
    assert _counts(told) == {"done": 4, "unknown": 1, "left": 5}
    assert told["go_on"].startswith("6 are left")
    assert _counts(_assign(rig, CROWD)) == {"done": 5, "already": 5}


def test_a_crash_in_the_middle_is_told_and_asking_anew_goes_on(rig: Rig) -> None:
    def dies(sent: Any) -> None:
        if sent.route == GIVE and sent.path["user_id"] == CROWD[3]:
            raise Crash

    rig.discord.before = dies
    with pytest.raises(Crash):
        _assign(rig, CROWD, idempotency_key="one")
    rig.discord.before = lambda sent: None
    rig.restart()
    rig.clock.advance(LEASE_S)
    with pytest.raises(OutcomeUnknown) as unknown:
        _assign(rig, CROWD, idempotency_key="one")
    assert unknown.value.hint.startswith("Ask again with the same arguments to go on")
    assert rig.trail()[-1].status == "unknown"
    assert _counts(_assign(rig, CROWD)) == {"done": 7, "already": 3}


def test_each_costs_the_budget_of_the_day_and_none_is_done_where_it_does_not_reach(rig: Rig) -> None:
    rig.set_policy(writes_per_day=12)
    _assign(rig, CROWD)
    with pytest.raises(RateLimited):
        _assign(rig, CROWD[:3])
    assert len(rig.discord.sent(GIVE)) == 10


def test_the_rules_of_one_hold_for_all(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="stand above the role"):
        rig.run("role.bulk_assign", {"user_ids": CROWD, "role_id": MODERATOR_ROLE}, rig.slash(MODERATOR))
    rig.set_policy(protected_user_ids=[CROWD[7]])
    with pytest.raises(Exception, match="protected"):
        _assign(rig, CROWD)
    assert rig.discord.writes == []


def _ban(rig: Rig, user_ids: list[Any], who: Any = OWNER, **more: Any) -> dict[str, Any]:
    asked = rig.ask("member.bulk_ban", {"user_ids": user_ids, **more}, rig.slash(who))
    rig.press(asked.confirmation_id, "approve", who)
    record = rig.platform.machinery.confirmations.get(asked.confirmation_id)
    assert record is not None
    assert record.outcome is not None
    assert record.outcome["ok"], record.outcome
    result = record.outcome["result"]
    assert isinstance(result, dict)
    return result


def test_many_are_banned_in_one_request_and_each_is_told(rig: Rig) -> None:
    rig.world.ban(NEWCOMER)
    told = _ban(rig, [*CROWD, NEWCOMER, STRANGER, "79999999999999999"], delete_message_seconds=3600)
    (sent,) = rig.discord.sent(BULK_BAN)
    assert sent.body is not None
    assert NEWCOMER not in sent.body["user_ids"]  # type: ignore[operator]  # a list
    assert sent.body["delete_message_seconds"] == 3600
    assert _counts(told) == {"done": 11, "already": 1, "failed": 1}
    assert (GUILD, STRANGER) in rig.world.bans
    assert told["items"][0]["why"].startswith("Discord did not ban them")


def test_asked_again_nobody_is_banned_twice(rig: Rig) -> None:
    _ban(rig, CROWD)
    told = _ban(rig, CROWD)
    assert _counts(told) == {"already": 10}
    assert len(rig.discord.sent(BULK_BAN)) == 1


def test_that_discord_could_ban_nobody_is_told_of_each(rig: Rig) -> None:
    assert _counts(_ban(rig, ["79999999999999998", "79999999999999999"])) == {"failed": 2}


def test_another_refusal_of_discords_is_a_failure(rig: Rig) -> None:
    rig.discord.fail(BULK_BAN, DiscordRejected("Invalid", discord_code=50035))
    asked = rig.ask("member.bulk_ban", {"user_ids": CROWD}, rig.slash(OWNER))
    assert "failed" in rig.press(asked.confirmation_id, "approve", OWNER).text


def test_of_whom_discord_says_nothing_nobody_knows(rig: Rig) -> None:
    real: Any = rig.discord.call

    def silent(route: Any, *args: Any, **more: Any) -> Any:
        answer = real(route, *args, **more)
        return {"banned_users": answer["banned_users"][:2]} if str(route) == BULK_BAN else answer

    operation = rig.platform.build("member.bulk_ban", {"user_ids": [*CROWD]}, rig.slash(OWNER))
    session = rig.platform.machinery.session(rig.slash(OWNER), operation, "0" * 26)
    rig.discord.call = silent  # type: ignore[method-assign]  # one answer of it
    session.authorize()
    ports = rig.platform.machinery.ports(session.attempt, rig.discord)
    told = operation.execute(ports).model_dump(mode="json")
    assert _counts(told) == {"done": 2, "unknown": 8}
    assert told["go_on"].startswith("8 are left")


@pytest.mark.parametrize("target", [ADMIN, OWNER])
def test_one_who_stands_above_refuses_them_all(rig: Rig, target: Any) -> None:
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.BAN_MEMBERS | Permission.MANAGE_GUILD)
    with pytest.raises(PermissionMissing, match="above"):
        rig.run("member.bulk_ban", {"user_ids": [*CROWD, target]}, rig.slash(MODERATOR))
    assert rig.discord.writes == []


def test_ranks_are_read_together(rig: Rig) -> None:
    rig.ask("member.bulk_ban", {"user_ids": [*CROWD, STRANGER]}, rig.slash(OWNER))
    asked = {sent.path.get("user_id") for sent in rig.discord.sent("GET /guilds/{guild_id}/members/{user_id}")}
    assert not asked & {*CROWD, STRANGER}


@pytest.mark.parametrize(("name", "most"), [("role.bulk_assign", 100), ("member.bulk_ban", 200)])
def test_there_are_at_most_so_many(rig: Rig, name: str, most: int) -> None:
    more: dict[str, Any] = {"role_id": HELPER_ROLE} if name.startswith("role") else {}
    crowd = [str(70000000000000000 + number) for number in range(most + 1)]
    rig.platform.build(name, {"user_ids": [*crowd[:most]], **more}, rig.slash(OWNER))
    with pytest.raises(GuildhallError, match=f"at most {most}"):
        rig.platform.build(name, {"user_ids": [*crowd], **more}, rig.slash(OWNER))


def test_what_a_batch_spends_is_told_by_its_class(rig: Rig) -> None:
    operation = rig.platform.build("member.bulk_ban", {"user_ids": [*CROWD]}, rig.slash(OWNER))
    assert dict(operation.spends()) == {"moderation": 10}
