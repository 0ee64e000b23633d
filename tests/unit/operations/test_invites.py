"""Invites: codes and addresses, roles that are given by them, and whose they are."""

from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import Role
from guildhall.errors import (
    DiscordError,
    DiscordForbidden,
    DiscordNotFound,
    InvalidArguments,
    NotAMember,
    PermissionMissing,
)
from guildhall.operations.invite import _targets
from guildhall.operations.invite._code import parsed
from guildhall.operations.invite._shown import InviteShown
from guildhall.operations.invite.create import CreateInvite
from guildhall.operations.spec import Risk
from tests.fakes import effects
from tests.fakes.guild import (
    ADMIN_ROLE,
    BOT_ROLE,
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    STAFF,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

CREATE, TABLE = "POST /channels/{channel_id}/invites", "GET /invites/{code}/target-users"
ALL = Permission.MANAGE_CHANNELS | Permission.MANAGE_GUILD | Permission.CREATE_INSTANT_INVITE


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.world.edit_role(HELPER_ROLE, permissions=ALL)
    return rig


@pytest.mark.parametrize(
    "text",
    [
        "abc-1",
        " abc-1 ",
        "https://discord.gg/abc-1",
        "discord.gg/abc-1/",
        "<https://discord.com/invite/abc-1>",
        "https://discordapp.com/invite/abc-1?event=1",
        "http://www.discord.com/invite/abc-1",
        "https://canary.discord.com/invite/abc-1",
    ],
)
def test_a_code_and_its_addresses_are_one(text: str) -> None:
    assert parsed(text) == "abc-1"


@pytest.mark.parametrize(
    "text", ["", "a", "https://example.com/abc", "discord.gg/a/b", "../x", "a b", "x" * 101, "дом", 7, None]
)
def test_what_is_no_invite_is_refused_unquoted(text: object) -> None:
    with pytest.raises(ValueError, match="no invite") as refused:
        parsed(text)
    assert len(str(text)) <= 1 or str(text) not in str(refused.value)


def test_an_invite_is_made_as_it_was_asked_for(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "max_age_s": 60, "max_uses": 2, "temporary": True, "unique": True}
    rig.complete("invite.create", asked, rig.slash(MEMBER))
    (sent,) = rig.discord.sent(CREATE)
    assert sent.body == {"max_age": 60, "max_uses": 2, "temporary": True, "unique": True}
    assert not sent.files


def test_what_an_invite_opens_is_told_with_its_kind(rig: Rig) -> None:
    for asked, wire in (
        ({"stream_user_id": MEMBER}, {"target_user_id": MEMBER, "target_type": 1}),
        ({"target_application_id": "41771983423143937"}, {"target_type": 2}),
    ):
        rig.complete("invite.create", {"channel_id": GENERAL, **asked}, rig.slash(MEMBER))
        assert wire.items() <= dict(rig.discord.sent(CREATE)[-1].body or {}).items()
    both = {"stream_user_id": MEMBER, "target_application_id": "41771983423143937"}
    with pytest.raises(InvalidArguments, match="at most one"):
        rig.run("invite.create", {"channel_id": GENERAL, **both}, rig.slash(MEMBER))


def test_whom_an_invite_is_for_goes_as_a_table(rig: Rig) -> None:
    rig.complete("invite.create", {"channel_id": GENERAL, "for_user_ids": [OWNER, NEWCOMER]}, rig.slash(MEMBER))
    (sent,) = rig.discord.sent(CREATE)
    assert list(sent.files or ()) == ["target_users_file"]
    table = _targets.table_of([OWNER, NEWCOMER]).content.decode()
    assert table == f"user_id\r\n{OWNER}\r\n{NEWCOMER}"
    assert _targets.people_in(table) == [OWNER, NEWCOMER]


@pytest.mark.parametrize("table", [None, "", "user_id\r\n", 'user_id\n"7"\n\n12,\n'])
def test_a_table_is_read_whatever_its_lines_end_in(table: JsonValue) -> None:
    assert _targets.people_in(table) == (["7", "12"] if table and "7" in str(table) else [])


def test_to_give_a_role_by_an_invite_takes_what_it_takes_by_hand(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "role_ids": [HELPER_ROLE]}
    with pytest.raises(PermissionMissing, match="Manage Roles"):
        rig.run("invite.create", asked, rig.slash(MEMBER))
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.MANAGE_ROLES | Permission.CREATE_INSTANT_INVITE)
    with pytest.raises(PermissionMissing, match="not stand above"):
        rig.run("invite.create", {**asked, "role_ids": [ADMIN_ROLE]}, rig.slash(MODERATOR))
    assert rig.discord.sent(CREATE) == []


