"""What every `Table` does with pages, transactions, limits and races."""

import itertools
from collections.abc import Callable

import pytest

from guildhall.clock import epoch_s
from guildhall.errors import InvalidArguments, TooLarge
from guildhall.store.conditions import (
    Absent,
    Equals,
    Present,
    Value,
)
from guildhall.store.table import Change, Delete, Key, Put, Query, Table, Update, Write
from tests.fakes.clock import FakeClock
from tests.integration.store_conformance.helpers import KEY, NEARLY_400_KB, failure, in_parallel, won


def fill(table: Table, count: int, **attributes: Value) -> list[str]:
    sort_keys = [f"{'odd' if number % 2 else 'even'}#{number:03}" for number in range(count)]
    for sk in sort_keys:
        table.put_if(Key("p", sk).item(**attributes))
    return sorted(sort_keys)


def read_all(table: Table, query: Callable[[str | None], Query]) -> list[list[str]]:
    pages, after = list[list[str]](), None
    while True:
        page = table.query(query(after))
        pages.append([str(item["sk"]) for item in page.items])
        if page.after is None:
            return pages
        after = page.after


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 9, 10, 11])
def test_pages_hold_every_item_once_in_order(table: Table, limit: int, newest_first: bool) -> None:
    expected = sorted(fill(table, 10), reverse=newest_first)
    table.put_if(Key("q", "odd#001").item())
    pages = read_all(table, lambda after: Query(pk="p", after=after, limit=limit, newest_first=newest_first))
    assert list(itertools.chain(*pages)) == expected
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert pages[-1]


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_prefix_and_a_start_key_bound_a_page(table: Table, newest_first: bool) -> None:
    even = [sk for sk in fill(table, 10) if sk.startswith("even#")]

    def read(after: str | None) -> list[str]:
        query = Query(pk="p", prefix="even#", after=after, newest_first=newest_first)
        return sorted(str(item["sk"]) for item in table.query(query).items)

    assert read(None) == even
    assert read("even#004") == (even[:2] if newest_first else even[3:])
    assert read("even#005") == (even[:3] if newest_first else even[3:])
    assert read("a") == ([] if newest_first else even)
    assert read("even") == ([] if newest_first else even)
    assert read("z") == (even if newest_first else [])


def test_sort_keys_are_ordered_as_utf8_bytes(table: Table) -> None:
    sort_keys = ["a", "ab", "b", "ä", "\uffff", "😀", "B", "~", "0"]
    for sk in sort_keys:
        table.put_if(Key("p", sk).item())
    found = [str(item["sk"]) for item in table.query(Query(pk="p")).items]
    assert found == sorted(sort_keys, key=str.encode)


def test_expired_items_take_no_place_in_a_page(table: Table, clock: FakeClock) -> None:
    fill(table, 6, expires_at=epoch_s(clock()) + 1)
    clock.advance(2)
    table.put_if(Key("p", "z").item())
    table.put_if(Key("p", "y").item())
    first = table.query(Query(pk="p", limit=1))
    assert [item["sk"] for item in first.items] == ["y"]
    assert first.after == "y"
    second = table.query(Query(pk="p", limit=1, after=first.after))
    assert [item["sk"] for item in second.items] == ["z"]
    assert second.after is None


def test_a_page_beyond_one_megabyte_is_whole(table: Table) -> None:
    for number in range(8):
        table.put_if(Key("p", str(number)).item(text="x" * 200_000))
    assert [item["sk"] for item in table.query(Query(pk="p")).items] == [str(number) for number in range(8)]


OTHER = Key("guild#2", "policy")


def test_a_transaction_does_every_write(table: Table) -> None:
    third = Key("guild#3", "policy")
    table.put_if(OTHER.item(count=1))
    table.put_if(third.item())
    table.transact(
        [
            Put(KEY.item(a=1), Absent("pk")),
            Update(OTHER, Change(add={"count": 1}), Equals("count", 1)),
            Delete(third, Present("pk")),
        ]
    )
    assert [table.get(key) for key in (KEY, OTHER, third)] == [KEY.item(a=1), OTHER.item(count=2), None]


def test_a_refused_transaction_does_nothing_and_says_which_write_failed(table: Table) -> None:
    table.put_if(OTHER.item(count=1))
    writes: list[Write] = [
        Put(KEY.item(a=1)),
        Update(OTHER, Change(add={"count": 1}), Equals("count", 9)),
        Delete(Key("x", "y"), Present("pk")),
    ]
    failed = failure(lambda: table.transact(writes))
    assert failed.index == 1
    assert failed.old == OTHER.item(count=1)
    assert table.get(KEY) is None
    assert table.get(OTHER) == OTHER.item(count=1)


