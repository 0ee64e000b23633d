"""What a call acts on: every member and role that a write names is named to the policy, so that it can protect them."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from guildhall.discord.ids import RoleId, UserId
from guildhall.operations import catalogue
from guildhall.operations.spec import Risk
from tests.contract.catalogue_examples import examples

NOT_ACTED_ON = {
    ("message.send", UserId): "a mention changes nobody; who may mention whom is Discord's permission",
    ("message.send", RoleId): "a mention changes no role; MENTION_EVERYONE is asked for instead",
    ("channel.create", RoleId): "what a new channel says of a role changes nothing that the role has elsewhere",
}
"""Named without being acted on, and why."""
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
        known = {*acts.member_ids, *acts.peer_ids, *acts.role_ids}
        missing = {each for each in named(request) if each not in known}
        assert {type(each) for each in missing if (cls.full_name(), type(each)) not in NOT_ACTED_ON} == set()
