"""Webhooks: whose they are, who may use them, and that nobody sees their secrets."""

from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.errors import (
    ChannelForbidden,
    DiscordUnavailable,
    InvalidArguments,
    NotAMember,
    OutcomeUnknown,
    PermissionMissing,
)
from guildhall.operations.spec import Risk
from guildhall.operations.webhook._shown import WebhookShown
from tests.fakes import effects
from tests.fakes.addressed import SECRET
from tests.fakes.guild import (
    BOT_ROLE,
    ELSEWHERE_CHANNEL,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    NOWHERE,
    OWNER,
    STAFF,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

HOOK = "4000000000000000777"
SEND = "POST /webhooks/{webhook_id}/{webhook_token}"


class Hooks:
    """What Discord says of the webhook; a test turns it."""

    def __init__(self) -> None:
        self.told: dict[str, JsonValue] = {"id": HOOK, "type": 1, "name": "Builds", "guild_id": GUILD, "token": SECRET}
        self.told["channel_id"] = GENERAL

    def answer(self, world: World, sent: Sent) -> JsonValue:
        return self.told


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> Hooks:
    hooks = Hooks()
    monkeypatch.setitem(effects.EFFECTS, "GET /webhooks/{webhook_id}", hooks.answer)
    return hooks


@pytest.fixture
def rig(hooks: Hooks) -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.MANAGE_WEBHOOKS)
    return rig


def _risk(rig: Rig, operation: str, /, **asked: Any) -> Risk:
    request = rig.platform.build(operation, asked, rig.slash(OWNER))
    session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
    session.authorize()
    return session.attempt.risk


@pytest.mark.parametrize("channel_id", [ELSEWHERE_CHANNEL, STAFF, NOWHERE, None])
def test_a_webhook_of_elsewhere_of_a_hidden_channel_and_of_none_are_one_denial(
    rig: Rig, hooks: Hooks, channel_id: ChannelId | None
) -> None:
    hooks.told["channel_id"] = channel_id
    for name, more in (("get", {}), ("delete", {}), ("edit", {"name": "x"}), ("execute", {"content": "x"})):
        with pytest.raises(NotAMember) as denied:
            rig.run(f"webhook.{name}", {"webhook_id": HOOK, **more}, rig.slash(MEMBER))
        assert denied.value.message == "There is no such thing, or it is not yours to see."
    assert rig.discord.writes == []


def test_who_sees_the_channel_and_does_not_manage_webhooks_there_is_told_so(rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.MANAGE_MESSAGES)
    with pytest.raises(PermissionMissing, match="Manage Webhooks"):
        rig.run("webhook.execute", {"webhook_id": HOOK, "content": "x"}, rig.slash(MEMBER))


def test_the_guild_that_an_answer_claims_decides_nothing(rig: Rig, hooks: Hooks) -> None:
    hooks.told |= {"guild_id": GUILD, "channel_id": ELSEWHERE_CHANNEL}
    with pytest.raises(NotAMember):
        rig.run("webhook.get", {"webhook_id": HOOK}, rig.slash(OWNER))


@pytest.mark.parametrize("token", [None, ""])
def test_a_webhook_whose_secret_discord_keeps_is_refused_clearly(rig: Rig, hooks: Hooks, token: str | None) -> None:
    hooks.told["token"] = token
    assert not rig.complete("webhook.get", {"webhook_id": HOOK}, rig.slash(MEMBER)).result["can_speak"]
    with pytest.raises(InvalidArguments, match="another application"):
        rig.run("webhook.execute", {"webhook_id": HOOK, "content": "x"}, rig.slash(MEMBER))


def test_what_is_shown_of_a_webhook_has_no_place_for_its_secret() -> None:
    answer: JsonValue = {"id": HOOK, "type": 1, "token": SECRET, "url": f"https://discord.com/api/webhooks/1/{SECRET}"}
    shown = WebhookShown.read(answer)
    assert SECRET not in f"{shown!r} {shown.model_dump_json()}"
    assert shown.can_speak
    assert WebhookShown.model_validate(shown.model_dump(mode="json")) == shown


