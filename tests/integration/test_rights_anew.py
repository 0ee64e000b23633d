"""Rights over real HTTP to the simulated Discord: what a list shows is what Discord shows; what counts is read anew.

A right is taken away at Discord between two calls of one process, which remembers what it read for five seconds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from guildhall.bootstrap.platform import Platform, Tables, assemble
from guildhall.clock import new_id, utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.errors import Denied
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome, Previewed
from guildhall.identity import Door, Origin, Principal
from guildhall.policy.model import GuildPolicy, Installation
from local.discord.testing import Lab, laboratory
from tests.fakes.clock import FakeClock
from tests.fakes.table import MemoryTable

VIEW, READ_MESSAGE_HISTORY, MANAGE_CHANNELS, MANAGE_MESSAGES = 1 << 10, 1 << 16, 1 << 4, 1 << 13
REMEMBERED_S = 5


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@dataclass
class House:
    """One process over a simulated Discord."""

    lab: Lab
    platform: Platform
    clock: FakeClock

    def who(self, name: str, channel: str = "general") -> Principal:
        origin = Origin(GuildId(self.lab.guild_id), ChannelId(self.lab.channels[channel]))
        user_id = UserId(self.lab.users[name])
        return Principal(user_id, Door.INTERACTION, f"interaction:{new_id()}", "Discord", origin=origin)

    def run(self, name: str, who: str, arguments: dict[str, Any], **more: Any) -> Outcome:
        principal = self.who(who)
        operation = self.platform.build(name, arguments, principal)
        return self.platform.executor.run(
            Call(principal=principal, operation=operation, idempotency_key=new_id(), **more)
        )


@pytest.fixture
def house(running_lab: Lab) -> Iterator[House]:
    lab, clock = running_lab, FakeClock(utc_now())
    lab.reset()
    role_id = lab.names["moderators_role"]
    may = VIEW | MANAGE_CHANNELS | MANAGE_MESSAGES | READ_MESSAGE_HISTORY
    lab.control.put(f"/roles/{role_id}", json={"permissions": str(may)}).raise_for_status()
    with open_client(lab.endpoints["rest_url"]) as client:
        rest = DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"]))
        reader = DiscordReader(rest=rest, clock=clock, staleness_s=REMEMBERED_S)
        platform = assemble(Tables(*(MemoryTable(clock) for _ in range(4))), reader, clock)
        guild_id = GuildId(lab.guild_id)
        platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=clock()))
        approvals = ChannelId(lab.channels["approvals"])
        policy = GuildPolicy(guild_id=guild_id, approvals_channel_id=approvals, version=1)
        assert platform.policies.put_guild_policy(policy)
        yield House(lab, platform, clock)


def without_role(lab: Lab) -> None:
    lab.control.put(f"/members/{lab.users['moderator']}/roles", json={"roles": []}).raise_for_status()


def without_bits(lab: Lab) -> None:
    lab.control.put(f"/roles/{lab.names['moderators_role']}", json={"permissions": str(VIEW)}).raise_for_status()


def with_overwrite(lab: Lab) -> None:
    lab.allow("general", lab.users["moderator"], deny=MANAGE_MESSAGES | MANAGE_CHANNELS)


def in_timeout(lab: Lab) -> None:
    lab.control.put(f"/members/{lab.users['moderator']}", json={"timeout_s": 600}).raise_for_status()


TAKINGS = [without_role, without_bits, with_overwrite, in_timeout]
taken_away = pytest.mark.parametrize("taking", TAKINGS, ids=lambda taking: taking.__name__)
type Taking = Callable[[Lab], None]


def spam(house: House) -> dict[str, Any]:
    ids = [house.lab.say(f"spam {number}", author="newcomer")["id"] for number in range(2)]
    return {"channel_id": house.lab.channels["general"], "message_ids": ids}


def deletions(house: House) -> list[Any]:
    return [made for made in house.lab.requests() if made["path"].endswith("/bulk-delete")]


@taken_away
def test_what_cannot_be_brought_back_is_judged_by_the_rights_of_now(house: House, taking: Taking) -> None:
    asked = spam(house)
    assert isinstance(house.run("message.bulk_delete", "moderator", asked, dry_run=True), Previewed)
    taking(house.lab)
    with pytest.raises(Denied):
        house.run("message.bulk_delete", "moderator", asked, dry_run=True)
    assert deletions(house) == []


@taken_away
def test_a_plan_is_applied_with_the_rights_of_now(house: House, taking: Taking) -> None:
    asked = {"channel_id": house.lab.channels["general"], "topic": "new"}
    previewed = house.run("channel.edit", "moderator", asked, dry_run=True)
    assert isinstance(previewed, Previewed)
    taking(house.lab)
    with pytest.raises(Denied):
        house.run("channel.edit", "moderator", asked, plan_id=previewed.plan_id)
    assert [made for made in house.lab.requests() if made["method"] == "PATCH"] == []


@taken_away
def test_a_press_is_judged_by_the_rights_of_now(house: House, taking: Taking) -> None:
    question = house.run("message.bulk_delete", "owner", spam(house), dry_run=False)
    assert isinstance(question, NeedsConfirmation)
    house.platform.approvals.press(question.confirmation_id, "details", house.who("moderator", "approvals"))
    taking(house.lab)
    with pytest.raises(Denied):
        house.platform.approvals.press(question.confirmation_id, "approve", house.who("moderator", "approvals"))
    assert deletions(house) == []


@taken_away
def test_a_press_is_of_no_use_once_the_asker_lost_the_right(house: House, taking: Taking) -> None:
    question = house.run("message.bulk_delete", "moderator", spam(house), dry_run=False)
    assert isinstance(question, NeedsConfirmation)
    taking(house.lab)
    answer = house.platform.approvals.press(question.confirmation_id, "approve", house.who("owner", "approvals"))
    assert "Manage Messages" in answer.text
    assert deletions(house) == []


@taken_away
def test_a_small_write_is_judged_by_the_rights_of_now(house: House, taking: Taking) -> None:
    asked = {"channel_id": house.lab.channels["general"], "topic": "new"}
    assert isinstance(house.run("channel.edit", "moderator", asked, dry_run=True), Previewed)
    taking(house.lab)
    with pytest.raises(Denied):
        house.run("channel.edit", "moderator", asked, dry_run=True)


def test_talk_leans_on_what_was_true_at_most_five_seconds_ago(house: House) -> None:
    asked = {"channel_id": house.lab.channels["general"], "content": "hello"}
    assert isinstance(house.run("message.send", "moderator", asked, dry_run=True), Previewed)
    in_timeout(house.lab)
    assert isinstance(house.run("message.send", "moderator", asked, dry_run=True), Previewed)
    house.clock.advance(REMEMBERED_S)
    with pytest.raises(Denied):
        house.run("message.send", "moderator", asked, dry_run=True)


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("who", ["owner", "moderator", "member", "newcomer"])
def test_the_channels_that_are_listed_and_read_are_those_that_discord_shows(house: House, who: str) -> None:
    lab = house.lab
    lab.allow("support", lab.users["newcomer"], deny=VIEW)
    state = lab.control.get("/state").json()
    seen = {channel_id for channel_id, bits in state["permissions"][who].items() if int(bits) & VIEW}
    listed = house.run("channel.list", who, {})
    assert isinstance(listed, Completed)
    shown = listed.result["channels"]
    assert isinstance(shown, list)
    assert {each["channel_id"] for each in shown if isinstance(each, dict)} == seen
    for name, channel_id in lab.channels.items():
        lab.say(f"said in {name}", channel=name, author="owner")
        asked = {"channel_id": channel_id}
        if channel_id in seen:
            assert isinstance(house.run("message.list", who, asked), Completed)
        else:
            with pytest.raises(Denied, match="no such thing"):
                house.run("message.list", who, asked)
