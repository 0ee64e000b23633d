"""Corners of telling what an id is: nothing is told outside a guild, and of roles as of channels."""

from typing import Any

import pytest

from guildhall.discord.ids import GuildId, RoleId, UserId
from guildhall.execution import id_fields, teaching
from guildhall.execution.fetching import PublicWeb
from guildhall.execution.id_fields import GivenId
from guildhall.execution.outcome import Call
from guildhall.operations.files import FileUnusable
from tests.fakes.guild import GUILD, HELPER_ROLE, MEMBER
from tests.fakes.platform import Rig

type Several = tuple[UserId, ...]


def _asked(rig: Rig) -> tuple[Any, Call]:
    call = rig.call("role.list", {"guild_id": GUILD}, rig.mcp(MEMBER))
    return rig.platform.machinery.session(call.principal, call.operation, "0" * 26), call


def test_before_the_guild_is_known_nothing_is_told() -> None:
    session, call = _asked(Rig())
    given = GivenId("role_id", RoleId, str(int(HELPER_ROLE) + 1))
    assert teaching._what(session, call, given) is None
    assert teaching._rounded(session, call, given) == []


def test_a_role_whose_last_digits_a_number_lost_comes_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "_looks_rounded", lambda text: True)
    session, call = _asked(Rig())
    session.authorize()
    held = int(HELPER_ROLE)
    text = next(str(held + step) for step in (1, -1, 2) if float(held + step) == float(held))
    assert str(HELPER_ROLE) in teaching._rounded(session, call, GivenId("role_id", RoleId, text))
    assert teaching._rounded(session, call, GivenId("guild_id", GuildId, text)) == []


def test_a_list_behind_a_name_of_a_type_takes_several() -> None:
    assert id_fields._takes_several(Several)
    assert not id_fields._takes_several(UserId)


def test_an_address_inside_this_machine_is_a_file_that_cannot_be_used() -> None:
    with pytest.raises(FileUnusable):
        PublicWeb().get("https://127.0.0.1/picture.png", most_bytes=10, within_s=1)
