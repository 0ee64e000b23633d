"""What is hidden from somebody in Discord is in no answer of any read: no name, no id, no word of it.

A manager with nearly every right looks at a guild in which a part is hidden from them: channels of each kind, threads,
what was said there, and all that points there from elsewhere (rules, events, invites, webhooks, welcome, onboarding,
settings, templates, both trails). Every read runs as they ask for what they see, and for what they do not.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from guildhall.clock import utc_now
from guildhall.errors import GuildhallError
from guildhall.execution.outcome import Completed
from guildhall.operations import catalogue
from guildhall.operations.spec import Risk
from local.discord.testing import Lab, laboratory
from tests.contract.catalogue_examples import arguments
from tests.fakes import guild as fake
from tests.integration.undo_house import ADMINISTRATOR, House, house_over

GENERAL, FORUM, POST, SAID = map(str, (fake.GENERAL, fake.FORUM, fake.POST, fake.IN_GENERAL[0]))
"""Ids of the examples, which stand for others here."""
SECRET = "vaulted"
"""Every name in the hidden part begins like this, and every word said there is this."""
VIEW = 1 << 10
EVERY_RIGHT = (1 << 53) - 1
TEXT, VOICE, FORUM_KIND, STAGE = 0, 2, 15, 13
READS = sorted(cls.full_name() for cls in catalogue.every() if cls.spec.risk is Risk.READ)
BY_RIGHT = {
    "audit_log.list": "VIEW_AUDIT_LOG is the right to Discord's own log, of all channels; it is told to nobody else.",
    "invite.get": "Whoever has an invite's code is told where it leads, by Discord and outside the guild too.",
    "template.get": "Whoever has a template's code is told what is in it; making one takes seeing every channel.",
}
"""What may tell of hidden channels, and why."""
STARTS, ENDS = "2035-05-01T18:00:00+00:00", "2035-05-01T20:00:00+00:00"


class Patient:
    """A clock of somebody who waits long between two questions: it is not limits that keep them from an answer."""

    def __init__(self) -> None:
        self._waited = timedelta()

    def wait(self, for_s: float = 300) -> None:
        """Let time pass."""
        self._waited += timedelta(seconds=for_s)

    def __call__(self) -> datetime:
        """Return what time it is."""
        return utc_now() + self._waited


@dataclass
class Vault:
    """The hidden part of the guild.

    Attributes:
        ids: Every id of it, by which it must not be told.
        seen: What stands for the examples' ids and fields where they are to be what the manager sees.
        unseen: The same, of what they do not see.
    """

    house: House
    clock: Patient
    ids: set[str] = field(default_factory=set)
    seen: dict[str, Any] = field(default_factory=dict)
    unseen: dict[str, Any] = field(default_factory=dict)

    def put(self, method: str, place: str, key: str = "id", **content: Any) -> str:
        """Make something in the hidden part as the bot, and keep its id."""
        answer = self.house.lab.bot.request(method, place.format(guild=self.house.lab.guild_id), **content)
        assert answer.is_success, answer.text
        made = str(answer.json()[key])
        self.ids.add(made)
        return made

    def channel(self, kind: int) -> str:
        """Make a channel that nobody but administrators sees."""
        hidden = [{"id": self.house.lab.guild_id, "type": 0, "allow": "0", "deny": str(VIEW)}]
        body = {"name": f"{SECRET}-{kind}", "type": kind, "permission_overwrites": hidden, "topic": SECRET}
        return self.put("POST", "guilds/{guild}/channels", json={**body, **({} if kind != VOICE else {"topic": None})})

    def told_in(self, text: str, *besides: str) -> set[str]:
        """Return what a text tells of it."""
        return {each for each in {*self.ids, SECRET} - set(besides) if each in text}


@pytest.fixture(scope="module")
def vault() -> Iterator[Vault]:
    clock = Patient()
    with laboratory() as lab, house_over(lab, clock, clock.wait) as house:
        vault = Vault(house, clock)
        _let_manage(lab)
        _fill(vault)
        _point(vault)
        _name(vault)
        yield vault


def _let_manage(lab: Lab) -> None:
    body = {"name": "Managers", "permissions": str(EVERY_RIGHT & ~ADMINISTRATOR)}
    role = lab.bot.post(f"guilds/{lab.guild_id}/roles", json=body).raise_for_status().json()["id"]
    lab.bot.put(f"guilds/{lab.guild_id}/members/{lab.users['moderator']}/roles/{role}").raise_for_status()


def _fill(vault: Vault) -> None:
    """Let there be channels of each kind, and something in each."""
    text, voice, forum, stage = (vault.channel(kind) for kind in (TEXT, VOICE, FORUM_KIND, STAGE))
    said = {"content": f"{SECRET} words <@{vault.house.lab.users['moderator']}>"}
    files = {"files[0]": (f"{SECRET}.txt", SECRET.encode(), "text/plain")}
    message = vault.put("POST", f"channels/{text}/messages", data={"payload_json": json.dumps(said)}, files=files)
    vault.house.lab.bot.put(f"channels/{text}/messages/pins/{message}").raise_for_status()
    vault.house.lab.bot.put(f"channels/{text}/messages/{message}/reactions/%F0%9F%91%8D/@me").raise_for_status()
    thread = vault.put("POST", f"channels/{text}/threads", json={"name": f"{SECRET} thread", "type": 11})
    vault.put("POST", f"channels/{thread}/messages", json=said)
    for kind in (11, 12):
        old = vault.put("POST", f"channels/{text}/threads", json={"name": f"{SECRET} old thread", "type": kind})
        vault.house.lab.bot.patch(f"channels/{old}", json={"archived": True}).raise_for_status()
    post = vault.put("POST", f"channels/{forum}/threads", json={"name": f"{SECRET} post", "message": said})
    vault.put("POST", "stage-instances", json={"channel_id": stage, "topic": SECRET})
    told = {"voice": {"channel_id": voice}}
    vault.house.lab.control.put(f"/members/{vault.house.lab.users['newcomer']}", json=told).raise_for_status()
    bot = vault.house.lab.endpoints["bot_user_id"]
    vault.house.lab.control.put(f"/members/{bot}", json={"voice": {"channel_id": stage}}).raise_for_status()
    vault.unseen = {GENERAL: text, FORUM: forum, POST: post, SAID: message, "voice": voice, "thread": thread}
    vault.unseen |= {"stage": stage, "old": old}


def _point(vault: Vault) -> None:
    """Let everything that can point there do so, and both trails tell of it."""
    lab, text, voice = vault.house.lab, vault.unseen[GENERAL], vault.unseen["voice"]
    guild = f"guilds/{lab.guild_id}"
    event = {"name": f"{SECRET} event", "privacy_level": 2, "entity_type": 2, "channel_id": voice}
    times = {"scheduled_start_time": STARTS, "scheduled_end_time": ENDS}
    alert = [{"type": 2, "metadata": {"channel_id": text}}]
    rule = {"name": "Words", "event_type": 1, "trigger_type": 1, "actions": alert, "exempt_channels": [text]}
    hook = lab.bot.post(f"channels/{text}/webhooks", json={"name": f"{SECRET} hook"}).json()
    vault.ids.add(hook["id"])
    said = vault.put("POST", f"webhooks/{hook['id']}/{hook['token']}?wait=true", json={"content": SECRET})
    vault.unseen |= {
        "webhook_id": hook["id"],
        "webhook.message_id": said,
        "template.code": lab.bot.post(f"{guild}/templates", json={"name": "All"}).raise_for_status().json()["code"],
        "code": vault.put("POST", f"channels/{text}/invites", "code", json={"max_age": 600}),
        "event_id": vault.put("POST", "guilds/{guild}/scheduled-events", json={**event, **times}),
    }
    words = {"trigger_metadata": {"keyword_filter": ["cat"]}}
    made = lab.bot.post(f"{guild}/auto-moderation/rules", json={**rule, **words}).raise_for_status().json()
    vault.seen["rule_id"] = vault.unseen["rule_id"] = made["id"]
    for method, place, body in (
        ("PATCH", guild, {"system_channel_id": text, "afk_channel_id": voice}),
        ("PATCH", f"{guild}/widget", {"enabled": True, "channel_id": text}),
        ("PUT", f"{guild}/onboarding", {"default_channel_ids": [text], "prompts": []}),
    ):
        lab.bot.request(method, place, json=body).raise_for_status()
    lab.order("/features", features=["COMMUNITY", "WELCOME_SCREEN_ENABLED"])
    welcome = {"welcome_channels": [{"channel_id": text, "description": SECRET}], "enabled": True}
    lab.bot.patch(f"{guild}/welcome-screen", json=welcome).raise_for_status()
    vault.house.do("message.send", {"channel_id": text, "content": SECRET})
    vault.unseen["audit_id"] = vault.house.do("channel.edit", {"channel_id": text, "topic": f"{SECRET} anew"})


def _name(vault: Vault) -> None:
    """Say what stands for the examples' ids, of what is seen and of what is not."""
    lab = vault.house.lab
    common = {
        str(fake.GUILD): lab.guild_id,
        str(fake.NEWCOMER): lab.users["newcomer"],
        str(fake.HELPER_ROLE): lab.names["moderators_role"],
        str(fake.BOT): lab.endpoints["bot_user_id"],
    }
    said = lab.say("in the open")["id"]
    vault.seen |= {**common, GENERAL: lab.channels["general"], SAID: said}
    vault.unseen = {**common, **vault.unseen}


