"""A search shows what its asker may read, and of the rest not even that it is there."""

from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import NotAMember
from guildhall.operations.message_searching import SEARCH
from guildhall.operations.message_sight import ACTIVE_THREADS
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import ChannelPolicy
from tests.fakes.effects import EFFECTS
from tests.fakes.guild import (
    APPROVALS,
    BOT_ROLE,
    ELSEWHERE_CHANNEL,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    NOWHERE,
    OWNER,
    STAFF,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

PRIVATE = ChannelId("4000000000000000090")
INDEXING: dict[str, JsonValue] = {"message": "Index not yet available.", "code": 110000, "documents_indexed": 0}


class Index:
    """Discord's index: messages by channel, numbered from the newest; remembers what it was asked."""

    def __init__(self) -> None:
        self.channels: list[ChannelId] = []
        self.threads: list[Channel] = []
        self.asked: list[dict[str, Any]] = []
        self.first: list[dict[str, JsonValue]] = []
        self.most = 25
        self.deep = False

    def ids(self) -> list[int]:
        return [1000 + number for number in range(len(self.channels), 0, -1)]

    def __call__(self, world: World, sent: Sent) -> JsonValue:
        query: dict[str, Any] = dict(sent.query or {})
        self.asked.append(query)
        if self.first:
            return self.first.pop(0)
        kept = list(zip(self.ids(), self.channels, strict=True))
        low, high = int(query.get("min_id", 0)), int(query.get("max_id", 1 << 60))
        kept = [(at, place) for at, place in kept if low < at < high]
        kept = [(at, place) for at, place in kept if place in query.get("channel_id", [place])]
        if query.get("sort_order") == "asc":
            kept.reverse()
        start = int(query.get("offset", 0))
        page: list[JsonValue] = [[self.message(at, place)] for at, place in kept[start : start + self.most]]
        threads: list[JsonValue] = [each.model_dump(mode="json") for each in self.threads]
        found: dict[str, JsonValue] = {"messages": page, "total_results": len(kept), "threads": threads}
        return found | {"doing_deep_historical_index": self.deep}

    def message(self, at: int, place: ChannelId) -> JsonValue:
        author: JsonValue = {"id": MEMBER, "username": "member"}
        when = "2026-11-20T12:00:00Z"
        return {"id": str(at), "channel_id": place, "author": author, "timestamp": when, "content": f"in {place}"}


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, rig: Rig) -> Index:
    made = Index()

    def active(world: World, sent: Sent) -> JsonValue:
        threads = [each for each in world.channels.values() if each.is_thread]
        return {"threads": [each.model_dump(mode="json", exclude={"member_ids"}) for each in threads], "members": []}

    monkeypatch.setitem(EFFECTS, SEARCH.text, made)
    monkeypatch.setitem(EFFECTS, ACTIVE_THREADS.text, active)
    return made


def _search(rig: Rig, who: Any = MEMBER, **criteria: Any) -> dict[str, Any]:
    return dict(rig.complete("message.search", {"guild_id": GUILD, **criteria}, rig.slash(who)).result)


def _places(told: dict[str, Any]) -> list[str]:
    return [each["channel_id"] for each in told["messages"]]


def test_who_sees_every_channel_searches_without_naming_any(rig: Rig, index: Index) -> None:
    index.channels = [GENERAL, STAFF, THREAD]
    assert _places(_search(rig, OWNER)) == [GENERAL, STAFF, THREAD]
    assert "channel_id" not in index.asked[0]
    assert rig.discord.sent(ACTIVE_THREADS) == []


def test_who_does_not_see_every_channel_searches_theirs_and_the_threads_in_them(rig: Rig, index: Index) -> None:
    in_staff = rig.world.channels[THREAD].model_copy(update={"id": PRIVATE, "parent_id": STAFF})
    rig.world.put_channel(in_staff)
    index.channels = [GENERAL, STAFF, PRIVATE, THREAD]
    assert _places(_search(rig)) == [GENERAL, THREAD]
    assert set(index.asked[0]["channel_id"]) == {GENERAL, SUPPORT, APPROVALS, THREAD}


