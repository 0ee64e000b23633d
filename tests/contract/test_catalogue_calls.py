"""What every operation sends: previews read, reads read, a write takes its own route once with a body Discord takes."""

from collections.abc import Callable
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.discord.types.channel import Channel
from guildhall.errors import GuildhallError
from guildhall.execution import card
from guildhall.execution.outcome import Completed, NeedsConfirmation
from guildhall.operations import catalogue
from guildhall.operations.base import Operation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Risk
from guildhall.policy.model import ChannelPolicy, ChatChannel
from tests.contract.catalogue_examples import examples
from tests.contract.discord_spec import body_fields, problems
from tests.contract.stages import KEY, draft, question, stage
from tests.fakes.guild import (
    APPROVALS,
    FORUM,
    GENERAL,
    GUILD,
    HALL,
    HELPER_ROLE,
    IN_GENERAL,
    NEWCOMER,
    OWNER,
    POST,
)
from tests.fakes.news import announce
from tests.fakes.platform import Rig

EVERY = list(catalogue.every())
READS = [cls for cls in EVERY if cls.spec.risk is Risk.READ]
STAND_FOR_ANOTHER = {cls for cls in EVERY if cls.undoes is not Operation.undoes}
WRITES = [cls for cls in EVERY if cls.spec.risk is not Risk.READ and cls not in STAND_FOR_ANOTHER]
SAME_WORD = {"allow", "content", "deny", "topic"}
"""Fields that are called alike by Discord and by every operation that has them."""
FOLLOWED = {"thread.create"}
"""Writes that another one follows, whose failure the result tells: into a private thread its asker is brought."""
reads = pytest.mark.parametrize("cls", READS, ids=lambda cls: cls.full_name())
writes = pytest.mark.parametrize("cls", WRITES, ids=lambda cls: cls.full_name())


def _session(rig: Rig, request: AnyOperation) -> Any:
    session = rig.platform.machinery.session(rig.slash(OWNER), request, KEY)
    session.authorize()
    rig.discord.calls.clear()
    return session


def _preview(rig: Rig, request: AnyOperation) -> Preview:
    return request.preview(_session(rig, request).ports)


def test_what_stands_for_another_call_shows_and_does_nothing_itself() -> None:
    assert {cls.full_name() for cls in STAND_FOR_ANOTHER} == {"audit.undo"}
    for cls in STAND_FOR_ANOTHER:
        assert (cls.preview, cls.execute) == (Operation.preview, Operation.execute)
        assert next(examples(cls, "some words")).undoes


@reads
def test_a_read_sends_nothing_but_reads_and_has_no_preview(cls: type[AnyOperation]) -> None:
    for request in examples(cls, "some words"):
        rig = stage()
        question(rig)
        session = _session(rig, request)
        with pytest.raises(NotImplementedError, match="reads only"):
            request.preview(session.ports)
        result = request.execute(session.ports)
        assert {sent.route for sent in rig.discord.writes} <= {route.text for route in cls.spec.also}
        assert type(result) is cls.result_model()
        assert cls.result_model().model_validate(result.model_dump(mode="json")) == result
        for sent in rig.discord.calls:
            assert problems(sent.route, sent.body, sent.query, sent.items, sent.files) == []


@writes
def test_a_preview_reads_the_target_and_sends_nothing(cls: type[AnyOperation]) -> None:
    for request in examples(cls, "some words"):
        rig = stage()
        preview = _preview(rig, request)
        assert rig.discord.writes == []
        assert rig.discord.calls
        assert preview.summary
        assert len(preview.fingerprint) == 64
        assert preview.targets or preview.changes
        assert cls.spec.route or not preview.requests


@writes
def test_a_change_is_told_by_the_names_of_the_request_and_not_by_discords(cls: type[AnyOperation]) -> None:
    ours = {*cls.model_fields, *cls.result_model().model_fields, *SAME_WORD}
    theirs = (body_fields(cls.spec.route) if cls.spec.route else set()) - ours
    for request in examples(cls, "some words"):
        told = {change.field for change in _preview(stage(), request).changes}
        assert told & theirs == set()


