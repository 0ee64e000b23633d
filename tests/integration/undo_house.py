"""A platform over a simulated Discord for tests of undo: the guild is compared as the bot reads it, thing by thing.

Things go by their names, so that what comes back under another id is seen to. Roles, channels with their overwrites,
members, bans, messages and pins are always compared; what else a case `sees` stands in `PLACES`.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from guildhall.automations.model import Automation
from guildhall.bootstrap.platform import Outside, Platform, Tables, assemble
from guildhall.clock import Clock, new_id, utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.execution.fetching import PublicWeb
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome
from guildhall.identity import Door, Origin, Principal
from guildhall.operations import catalogue
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation
from local.discord.testing import Lab
from tests.fakes.table import MemoryTable

ADMINISTRATOR = 1 << 3
TALKED_IN = ("general", "support", "staff")
GONE = 404
STAGE = 13
SPOKEN = {2, 13}
PASSING = ("approvals: last_message_id", "command weather: version")
"""What changes of itself: the platform's own cards, and Discord's count of a command's changes."""
TOUCHED = {"archive_timestamp", "join_timestamp"}
"""When a thread was last opened or closed, or joined."""
PLACES: dict[str, tuple[str, str]] = {
    "guild": ("guilds/{guild}", ""),
    "welcome": ("guilds/{guild}/welcome-screen", ""),
    "onboarding": ("guilds/{guild}/onboarding", ""),
    "widget": ("guilds/{guild}/widget", ""),
    "own member": ("guilds/{guild}/members/{bot}", ""),
    "own voice": ("guilds/{guild}/voice-states/@me", ""),
    "voice": ("guilds/{guild}/voice-states/{member}", ""),
    "emoji": ("guilds/{guild}/emojis", "name"),
    "sticker": ("guilds/{guild}/stickers", "name"),
    "sound": ("guilds/{guild}/soundboard-sounds", "name"),
    "event": ("guilds/{guild}/scheduled-events", "name"),
    "rule": ("guilds/{guild}/auto-moderation/rules", "name"),
    "webhook": ("guilds/{guild}/webhooks", "name"),
    "invite": ("guilds/{guild}/invites", "max_age"),
    "template": ("guilds/{guild}/templates", "name"),
    "invited": ("invites/{invite}/target-users", "user_id"),
    "stage": ("stage-instances/{stage}", ""),
    "direct message": ("channels/{direct}/messages", "id"),
    "thread": ("guilds/{guild}/threads/active", "name"),
    "command": ("applications/{application}/commands", "name"),
    "guild command": ("applications/{application}/guilds/{guild}/commands", "name"),
    "application": ("applications/@me", ""),
    "application emoji": ("applications/{application}/emojis", "name"),
    "linked role": ("applications/{application}/role-connections/metadata", "key"),
    "bot": ("users/@me", ""),
}
"""What is read, and the field by which its things are known; none = it is one thing."""


