"""To whom the application belongs, as Discord tells it."""

from typing import Any

import pytest

from guildhall.discord.types.application import Application

ANNA, BERT, CARL = "2000000000000000001", "2000000000000000002", "2000000000000000003"
TEAM_ACCOUNT = "2000000000000000009"


def application(**more: Any) -> Application:
    return Application.model_validate({"id": "3000000000000000001", "name": "Guildhall", **more})


def member(user_id: str, state: int = 2, role: str = "developer") -> dict[str, Any]:
    return {"user": {"id": user_id}, "membership_state": state, "role": role, "permissions": ["*"], "team_id": "7"}


def test_an_application_of_one_person_is_theirs() -> None:
    assert application(owner={"id": ANNA}, team=None).keepers == {ANNA}


@pytest.mark.parametrize(
    ("members", "keepers"),
    [
        ([], {ANNA}),
        ([member(BERT, role="admin"), member(CARL)], {ANNA, BERT, CARL}),
        ([member(BERT, state=1)], {ANNA}),
        ([member(BERT, role="read_only")], {ANNA}),
        ([member(BERT, role="something new")], {ANNA}),
        ([{"user": {"id": BERT}}], {ANNA}),
    ],
)
def test_of_a_team_those_keep_it_who_joined_and_may_change_it(members: list[Any], keepers: set[str]) -> None:
    team = {"id": "7", "name": "team", "owner_user_id": ANNA, "members": members}
    assert application(owner={"id": TEAM_ACCOUNT}, team=team).keepers == keepers


def test_an_application_of_nobody_known_is_nobodys() -> None:
    assert application().keepers == frozenset()