def test_managing_a_channels_permissions_is_not_managing_roles(rig: Rig) -> None:
    wide = Permission.MANAGE_ROLES | Permission.CREATE_INSTANT_INVITE
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(MEMBER, allow=wide),))
    low = Role(id=RoleId("3000000000000000077"), name="Low", position=0)
    rig.world.put_role(low)
    with pytest.raises(PermissionMissing, match="Manage Roles in this server"):
        rig.run("invite.create", {"channel_id": GENERAL, "role_ids": [low.id]}, rig.slash(MEMBER))
    assert rig.discord.sent(CREATE) == []


def test_an_invite_that_gives_a_dangerous_role_is_destructive(rig: Rig) -> None:
    def risk(*role_ids: str) -> Risk:
        asked: dict[str, Any] = {"channel_id": GENERAL, "role_ids": list(role_ids)}
        request = rig.platform.build("invite.create", asked, rig.slash(OWNER))
        session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
        session.authorize()
        return session.attempt.risk

    rig.world.edit_role(HELPER_ROLE, permissions=Permission.CONNECT)
    assert risk() is Risk.SENSITIVE
    assert risk(HELPER_ROLE) is Risk.SENSITIVE
    assert risk(HELPER_ROLE, MODERATOR_ROLE) is Risk.DESTRUCTIVE


@pytest.mark.parametrize("channel_id", [ELSEWHERE_CHANNEL, STAFF, None])
def test_an_invite_of_elsewhere_or_to_a_hidden_channel_can_be_looked_up_and_nothing_more(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, channel_id: str | None
) -> None:
    channel: JsonValue = {"id": channel_id, "type": 0, "name": None} if channel_id else None
    told: JsonValue = {"type": 0, "code": "abc", "guild": {"id": ELSEWHERE, "name": "Elsewhere"}, "channel": channel}
    monkeypatch.setitem(effects.EFFECTS, "GET /invites/{code}", lambda world, sent: told)
    assert rig.complete("invite.get", {"code": "abc"}, rig.slash(MEMBER)).result["guild_name"] == "Elsewhere"
    for name, more in (
        ("delete", {}),
        ("get_target_users", {}),
        ("get_target_users_job", {}),
        ("edit_target_users", {"user_ids": [MEMBER]}),
    ):
        with pytest.raises(NotAMember):
            rig.run(f"invite.{name}", {"code": "abc", **more}, rig.slash(MEMBER))
    assert rig.discord.writes == []


