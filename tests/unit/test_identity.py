"""Principals: under which name limits are counted, and plans are bound."""

import pytest

from guildhall.identity import Door, PlatformRole, Principal
from tests.fakes.guild import MEMBER


def _at(door: Door, credential: str = "some:thing") -> Principal:
    return Principal(user_id=MEMBER, door=door, credential=credential)


@pytest.mark.parametrize("door", [Door.MCP, Door.REST])
def test_a_lasting_credential_has_its_own_name(door: Door) -> None:
    assert _at(door, "key:1").credential_family == "key:1"
    assert _at(door, "key:1").subject == f"{MEMBER}/key:1"


@pytest.mark.parametrize("door", [Door.INTERACTION, Door.AGENT, Door.COMMAND_LINE])
def test_a_passing_one_has_its_persons(door: Door) -> None:
    assert _at(door, "interaction:1").credential_family == f"user:{MEMBER}"
    assert _at(door, "interaction:1").subject == _at(door, "interaction:2").subject


def test_by_default_a_principal_is_narrowed_by_nothing_but_its_person() -> None:
    principal = _at(Door.MCP)
    assert (principal.scopes, principal.guild_ids, principal.channel_ids) == (None, None, None)
    assert (principal.expires_at, principal.origin, principal.rate_limit) == (None, None, 100)


def test_roles_are_ordered_from_the_farthest() -> None:
    assert list(PlatformRole) == ["owner", "admin", "operator", "moderator", "analyst", "viewer"]