def test_what_is_found_in_a_hidden_channel_all_the_same_is_not_shown_and_not_counted(rig: Rig, index: Index) -> None:
    seen_only = (overwrite(EVERYONE_ROLE, deny=Permission.READ_MESSAGE_HISTORY),)
    rig.world.edit_channel(SUPPORT, permission_overwrites=seen_only)
    index.channels = [GENERAL, STAFF, GENERAL, STAFF, SUPPORT, ELSEWHERE_CHANNEL, NOWHERE]
    hits: list[JsonValue] = [[index.message(at, each)] for at, each in zip(index.ids(), index.channels, strict=True)]
    index.first = [{"messages": hits, "total_results": len(hits)}]
    told = _search(rig)
    assert _places(told) == [GENERAL, GENERAL]
    assert told.keys() == {"messages"}


def test_a_private_thread_shows_its_messages_to_those_in_it(rig: Rig, index: Index) -> None:
    secret = rig.world.channels[THREAD].model_copy(update={"id": PRIVATE, "type": ChannelType.PRIVATE_THREAD})
    rig.world.put_channel(secret.model_copy(update={"member_ids": frozenset({NEWCOMER})}))
    index.channels, index.threads = [PRIVATE], [secret]
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.ADMINISTRATOR)
    assert _places(_search(rig, NEWCOMER)) == _places(_search(rig, MODERATOR)) == [PRIVATE]
    assert _places(_search(rig, MEMBER)) == []


def test_a_channel_closed_to_the_platform_is_not_found_in_and_neither_are_its_threads(rig: Rig, index: Index) -> None:
    index.channels = [GENERAL, THREAD, SUPPORT]
    for rules in ({"mode": ChannelMode.CLOSED}, {"denied_operations": ("message.*",)}):
        policy = ChannelPolicy.model_validate({"guild_id": GUILD, "channel_id": GENERAL, **rules})
        rig.platform.policies.put_channel_policy(policy)
        assert _places(_search(rig, OWNER)) == [SUPPORT]
    other = ChannelPolicy(guild_id=GUILD, channel_id=GENERAL, denied_operations=("message.list",))
    rig.platform.policies.put_channel_policy(other)
    assert _places(_search(rig, OWNER)) == [GENERAL, THREAD, SUPPORT]


def test_a_channel_that_is_named_is_proved_and_searched_with_its_threads(rig: Rig, index: Index) -> None:
    index.channels = [GENERAL, SUPPORT, THREAD]
    assert _places(_search(rig, in_channel_ids=[GENERAL])) == [GENERAL, THREAD]
    for hidden in (STAFF, ELSEWHERE_CHANNEL, NOWHERE):
        with pytest.raises(NotAMember):
            _search(rig, in_channel_ids=[hidden])


def test_who_reads_nowhere_searches_nothing(rig: Rig, index: Index) -> None:
    for role in rig.world.guilds[GUILD].roles:
        if role.id not in {BOT_ROLE}:
            rig.world.edit_role(role.id, permissions=Permission.VIEW_CHANNEL)
    assert _search(rig)["messages"] == []
    assert index.asked == []


def test_the_next_page_begins_after_the_last_message_that_was_shown(rig: Rig, index: Index) -> None:
    index.channels = [GENERAL, STAFF, GENERAL, STAFF, GENERAL]
    index.first = []
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.ADMINISTRATOR)
    first = _search(rig, limit=2)
    assert [each["message_id"] for each in first["messages"]] == ["1005", "1003"]
    assert first["next_before"] == "1003"
    second = _search(rig, limit=2, before=first["next_before"])
    assert ([each["message_id"] for each in second["messages"]], second.get("next_before")) == (["1001"], None)
    up = _search(rig, MODERATOR, order="oldest", limit=2)
    assert ([each["message_id"] for each in up["messages"]], up["next_after"]) == (["1001", "1002"], "1002")