@pytest.mark.parametrize("error", [DiscordUnavailable("down"), OutcomeUnknown("?"), RuntimeError(SECRET)])
def test_no_failure_of_the_send_tells_the_secret(
    rig: Rig, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    rig.discord.fail(SEND, error)
    with pytest.raises(Exception) as failed:  # noqa: PT011 - of whatever kind, it must not tell
        rig.run("webhook.execute", {"webhook_id": HOOK, "content": "x"}, rig.slash(MEMBER))
    told: Any = getattr(failed.value, "to_dict", dict)()
    tables = [*rig.state.items(), *rig.audit.items(), *rig.history.items(), *rig.policy.items()]
    assert SECRET not in f"{told} {failed.value} {tables} {caplog.text}"


def test_the_secret_is_in_the_path_of_the_send_and_in_nothing_else_that_is_kept(rig: Rig) -> None:
    said = rig.complete("webhook.execute", {"webhook_id": HOOK, "content": "x"}, rig.slash(MEMBER))
    (sent,) = rig.discord.sent(SEND)
    assert sent.path["webhook_token"] == SECRET
    assert sent.query == {"wait": True}
    tables = [*rig.state.items(), *rig.audit.items(), *rig.history.items(), *rig.policy.items()]
    assert SECRET not in f"{said} {tables}"


def test_what_looks_like_somebody_else_or_calls_many_is_more_than_a_write(rig: Rig) -> None:
    assert _risk(rig, "webhook.execute", webhook_id=HOOK, content="x") is Risk.WRITE
    for more in ({"username": "Nightly"}, {"avatar_url": "https://cdn.example.com/a.png"}):
        assert _risk(rig, "webhook.execute", webhook_id=HOOK, content="x", **more) is Risk.SENSITIVE
    everybody = {"content": "@everyone", "ping_everyone": True}
    assert _risk(rig, "webhook.execute", webhook_id=HOOK, **everybody) is Risk.SENSITIVE


def test_calling_everybody_through_a_webhook_takes_what_it_takes_otherwise(rig: Rig) -> None:
    asked = {"webhook_id": HOOK, "content": "@everyone", "ping_everyone": True}
    with pytest.raises(PermissionMissing, match="Mention"):
        rig.run("webhook.execute", asked, rig.slash(MEMBER))
    rig.complete("webhook.execute", {"webhook_id": HOOK, "content": "@everyone"}, rig.slash(MEMBER))
    (sent,) = rig.discord.sent(SEND)
    assert sent.body is not None
    assert sent.body["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("name", ["Discord Team", "clyde", "CLYDE ", "  "])
def test_a_name_that_discord_refuses_is_refused_before(rig: Rig, name: str) -> None:
    with pytest.raises(InvalidArguments):
        rig.run("webhook.create", {"channel_id": GENERAL, "name": name}, rig.slash(MEMBER))
    assert rig.discord.writes == []


@pytest.mark.parametrize("name", ["owner", "O W N E R", "Guildhall", "ADMIN", "moderator"])
def test_a_name_that_reads_like_somebody_of_the_guild_is_refused(rig: Rig, name: str) -> None:
    for operation, asked in (
        ("webhook.create", {"channel_id": GENERAL, "name": name}),
        ("webhook.edit", {"webhook_id": HOOK, "name": name}),
        ("webhook.execute", {"webhook_id": HOOK, "content": "x", "username": name}),
    ):
        with pytest.raises(InvalidArguments, match="server's"):
            rig.run(operation, asked, rig.slash(MEMBER))
    assert rig.discord.writes == []


def test_a_webhook_moves_only_where_its_mover_may_make_one(rig: Rig) -> None:
    def move(channel_id: ChannelId) -> None:
        rig.complete("webhook.edit", {"webhook_id": HOOK, "target_channel_id": channel_id}, rig.slash(MEMBER))

    for hidden in (STAFF, ELSEWHERE_CHANNEL, NOWHERE):
        with pytest.raises(NotAMember, match="not yours to see"):
            move(hidden)
    rig.world.edit_channel(SUPPORT, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=Permission.MANAGE_WEBHOOKS),))
    with pytest.raises(PermissionMissing, match="Manage Webhooks"):
        move(SUPPORT)
    rig.world.edit_channel(SUPPORT, permission_overwrites=())
    for field in ("protected_channel_ids", "writable_channel_ids"):
        rig.set_policy(**{field: [SUPPORT] if field.startswith("protected") else [GENERAL]})
        with pytest.raises(ChannelForbidden) as closed:
            move(SUPPORT)
        assert closed.value.details["rule"] == field
        rig.set_policy(**{field: [] if field.startswith("protected") else None})
    move(SUPPORT)


