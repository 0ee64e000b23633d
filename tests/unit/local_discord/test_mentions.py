"""Whom a text pings."""

from typing import Any

import pytest

from local.discord import mentions
from local.discord.errors import DiscordError
from local.discord.mentions import Audience
from tests.unit.local_discord.support import world


def pings(text: str, allowed: dict[str, Any] | None, *, everyone: bool = True) -> tuple[list[str], list[str], bool]:
    found, who = world()
    names = {**who.users, **who.extra}
    back = {value: name for name, value in names.items()}
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    given = (
        None
        if allowed is None
        else {
            key: [names.get(item, item) for item in value] if isinstance(value, list) else value
            for key, value in allowed.items()
        }
    )
    audience = Audience(found, who.guild_id, may_mention_everyone=everyone)
    result = mentions.find(text, given, audience, who.users["owner"])
    return [back[i] for i in result.user_ids], [back[i] for i in result.role_ids], result.everyone


TEXT = "<@{member}> <@!{moderator}> <@&{moderators_role}> <@&{admins_role}> <@1> @here"


@pytest.mark.parametrize(
    ("allowed", "users", "roles", "everyone"),
    [
        (None, ["member", "moderator", "owner"], ["moderators_role", "admins_role"], True),
        ({}, [], [], False),
        ({"parse": []}, [], [], False),
        ({"parse": ["users"]}, ["member", "moderator"], [], False),
        ({"parse": ["roles"]}, [], ["moderators_role", "admins_role"], False),
        ({"parse": ["everyone"]}, [], [], True),
        ({"users": ["moderator"], "roles": ["moderators_role"]}, ["moderator"], ["moderators_role"], False),
        ({"parse": [], "replied_user": True}, ["owner"], [], False),
    ],
)
def test_allowed_mentions_decide(
    allowed: dict[str, Any] | None, users: list[str], roles: list[str], everyone: bool
) -> None:
    assert pings(TEXT, allowed) == (users, roles, everyone)


def test_without_the_right_only_mentionable_roles_are_pinged() -> None:
    assert pings(TEXT, None, everyone=False)[1:] == (["moderators_role"], False)


@pytest.mark.parametrize("name", ["users", "roles"])
def test_a_contradiction_is_refused(name: str) -> None:
    with pytest.raises(DiscordError, match="Invalid Form Body"):
        mentions.check({"parse": [name], name: ["1"]})
    mentions.check({"parse": [name], name: []})
    mentions.check(None)
