"""What a call acts on: every member and role that a write names is named to the policy, so that it can protect them."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from guildhall.discord.ids import RoleId, UserId
from guildhall.operations import catalogue
from guildhall.operations.spec import Risk
from tests.contract.catalogue_examples import examples

NOT_ACTED_ON = {
    ("emoji.create", RoleId): "who may use an emoji: a role gains a picture by it, and nothing else",
    ("emoji.edit", RoleId): "who may use an emoji: a role gains or loses a picture by it, and nothing else",
    ("invite.create", UserId): "whom an invite is for are strangers; a member among them gains and loses nothing",
    ("invite.edit_target_users", UserId): "whom an invite is for are strangers; a member among them loses nothing",
}
"""Named without being acted on, and why."""
OVER_THE_ROLE = frozenset(
    {
        *("invite.create", "member.prune", "onboarding.edit", "role.assign", "role.assign_by_filter"),
        *("role.bulk_assign", "role.bulk_remove", "role.delete", "role.edit", "role.remove", "role.reorder"),
    }
)
"""Who gives a role, takes it or changes it has to stand above it, and so has the bot."""
OVER_THE_MEMBER = frozenset(
    {
        *("member.ban", "member.bulk_ban", "member.bypass_verification", "member.edit", "member.kick"),
        "member.timeout",
    }
)
"""Discord asks for rank over the member here."""
WRITES = [cls for cls in catalogue.every() if cls.spec.risk is not Risk.READ and not cls.spec.governs]


def named(value: object) -> Iterator[UserId | RoleId]:
    """Yield the ids of members and roles anywhere in a request."""
    if isinstance(value, UserId | RoleId):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from named(getattr(value, name))
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from named(part)


@pytest.mark.parametrize("cls", WRITES, ids=lambda cls: cls.full_name())
def test_whoever_a_write_names_is_named_to_the_policy(cls: type[catalogue.AnyOperation]) -> None:
    for request in examples(cls, "word"):
        acts = request.acts_on()
        known = {*acts.member_ids, *acts.peer_ids, *acts.role_ids, *acts.peer_role_ids}
        missing = {each for each in named(request) if each not in known}
        assert {type(each) for each in missing if (cls.full_name(), type(each)) not in NOT_ACTED_ON} == set()


def test_no_exception_stands_for_what_is_acted_on_by_now() -> None:
    """An exception that nothing needs would hide the next hole under the same name."""
    needed = set()
    for cls in WRITES:
        for request in examples(cls, "word"):
            acts = request.acts_on()
            known = {*acts.member_ids, *acts.peer_ids, *acts.role_ids, *acts.peer_role_ids}
            needed |= {(cls.full_name(), type(each)) for each in named(request) if each not in known}
    assert set(NOT_ACTED_ON) == needed


def test_rank_is_asked_for_exactly_where_a_role_or_a_member_could_be_lifted_or_pushed_out() -> None:
    roles, members = set(), set()
    for cls in WRITES:
        for request in examples(cls, "word"):
            acts = request.acts_on()
            roles |= {cls.full_name()} if acts.role_ids else set()
            members |= {cls.full_name()} if acts.member_ids else set()
    assert roles == OVER_THE_ROLE
    assert members == OVER_THE_MEMBER