def test_a_list_leaves_out_the_channels_where_the_caller_does_not_manage_webhooks(
    rig: Rig, hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = (GENERAL, STAFF, SUPPORT)
    there: JsonValue = [{**hooks.told, "id": str(7 + number), "channel_id": each} for number, each in enumerate(places)]
    monkeypatch.setitem(effects.EFFECTS, "GET /guilds/{guild_id}/webhooks", lambda world, sent: there)
    rig.world.edit_channel(SUPPORT, permission_overwrites=(overwrite(HELPER_ROLE, deny=Permission.MANAGE_WEBHOOKS),))
    listed: Any = rig.complete("webhook.list", {}, rig.slash(MEMBER)).result["webhooks"]
    assert [each["channel_id"] for each in listed] == [GENERAL]
    every: Any = rig.complete("webhook.list", {}, rig.slash(OWNER)).result["webhooks"]
    assert [each["webhook_id"] for each in every] == ["7", "8", "9"]


def test_a_message_in_a_thread_is_looked_for_in_that_thread_of_the_webhooks_channel(rig: Rig) -> None:
    asked = {"webhook_id": HOOK, "message_id": "1", "thread_id": THREAD}
    rig.complete("webhook.get_message", asked, rig.slash(MEMBER))
    assert rig.discord.calls[-1].query == {"thread_id": THREAD}
    rig.world.edit_channel(THREAD, parent_id=SUPPORT)
    with pytest.raises(InvalidArguments, match="thread"):
        rig.run("webhook.get_message", asked, rig.slash(MEMBER))


@pytest.mark.parametrize("name", ["webhook.execute", "webhook.edit_message", "webhook.delete_message"])
def test_a_thread_that_the_policy_protects_is_spoken_in_through_no_webhook(rig: Rig, name: str) -> None:
    rig.set_policy(protected_channel_ids=[THREAD])
    more = {"message_id": "1"} if name.endswith("_message") else {}
    more |= {} if name == "webhook.delete_message" else {"content": "x"}
    with pytest.raises(ChannelForbidden) as closed:
        rig.run(name, {"webhook_id": HOOK, "thread_id": THREAD, **more}, rig.slash(MEMBER))
    assert closed.value.details["rule"] == "protected_channel_ids"
    rig.complete("webhook.get_message", {"webhook_id": HOOK, "message_id": "1", "thread_id": THREAD}, rig.slash(MEMBER))


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"content": "x", "tag_ids": ["1"]},
        {"content": "x", "thread_id": THREAD, "thread_name": "t"},
        {"content": "x" * 2500, "thread_name": "t"},
        {"content": "x", "avatar_url": "http://cdn.example.com/a.png"},
    ],
)
def test_what_cannot_be_said_is_refused(rig: Rig, asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidArguments):
        rig.run("webhook.execute", {"webhook_id": HOOK, **asked}, rig.slash(MEMBER))
