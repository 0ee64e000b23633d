"""Many people by id in few requests."""

from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.discord.rostering import PAGE_COUNT, enroll
from tests.fakes.clock import FakeClock

GUILD = GuildId("1000000000000000001")


def _enrolled(listed: Iterable[int], wanted: Iterable[int]) -> tuple[set[int], int]:
    asked: list[int] = []

    def page(after: str) -> list[int]:
        asked.append(int(after))
        return sorted(number for number in listed if number > int(after))[:PAGE_COUNT]

    found = enroll([UserId(str(number)) for number in wanted], page, lambda number: UserId(str(number)))
    assert all(int(user_id) == number for user_id, number in found.items())
    return set(found.values()), len(asked)


BASE = 10**17


@given(st.sets(st.integers(0, 5000)), st.sets(st.integers(0, 5000), max_size=50))
def test_exactly_those_on_the_list_are_found_in_no_more_pages_than_people(listed: set[int], wanted: set[int]) -> None:
    found, pages = _enrolled({BASE + each for each in listed}, {BASE + each for each in wanted})
    assert found == {BASE + each for each in listed & wanted}
    assert pages <= max(len(wanted), 0)


def test_two_hundred_of_a_small_guild_are_one_page() -> None:
    assert _enrolled(range(BASE, BASE + 900), range(BASE, BASE + 900, 4))[1] == 1


def test_people_with_thousands_between_them_are_read_where_they_are() -> None:
    found, pages = _enrolled(range(BASE, BASE + 9000), [BASE, BASE + 8999])
    assert (found, pages) == ({BASE, BASE + 8999}, 2)


class _Members:
    """Answers what Discord would: the list, or 403 without the intent; single members always."""

    def __init__(self, *numbers: int, listing: bool = True) -> None:
        self.numbers, self.listing, self.asked = numbers, listing, list[str]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if request.url.path.endswith("/members"):
            if not self.listing:
                return httpx.Response(403, json={"code": 50001, "message": "Missing Access"})
            return httpx.Response(200, json=[_member(number) for number in sorted(self.numbers)])
        number = int(request.url.path.rpartition("/")[2])
        if number in self.numbers:
            return httpx.Response(200, json=_member(number))
        return httpx.Response(404, json={"code": 10007, "message": "Unknown Member"})

    def reader(self) -> DiscordReader:
        client = open_client("http://discord.test/api/v10", transport=httpx.MockTransport(self))
        return DiscordReader(rest=DiscordRest.over(client, lambda: "token"), clock=FakeClock())


def _member(number: int) -> dict[str, Any]:
    return {"user": {"id": str(number), "username": "someone"}, "roles": []}


WANTED = [UserId(str(BASE + number)) for number in (1, 2, 3)]


@pytest.mark.parametrize(("listing", "requests"), [(True, 1), (False, 4)])
def test_members_are_read_together_or_one_by_one_where_the_list_is_closed(*, listing: bool, requests: int) -> None:
    discord = _Members(BASE + 1, BASE + 3, BASE + 9, listing=listing)
    reader = discord.reader()
    assert set(reader.members(GUILD, WANTED)) == {WANTED[0], WANTED[2]}
    assert len(discord.asked) == requests
    reader.members(GUILD, reversed(WANTED))
    assert len(discord.asked) == requests


def test_one_member_is_read_as_one() -> None:
    discord = _Members(BASE + 1)
    assert set(discord.reader().members(GUILD, WANTED[:1])) == {WANTED[0]}
    assert discord.asked == [f"/api/v10/guilds/{GUILD}/members/{WANTED[0]}"]