def test_a_transaction_names_no_item_twice_and_some_item(table: Table) -> None:
    twice: list[Write] = [Put(KEY.item()), Delete(KEY)]
    too_many: list[Write] = [Put(Key("p", str(number)).item()) for number in range(101)]
    for writes in ([], twice, too_many):
        with pytest.raises(ValueError, match="1 to 100 writes"):
            table.transact(writes)


def test_an_item_beyond_400_kb_is_refused_with_its_size(table: Table) -> None:
    table.put_if(KEY.item(text=NEARLY_400_KB))
    with pytest.raises(TooLarge) as caught:
        table.put_if(KEY.item(text="ä" * 205_000))
    assert caught.value.details == {"size": 410_000 + len("pkskguild#1policytext"), "limit": 409_600}
    kept = table.get(KEY)
    assert kept is not None
    assert kept["text"] == NEARLY_400_KB


def test_an_update_that_grows_an_item_beyond_400_kb_is_refused(table: Table) -> None:
    table.put_if(KEY.item(text="x" * 350_000))
    with pytest.raises(TooLarge):
        table.update_if(KEY, Change(set={"more": "y" * 100_000}))
    with pytest.raises(TooLarge):
        table.update_if(KEY, Change(set={"more": "y" * 500_000}))
    assert table.get(KEY) == KEY.item(text="x" * 350_000)


def test_half_a_surrogate_pair_is_refused_not_stored(table: Table) -> None:
    with pytest.raises(InvalidArguments):
        table.put_if(KEY.item(text="\ud83d"))
    with pytest.raises(InvalidArguments):
        table.update_if(KEY, Change(set={"text": "\ud83d"}))
    assert table.get(KEY) is None


def test_an_attribute_without_a_name_is_refused(table: Table) -> None:
    with pytest.raises(ValueError, match="has a name"):
        table.put_if(KEY.item(map={"": 1}))


@pytest.mark.parametrize("until", ["1", True, None], ids=str)
def test_an_expiry_that_is_no_whole_number_is_refused(table: Table, until: Value) -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        table.put_if(KEY.item(expires_at=until))
    with pytest.raises(ValueError, match="whole seconds"):
        table.update_if(KEY, Change(set={"expires_at": until}))


@pytest.mark.parametrize("value", [1.5, {"a", "b"}, set(), object()], ids=["float", "set", "empty set", "object"])
def test_a_value_that_no_attribute_holds_is_refused(table: Table, value: object) -> None:
    with pytest.raises(TypeError, match="no attribute holds"):
        table.put_if({**KEY.item(), "value": value})  # type: ignore[dict-item]  # that is the test
    assert table.get(KEY) is None


def test_of_twenty_creators_one_wins(table: Table) -> None:
    winners = in_parallel(20, lambda n: won(table, lambda: table.put_if(KEY.item(owner=str(n)), Absent("pk"))))
    assert sum(winners) == 1
    assert table.get(KEY) == KEY.item(owner=str(winners.index(True)))


def test_of_fifty_updates_from_one_state_one_wins(table: Table) -> None:
    table.put_if(KEY.item(status="pending"))

    def move(number: int) -> bool:
        change = Change(set={"status": "approved", "by": str(number)})
        return won(table, lambda: table.update_if(KEY, change, Equals("status", "pending")))

    winners = in_parallel(50, move)
    assert sum(winners) == 1
    assert table.get(KEY) == KEY.item(status="approved", by=str(winners.index(True)))


def test_no_addition_is_lost(table: Table) -> None:
    in_parallel(40, lambda _: table.update_if(KEY, Change(add={"count": 1})))
    assert table.get(KEY) == KEY.item(count=40)


def test_of_twenty_deletes_one_gets_the_item(table: Table) -> None:
    table.put_if(KEY.item(a=1))
    assert sum(old is not None for old in in_parallel(20, lambda _: table.delete_if(KEY))) == 1


def test_racing_transactions_leave_both_items_equal(table: Table) -> None:
    table.put_if(KEY.item(version=0))
    table.put_if(OTHER.item(version=0))

    def race(number: int) -> bool:
        version = Change(set={"version": 1, "by": number})
        writes = [Update(key, version, Equals("version", 0)) for key in (KEY, OTHER)]
        return won(table, lambda: table.transact(writes))

    winners = in_parallel(20, race)
    assert sum(winners) == 1
    by = winners.index(True)
    assert table.get(KEY) == KEY.item(version=1, by=by)
    assert table.get(OTHER) == OTHER.item(version=1, by=by)