def test_a_list_leaves_out_invites_to_channels_that_the_caller_does_not_see(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: JsonValue = [
        {"type": 0, "code": f"c{number}", "channel": {"id": each, "type": 0}}
        for number, each in enumerate((GENERAL, STAFF))
    ]
    monkeypatch.setitem(effects.EFFECTS, "GET /guilds/{guild_id}/invites", lambda world, sent: there)
    told: Any = rig.complete("invite.list", {}, rig.slash(MEMBER)).result["invites"]
    assert [each["code"] for each in told] == ["c0"]


def test_a_preview_names_what_was_asked_for_as_it_was_asked(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "max_age_s": 60, "stream_user_id": MEMBER, "for_user_ids": [OWNER]}
    changes = rig.preview("invite.create", asked, rig.mcp(OWNER), dry_run=True).preview.changes
    told = {each.field: each.after for each in changes}
    assert {**asked, "max_uses": 0, "unique": True, "temporary": False, "channel_id": None}.items() >= told.items()
    assert set(asked) - {"channel_id"} <= set(told)


@pytest.mark.parametrize(("unique", "undone"), [({}, "invite.delete"), ({"unique": False}, None)])
def test_an_invite_that_may_have_been_there_before_is_not_revoked_by_an_undo(
    unique: dict[str, Any], undone: str | None
) -> None:
    request = CreateInvite.model_validate({"channel_id": GENERAL, **unique})
    back = request.reversal(None, InviteShown.read({"type": 0, "code": "abc"}))
    assert (back.operation if back else None) == undone


def _revoked(
    rig: Rig,
    monkeypatch: pytest.MonkeyPatch,
    people: JsonValue | DiscordError,
    who: UserId = OWNER,
    **more: JsonValue,
) -> Any:
    """Return what an undo of a revocation would make."""
    own: JsonValue = {"type": 0, "code": "abc", "channel": {"id": GENERAL, "type": 0}, "max_age": 60, **more}

    def table(world: World, sent: Sent) -> JsonValue:
        if isinstance(people, DiscordError):
            raise people
        return people

    monkeypatch.setitem(effects.EFFECTS, "GET /invites/{code}", lambda world, sent: own)
    monkeypatch.setitem(effects.EFFECTS, "GET /channels/{channel_id}/invites", lambda world, sent: [own])
    monkeypatch.setitem(effects.EFFECTS, TABLE, table)
    done = rig.complete("invite.delete", {"code": "abc"}, rig.slash(who))
    record = rig.platform.machinery.undos.get(GUILD, done.audit_id)
    return record.reversal.arguments if record else None


def test_an_invite_comes_back_for_the_same_people_with_the_same_roles(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = f"user_id\r\n{NEWCOMER}\r\n"
    back = _revoked(
        rig, monkeypatch, table, roles=[{"id": HELPER_ROLE}], target_application={"id": "41771983423143937"}
    )
    assert back["for_user_ids"] == [NEWCOMER]
    assert back["role_ids"] == [HELPER_ROLE]
    assert back["target_application_id"] == "41771983423143937"


def test_whom_an_invite_was_for_is_kept_for_no_undo_of_somebody_who_may_not_read_it(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything_but = (ALL | Permission.VIEW_CHANNEL | Permission.MODERATE_MEMBERS).without(Permission.MANAGE_GUILD)
    rig.world.edit_role(MODERATOR_ROLE, permissions=everything_but)
    with pytest.raises(PermissionMissing):
        rig.run("invite.get_target_users", {"code": "abc"}, rig.slash(MODERATOR))
    assert _revoked(rig, monkeypatch, f"user_id\r\n{NEWCOMER}\r\n", MODERATOR) is None
    nobody = DiscordNotFound("There is no list.", status=404, discord_code=10129)
    assert _revoked(rig, monkeypatch, nobody, MODERATOR)


def test_an_invite_for_everybody_comes_back_for_everybody(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = DiscordNotFound("There is no list.", status=404, discord_code=10129)
    assert "for_user_ids" not in _revoked(rig, monkeypatch, nobody)


@pytest.mark.parametrize(
    "people",
    [
        DiscordForbidden("Not yours.", status=403, discord_code=50013),
        "user_id\n" + "\n".join(str(1000 + each) for each in range(_targets.MOST + 1)),
    ],
)
def test_an_invite_of_which_nobody_knows_for_whom_it_was_does_not_come_back(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, people: Any
) -> None:
    assert _revoked(rig, monkeypatch, people) is None


def test_that_an_invite_has_no_list_means_that_it_is_for_nobody_in_particular(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(code: int) -> Any:
        def answer(world: World, sent: Sent) -> JsonValue:
            raise DiscordNotFound("Not there.", status=404, discord_code=code)

        return answer

    monkeypatch.setitem(effects.EFFECTS, TABLE, unknown(10129))
    assert rig.complete("invite.get_target_users", {"code": "abc"}, rig.slash(OWNER)).result["total_count"] == 0
    monkeypatch.setitem(effects.EFFECTS, TABLE, unknown(10006))
    with pytest.raises(DiscordNotFound):
        rig.run("invite.get_target_users", {"code": "abc"}, rig.slash(OWNER))