@writes
def test_something_destructive_says_what_cannot_be_brought_back(cls: type[AnyOperation]) -> None:
    if cls.spec.risk is Risk.DESTRUCTIVE:
        for request in examples(cls, "some words"):
            assert _preview(stage(), request).irreversible.endswith(".")


def _new_channel(rig: Rig) -> None:
    rig.world.put_channel(Channel.model_validate({"id": "4000000000000000099", "type": 0, "guild_id": GUILD}))


def _chat(rig: Rig) -> None:
    chat = ChatChannel(guild_id=GUILD, channel_id=GENERAL, allowed_by=OWNER, allowed_at=rig.clock())
    rig.platform.policies.allow_chat(chat)


TURNS: dict[str, Callable[[Rig], object]] = {
    "words of anything else": lambda rig: setattr(rig.world, "documented", "other words"),
    "numbers of anything else": lambda rig: setattr(rig.world, "documented", "other numbers"),
    "the channel's name": lambda rig: rig.world.edit_channel(GENERAL, name="other"),
    "the channel's topic": lambda rig: rig.world.edit_channel(GENERAL, topic="other"),
    "the channel's slowmode": lambda rig: rig.world.edit_channel(GENERAL, rate_limit_per_user=7),
    "the channel's age restriction": lambda rig: rig.world.edit_channel(GENERAL, nsfw=True),
    "a post's name": lambda rig: rig.world.edit_channel(POST, name="other"),
    "a forum's name": lambda rig: rig.world.edit_channel(FORUM, name="other"),
    "a stage's name": lambda rig: rig.world.edit_channel(HALL, name="other"),
    "a forum's tags": lambda rig: rig.world.edit_channel(FORUM, available_tags=()),
    "the guild's channels": _new_channel,
    "a message's text": lambda rig: rig.world.edit_message(GENERAL, IN_GENERAL[0], "other"),
    "an announcement's text, and a poll's": lambda rig: announce(rig.world, "other"),
    "a member's name": lambda rig: rig.world.edit_member(NEWCOMER, nick="other"),
    "a member's roles": lambda rig: rig.world.edit_member(NEWCOMER, roles=(HELPER_ROLE,)),
    "a role's permissions": lambda rig: rig.world.edit_role(HELPER_ROLE, permissions=Permission.CONNECT),
    "the agent's channels": _chat,
    "the guild's policy": lambda rig: rig.set_policy(writes_per_day=7),
    "a channel's rules": lambda rig: rig.platform.policies.put_channel_policy(
        ChannelPolicy(guild_id=GUILD, channel_id=GENERAL, denied_operations=("webhook.*",))
    ),
    "an automation": lambda rig: draft(rig, version=2),
    "why somebody is banned": lambda rig: rig.world.ban(NEWCOMER, "other"),
}
"""Ways in which a target changes; what the fake world does not play changes by the first two."""


def _fingerprint(rig: Rig, request: AnyOperation) -> str | None:
    """Return the fingerprint; None where the preview refuses."""
    try:
        return _preview(rig, request).fingerprint
    except GuildhallError:
        return None


@writes
def test_the_fingerprint_stands_while_the_target_does_and_changes_with_it(cls: type[AnyOperation]) -> None:
    for request in examples(cls, "some words"):
        still = _preview(stage(), request).fingerprint
        assert _preview(stage(), request).fingerprint == still
        changed = []
        for name, turn in TURNS.items():
            rig = stage()
            turn(rig)
            if _fingerprint(rig, request) != still:
                changed.append(name)
                break
        assert changed, f"{request!r} is the same whatever its target becomes"