@dataclass
class House:
    """A platform over a simulated Discord, where the owner asks for things and approves them."""

    lab: Lab
    platform: Platform

    def who(self, name: str) -> Principal:
        """Return somebody of the guild, at a slash command in general."""
        origin = Origin(GuildId(self.lab.guild_id), ChannelId(self.lab.channels["general"]))
        user = UserId(self.lab.users[name])
        return Principal(user, Door.INTERACTION, f"interaction:{new_id()}", "Discord", origin=origin)

    def ask(self, name: str, arguments: dict[str, Any], who: str = "owner") -> Outcome:
        """Ask for something, as the owner unless said otherwise."""
        principal = self.who(who)
        if "guild_id" in catalogue.find(name).model_fields:
            arguments = {"guild_id": self.lab.guild_id, **arguments}
        operation = self.platform.build(name, arguments, principal)
        return self.platform.executor.run(Call(principal=principal, operation=operation, idempotency_key=new_id()))

    def do(self, name: str, arguments: dict[str, Any]) -> str:
        """Ask for something, approve it where that is asked, and return its audit id."""
        outcome = self.ask(name, arguments)
        if isinstance(outcome, NeedsConfirmation):
            told = self.platform.approvals.press(outcome.confirmation_id, "approve", self.who("owner")).text
            assert told.endswith("Done."), told
            return outcome.confirmation_id
        assert isinstance(outcome, Completed)
        return outcome.audit_id

    def made(self, name: str, field: str, /, **arguments: Any) -> dict[str, Any]:
        """Make something as the owner and return a field of the result, as arguments name it."""
        outcome = self.ask(name, arguments)
        if isinstance(outcome, NeedsConfirmation):
            self.platform.approvals.press(outcome.confirmation_id, "approve", self.who("owner"))
            record = self.platform.machinery.confirmations.get(outcome.confirmation_id)
            assert record is not None
            assert record.outcome is not None
            result: Any = record.outcome["result"]
        else:
            assert isinstance(outcome, Completed), outcome
            result = outcome.result
        return {field: result[field]}

    def read_control(self, path: str) -> Any:
        """Return what the simulated Discord tells whoever runs it."""
        return self.lab.control.get(path).raise_for_status().json()

    def read(self, path: str) -> Any:
        """Return what the bot reads."""
        answer = self.lab.bot.get(path)
        answer.raise_for_status()
        return answer.json()

    def dump(self, *sees: str) -> dict[str, Any]:
        """Return the guild as the bot reads it, flat: path → value; of messages without the platform's own cards."""
        guild = f"guilds/{self.lab.guild_id}"
        channels = _placed(self.read(f"{guild}/channels"))
        there = {each["id"] for each in channels}
        flat: dict[str, Any] = {}
        for kind, things in (
            ("role", {each["name"]: each for each in _ranked(self.read(f"{guild}/roles"))}),
            ("channel", {each["name"]: each for each in channels}),
            ("member", {each["user"]["username"]: each for each in self.read(f"{guild}/members?limit=100")}),
            ("ban", {each["user"]["username"]: each for each in self.read(f"{guild}/bans")}),
            *((name, self._said(name)) for name in TALKED_IN if self.lab.channels[name] in there),
            ("automation", {each.name: _drafted(each) for each in self.automations()}),
            *((kind, self._seen(kind)) for kind in sees),
        ):
            for name, thing in things.items():
                flat |= {f"{kind} {name}: {field}": _plain(value) for field, value in thing.items()}
        return {path: value for path, value in flat.items() if not path.endswith(PASSING)}

    def automations(self) -> Sequence[Automation]:
        """Return the guild's automations, which Discord does not know."""
        return self.platform.machinery.automations.shelf(GuildId(self.lab.guild_id)).automations

    def _said(self, channel: str) -> dict[str, Any]:
        said = self.read(f"channels/{self.lab.channels[channel]}/messages?limit=100")
        kept = ("content", "pinned", "edited_timestamp", "type", "embeds", "flags", "components", "reactions")
        return {each["id"]: {field: each.get(field) for field in kept} for each in said}

    def _seen(self, kind: str) -> dict[str, Any]:
        template, key = PLACES[kind]
        known = {"guild": self.lab.guild_id, "bot": self.lab.endpoints["bot_user_id"]}
        known |= {"application": self.lab.endpoints["application_id"], "member": self.lab.users["member"]}
        if finding := FINDERS.get(kind):
            known |= finding(self)
        answer = self.lab.bot.get(template.format(**known))
        if answer.status_code == GONE:
            return {}
        answer.raise_for_status()
        if kind == "invited":
            return {user_id: {"invited": True} for user_id in answer.text.split()[1:]}
        found = answer.json()
        if not key:
            return {"": found}
        things = (
            found if isinstance(found, list) else next(found[name] for name in ("items", "threads") if name in found)
        )
        return {str(each[key]): self._with_people(kind, each) for each in things}

    def _with_people(self, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
        if kind != "thread":
            return thing
        people = self.read(f"channels/{thing['id']}/thread-members")
        return {**thing, "people": sorted(each["user_id"] for each in people)}


def _drafted(automation: Automation) -> dict[str, Any]:
    return {"id": automation.automation_id, **automation.content.model_dump(mode="json")}


def _stage(house: House) -> dict[str, str]:
    channels = house.read(f"guilds/{house.lab.guild_id}/channels")
    return {"stage": next((each["id"] for each in channels if each["type"] == STAGE), "0")}


def _invite(house: House) -> dict[str, str]:
    return {"invite": house.read(f"guilds/{house.lab.guild_id}/invites")[0]["code"]}


def _direct(house: House) -> dict[str, str]:
    person = {"recipient_id": house.lab.users["owner"]}
    return {"direct": house.lab.bot.post("users/@me/channels", json=person).json()["id"]}


FINDERS: dict[str, Callable[[House], dict[str, str]]] = {"stage": _stage, "invited": _invite, "direct message": _direct}
"""Where the things of a kind are, if the guild's id does not say it."""


def _ranked(roles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Roles with their rank for a position: the numbers between may be any."""
    rising = sorted(roles, key=lambda role: (role["position"], -int(role["id"])))
    return [{**role, "position": rank} for rank, role in enumerate(rising)]


def _placed(channels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Channels with their rank in their category for a position, and overwrites by id: their order means nothing."""
    taken: Counter[tuple[Any, bool]] = Counter()
    placed = []
    for each in sorted(channels, key=lambda channel: (channel["position"], int(channel["id"]))):
        among = (each.get("parent_id"), each["type"] in SPOKEN)
        overwrites = sorted(each["permission_overwrites"], key=lambda one: one["id"])
        placed.append({**each, "position": taken[among], "permission_overwrites": overwrites})
        taken[among] += 1
    return placed


def _plain(value: Any) -> Any:
    """Return a value in which nothing is nothing, however it is written, and without when it was last touched."""
    if isinstance(value, dict):
        bare = {name: _plain(each) for name, each in value.items() if name not in TOUCHED}
        return bare if any(each is not None for each in bare.values()) else None
    return None if value in ("", []) else value


@contextmanager
def house_over(lab: Lab, clock: Clock = utc_now, sleep: Callable[[float], None] = time.sleep) -> Iterator[House]:
    """Yield a house over a simulated Discord that is begun anew; what it answered is checked in the end."""
    lab.reset()
    role = f"/roles/{lab.names['guildhall_role']}"
    lab.control.put(role, json={"permissions": str(ADMINISTRATOR)}).raise_for_status()
    with open_client(lab.endpoints["rest_url"]) as client:
        reader = DiscordReader(rest=DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"])))
        outside = Outside(web=PublicWeb(lab.endpoints["rest_url"]), sleep=sleep)
        platform = assemble(Tables(*(MemoryTable(clock) for _ in range(4))), reader, clock, outside)
        guild_id = GuildId(lab.guild_id)
        platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=utc_now()))
        approvals = ChannelId(lab.channels["approvals"])
        policy = GuildPolicy(
            guild_id=guild_id, approvals_channel_id=approvals, confirm_from=Risk.DESTRUCTIVE, version=1
        )
        assert platform.policies.put_guild_policy(policy)
        yield House(lab, platform)
    assert lab.violations() == []


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the paths whose values differ, with both."""
    paths = [*before, *(path for path in after if path not in before)]
    return {path: (before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)}


@dataclass(frozen=True)
class Case:
    """An operation that can be undone.

    Attributes:
        given: Makes ready what it changes, and returns its arguments.
        differs: What of the guild is different afterwards, as its words say: parts of paths; none = nothing.
        said: Words of the preview that say so; none = the undo is exact.
        sees: What is compared beside the guild's usual things, as in `PLACES`.
    """

    operation: str
    given: Callable[[House], dict[str, Any]]
    differs: frozenset[str] = frozenset()
    said: str = ""
    sees: tuple[str, ...] = ()


MAYBE = frozenset({"communication_disabled_until"})
"""What differs by the moment alone: by nothing, where the undo falls into the same second."""


def prove(house: House, case: Case) -> None:
    """Do it, undo it, and compare: the guild is as it was, or differs where the preview said so."""
    arguments = case.given(house)
    before = house.dump(*case.sees)
    audit_id = house.do(case.operation, arguments)
    governs = catalogue.find(case.operation).spec.governs
    assert governs or differences(before, house.dump(*case.sees))
    asked = house.ask("audit.undo", {"audit_id": audit_id})
    assert isinstance(asked, NeedsConfirmation)
    told = house.platform.approvals.press(asked.confirmation_id, "approve", house.who("owner")).text
    assert told.endswith("Done."), told
    found = differences(before, house.dump(*case.sees))
    unsaid = {path: pair for path, pair in found.items() if not any(part in path for part in case.differs)}
    assert unsaid == {}
    assert all(any(part in path for path in found) for part in case.differs - MAYBE), found.keys()
    assert asked.preview.summary.startswith(f"Undo {case.operation} {'in part' if case.said else 'exactly'}: ")
    assert case.said in asked.preview.irreversible
