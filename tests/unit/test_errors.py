"""The tree of failures: what each one tells, and that none tells more."""

import json
from collections.abc import Iterator

import pytest

from guildhall import errors
from guildhall.errors import (
    Denied,
    DiscordError,
    DiscordRateLimited,
    GuildhallError,
    NotAMember,
    OutcomeUnknown,
    PermissionMissing,
    RateLimited,
    Repeated,
    RequestError,
    StoreThrottled,
)
from guildhall.execution.approvers import ApprovalForbidden
from guildhall.policy.pipeline import STEPS

EVERY = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, GuildhallError)]


def _made(kind: type[GuildhallError]) -> GuildhallError:
    if kind is Repeated:
        return Repeated({"code": "x", "message": "It failed."})
    if kind in {RateLimited, StoreThrottled, DiscordRateLimited}:
        return kind("It failed.", retry_after_s=1.5)
    return kind("It failed.")


def _leaves(kind: type[GuildhallError]) -> Iterator[type[GuildhallError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _leaves(below)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_failure_tells_code_and_message_as_json(kind: type[GuildhallError]) -> None:
    told = _made(kind).to_dict()
    assert told["message"] == "It failed."
    assert isinstance(told["code"], str)
    assert json.loads(json.dumps(told)) == told
    assert str(_made(kind)) == "It failed."


def test_every_code_stands_for_one_kind() -> None:
    ours = [kind for kind in _leaves(GuildhallError) if not kind.__name__.startswith("_")]
    codes = [kind.code for kind in ours]
    assert len(set(codes)) == len(codes)


def test_a_hint_and_details_are_told_only_if_there_are_any() -> None:
    assert GuildhallError("a").to_dict() == {"code": "error", "message": "a"}
    assert GuildhallError("a", "b", c=1).to_dict() == {
        "code": "error",
        "message": "a",
        "hint": "b",
        "details": {"c": 1},
    }


def test_every_step_of_the_pipeline_has_its_denial_and_every_denial_its_step() -> None:
    steps = {step.__name__ for step in STEPS}
    assert {kind.step for kind in Denied.__subclasses__()} == steps | {ApprovalForbidden.step}


def test_a_denial_keeps_its_true_reason_to_itself() -> None:
    denied = NotAMember("not yours", "look again", reason="the caller cannot see channel 1")
    assert denied.reason == "the caller cannot see channel 1"
    assert "channel 1" not in json.dumps(denied.to_dict())
    assert denied.to_dict()["details"] == {"step": "require_membership"}
    assert NotAMember("not yours").reason == "not yours"


def test_what_is_missing_is_told_beside_the_step() -> None:
    denied = PermissionMissing("no", who="bot", needed=["Manage Messages"])
    assert denied.details == {"step": "require_permission", "who": "bot", "needed": ["Manage Messages"]}


def test_when_to_come_back_is_told_to_programs_and_people() -> None:
    limited = RateLimited("slow", retry_after_s=2.5)
    assert (limited.retry_after_s, limited.details["retry_after_s"]) == (2.5, 2.5)
    discord = DiscordRateLimited("slow", retry_after_s=2.5, route="GET /x")
    assert discord.hint == "Try again in 2.5 s."
    assert (discord.status, discord.retry_after_s, discord.route) == (429, 2.5, "GET /x")
    assert StoreThrottled("slow", retry_after_s=1).details == {"retry_after_s": 1}


def test_a_discord_failure_says_where_it_happened() -> None:
    failed = DiscordError("no", status=403, discord_code=50013, route="DELETE /channels/{channel_id}", audit_id="a")
    assert failed.details == {
        "status": 403,
        "discord_code": 50013,
        "route": "DELETE /channels/{channel_id}",
        "audit_id": "a",
    }


def test_a_repeated_failure_is_told_as_at_first() -> None:
    first = OutcomeUnknown("Nobody knows.", "Look.", audit_id="a").to_dict()
    again = Repeated(first)
    assert again.to_dict() == first
    assert (again.message, again.hint) == ("Nobody knows.", "Look.")
    assert Repeated({}).message == "It failed before."


def test_what_the_caller_can_fix_is_told_from_what_it_cannot() -> None:
    assert issubclass(Denied, RequestError)
    assert not issubclass(DiscordError, RequestError)
    assert not issubclass(errors.StoreError, RequestError)
    assert not issubclass(errors.ConfigurationError, RequestError)