@writes
def test_a_write_takes_its_own_route_once_and_last_with_a_body_that_discord_takes(cls: type[AnyOperation]) -> None:
    for request in examples(cls, "some words"):
        rig = stage()
        session = _session(rig, request)
        told = request.preview(session.ports)
        ports = rig.platform.machinery.ports(session.attempt, session.discord.with_execution("why", "key"))
        result = request.execute(ports)
        assert type(result) is cls.result_model()
        assert cls.result_model().model_validate(result.model_dump(mode="json")) == result
        assert len(rig.discord.writes) == told.requests, "what it costs is what the preview says"
        if cls.spec.route is None or not told.requests:
            continue
        sent = rig.discord.writes[0 if cls.full_name() in FOLLOWED else -1]
        assert sent.route == cls.spec.route.text
        assert sent.reason == "why"
        last = rig.discord.writes[-1]
        assert rig.discord.calls[-1] is last, "what fails after the write would look like a failure to write"
        assert problems(sent.route, sent.body, sent.query, sent.items, sent.files) == []


@pytest.mark.parametrize(
    ("route", "body", "problem"),
    [
        ("POST /channels/{channel_id}/messages", {"contnet": "x"}, "contnet"),
        ("POST /channels/{channel_id}/messages", {"content": 7}, "content"),
        ("DELETE /channels/{channel_id}", {"a": 1}, "body"),
        ("POST /channels/{channel_id}/messages/bulk-delete", None, "missing"),
    ],
)
def test_a_body_that_discord_would_refuse_is_found(route: str, body: Any, problem: str) -> None:
    assert problem in " ".join(problems(route, body, None))


@writes
def test_every_write_that_waits_for_a_human_gets_a_card_that_discord_takes(cls: type[AnyOperation]) -> None:
    for request in examples(cls, "some *words*"):
        rig = stage()
        rig.set_policy(confirm_from=Risk.WRITE, approvals_channel_id=APPROVALS)
        asker = rig.agent(OWNER) if cls.spec.governs else rig.slash(OWNER)
        asked = rig.run(cls.full_name(), request.model_dump(mode="json", exclude_unset=True), asker)
        assert isinstance(asked, NeedsConfirmation)
        (sent,) = rig.discord.writes
        assert problems(sent.route, sent.body, None) == []
        rig.press(asked.confirmation_id, "approve", OWNER)
        edited = rig.discord.writes[-1]
        assert edited.route.startswith("PATCH /channels/{channel_id}/messages")
        assert problems(edited.route, edited.body, None) == []
        record = rig.platform.machinery.confirmations.get(asked.confirmation_id)
        assert record is not None
        assert record.outcome is not None
        assert record.outcome["ok"], record.outcome
        assert card.details(record)


@writes
def test_an_idempotent_write_done_twice_is_done_once(cls: type[AnyOperation]) -> None:
    if not cls.spec.idempotent or cls.full_name() == "channel.delete":
        return
    for request in examples(cls, "some words"):
        rig = stage()
        seen = []
        for _ in range(2):
            rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
            asked = request.model_dump(mode="json", exclude_unset=True)
            outcome = rig.run(cls.full_name(), asked, rig.slash(OWNER))
            if isinstance(outcome, NeedsConfirmation):
                assert rig.press(outcome.confirmation_id, "approve", OWNER).text.endswith("Done.")
            else:
                assert isinstance(outcome, Completed)
            seen.append((dict(rig.world.channels), dict(rig.world.members)))
        assert seen[0] == seen[1]


def test_a_route_that_the_fake_world_does_not_play_is_answered_as_the_document_says() -> None:
    discord = stage().discord
    joined, made = Route("PUT /channels/{channel_id}/thread-members/@me"), Route("POST /channels/{channel_id}/webhooks")
    assert discord.call(joined, {"channel_id": GENERAL}) is None
    webhook = discord.call(made, {"channel_id": GENERAL}, body={"name": "new"})
    assert isinstance(webhook, dict)
    assert webhook["name"] == "new"
    assert [sent.route for sent in discord.writes] == [joined.text, made.text]


def test_the_examples_name_things_that_are_there() -> None:
    rig = stage()
    assert ChannelId(GENERAL) in rig.world.channels
    assert (GUILD, NEWCOMER) in rig.world.members