def _asked(name: str, known: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return an operation's arguments, with words that are looked for and ids of the running guild."""
    cls, resource = catalogue.find(name), name.partition(".")[0]
    needed = {each for each, info in cls.model_fields.items() if info.is_required()}
    fewest = {each: value for each, value in arguments(cls, SECRET).items() if each in needed}

    def meant(each: str, value: Any) -> Any:
        keys = (f"{resource}.{each}", each, str(value))
        return next((known[key] for key in keys if key in known), value)

    given = {each: meant(each, value) for each, value in fewest.items()}
    return {**given, **{each: value for each, value in more.items() if each in cls.model_fields}}


def _answer(vault: Vault, name: str, who: str, given: dict[str, Any]) -> tuple[bool, str]:
    """Return whether somebody was answered, and all that they were told."""
    vault.clock.wait()
    try:
        outcome = vault.house.ask(name, given, who=who)
    except GuildhallError as error:
        return False, json.dumps(error.to_dict())
    assert isinstance(outcome, Completed)
    return True, json.dumps(outcome.result)


def _tries(vault: Vault, name: str) -> Iterator[dict[str, Any]]:
    yield _asked(name, vault.seen)
    yield _asked(name, vault.seen, query=SECRET, content=SECRET, text=SECRET, name_contains=SECRET)
    yield _asked(name, vault.unseen)
    if GENERAL in arguments(catalogue.find(name), SECRET).values():
        for kind in ("thread", "old", "stage", "voice"):
            yield _asked(name, {**vault.unseen, GENERAL: vault.unseen[kind]})


@pytest.mark.parametrize("name", sorted(set(READS) - set(BY_RIGHT)))
def test_no_read_tells_anything_of_what_is_hidden(vault: Vault, name: str) -> None:
    for given in _tries(vault, name):
        _, told = _answer(vault, name, "moderator", given)
        said = {str(value) for value in given.values()}
        assert vault.told_in(told, *said) == set(), (given, told)


def test_whoever_sees_it_is_told_of_it_by_many_reads(vault: Vault) -> None:
    telling = set()
    for name in READS:
        for given in _tries(vault, name):
            answered, told = _answer(vault, name, "owner", given)
            if answered and vault.told_in(told):
                telling.add(name)
    assert len(telling) >= 40, telling
    assert set(BY_RIGHT) <= telling