def test_a_full_page_goes_on_whether_there_is_more_or_not(rig: Rig, index: Index) -> None:
    index.channels = [GENERAL, GENERAL]
    told = _search(rig, limit=2)
    assert told["next_before"] == "1001", "that nothing comes next would say what else was found"
    assert _search(rig, limit=2, before="1001")["messages"] == []


def test_a_page_that_discord_left_short_is_gone_on_with(rig: Rig, index: Index) -> None:
    index.channels, index.most = [GENERAL] * 5, 2
    told = _search(rig)
    assert len(told["messages"]) == 5
    assert [query.get("max_id") for query in index.asked] == [None, "1004", "1002"]
    index.asked.clear()
    index.channels, index.most = [GENERAL] * 40, 1
    cut = _search(rig)
    assert (len(cut["messages"]), cut["next_before"]) == (6, "1035")


def test_a_search_that_ends_among_hidden_messages_goes_on_from_a_moment_and_names_none(rig: Rig, index: Index) -> None:
    index.channels, index.most = [STAFF] * 40, 1
    index.first = [{"messages": [[index.message(at, STAFF)]], "total_results": 40} for at in index.ids()]
    told = _search(rig, order="newest")
    assert (told["messages"], told["next_before"]) == ([], str(1 << 22))


def test_the_most_relevant_come_in_discords_order_and_have_no_next_page(rig: Rig, index: Index) -> None:
    index.channels, index.most = [GENERAL] * 30, 25
    told = _search(rig, content="word", order="relevance")
    assert (len(told["messages"]), "next_before" in told) == (25, False)
    assert index.asked[0]["sort_by"] == "relevance"
    assert "sort_order" not in index.asked[0]


def test_what_is_wanted_is_asked_for_by_discords_names(rig: Rig, index: Index) -> None:
    _search(
        rig,
        OWNER,
        content="words",
        author_user_ids=[NEWCOMER, MEMBER],
        author_kind="user",
        has=["forward", "file"],
        has_no=["link"],
        file_extension=".pdf",
        mentions_everyone=False,
        pinned=True,
        after="2026-11-20T12:00Z",
    )
    asked = dict(index.asked[0])
    assert asked.pop("min_id").isdigit()
    assert asked == {
        "content": "words",
        "author_id": [MEMBER, NEWCOMER],
        "author_type": ["user"],
        "has": ["file", "snapshot", "-link"],
        "attachment_extension": ["pdf"],
        "mention_everyone": False,
        "pinned": True,
        "sort_by": "timestamp",
        "sort_order": "desc",
        "limit": 25,
    }


def test_an_index_that_is_soon_there_is_waited_for_once(rig: Rig, index: Index) -> None:
    index.channels, index.first = [GENERAL], [{**INDEXING, "retry_after": 2}]
    began = rig.clock()
    assert _places(_search(rig)) == [GENERAL]
    assert (rig.clock() - began).total_seconds() == 2


@pytest.mark.parametrize(("retry_after", "asked", "told_s"), [(30, 1, 30), (0, 2, 1), (2, 2, 2)])
def test_an_index_that_is_not_there_is_told_with_when_to_ask_again(
    rig: Rig, index: Index, retry_after: int, asked: int, told_s: int
) -> None:
    index.first = [{**INDEXING, "retry_after": retry_after}] * 3
    told = _search(rig)
    assert (told["messages"], told["retry_after_s"], len(index.asked)) == ([], told_s, asked)
    assert f"Ask again in {told_s} seconds." in told["notice"]


def test_an_index_that_is_only_partly_there_is_said_so(rig: Rig, index: Index) -> None:
    index.channels, index.deep = [GENERAL], True
    assert "older messages may be missing" in _search(rig)["notice"]
