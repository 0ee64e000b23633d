"""What every `Table` does, shown on the table in memory and on DynamoDB's interface as moto serves it."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from guildhall.clock import epoch_s
from guildhall.errors import InvalidArguments, TooLarge
from guildhall.store.conditions import (
    Absent,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Equals,
    Item,
    LessThan,
    OneOf,
    Present,
    Value,
)
from guildhall.store.dynamodb import DynamoDB, DynamoTable
from guildhall.store.table import Change, ConditionFailed, Delete, Key, Put, Query, Table, Update, Write

from tests.fakes.clock import FakeClock
from tests.fakes.moto_process import create_table, dynamodb_client, moto_server
from tests.fakes.table import MemoryTable

KEY = Key("guild#1", "policy")
NEARLY_400_KB = "x" * 404_000  # moto draws the line at 405,000
_names = itertools.count()


@pytest.fixture(scope="session")
def database() -> Iterator[DynamoDB]:
    with moto_server() as url:
        client = dynamodb_client(url)
        yield DynamoDB(lambda: client)
        client.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["memory", "dynamodb"])
def table(request: pytest.FixtureRequest, clock: FakeClock) -> Table:
    if request.param == "memory":
        return MemoryTable(clock)
    connected: DynamoDB = request.getfixturevalue("database")
    name = f"table-{next(_names)}"
    create_table(connected.client(), name)
    return DynamoDB(connected.client, clock).table(name)


def failure(write: Callable[[], object]) -> ConditionFailed:
    with pytest.raises(ConditionFailed) as caught:
        write()
    return caught.value


def in_parallel[Answer](times: int, call: Callable[[int], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(call, range(times)))


def won(table: Table, write: Callable[[], object]) -> bool:
    try:
        write()
    except ConditionFailed:
        return False
    return True


def test_an_item_comes_back_as_it_was_put(table: Table) -> None:
    item = KEY.item(
        text="Grüße 🎉 \u0000 e\u0301",
        empty="",
        number=-(10**37),
        zero=0,
        yes=True,
        no=False,
        nothing=None,
        secret=b"\x00\xff",
        list=["a", 1, None, [], {}],
        map={"status": {"owner": ["x"]}, " ": 1},
    )
    table.put_if(item)
    assert table.get(KEY) == item
    assert table.get(KEY, consistent=False) == item
    assert table.query(Query(pk=KEY.pk)).items == [item]
    kept = table.get(KEY)
    assert kept is not None
    assert [type(kept[name]) for name in ("number", "yes", "secret")] == [int, bool, bytes]


def test_what_is_not_there_is_none(table: Table) -> None:
    assert table.get(KEY) is None
    assert table.delete_if(KEY) is None
    assert table.query(Query(pk=KEY.pk)).items == []


def test_a_put_replaces_the_whole_item(table: Table) -> None:
    table.put_if(KEY.item(a=1, b=2))
    table.put_if(KEY.item(a=3))
    assert table.get(KEY) == KEY.item(a=3)


def test_a_changed_answer_does_not_change_the_table(table: Table) -> None:
    table.put_if(KEY.item(list=[1]))
    read = table.get(KEY)
    assert read is not None
    read["list"] = []
    assert table.get(KEY) == KEY.item(list=[1])


ITEM = KEY.item(text="b", number=5, yes=True, nothing=None)

CONDITIONS: list[tuple[Condition, bool]] = [
    (Present("pk"), True),
    (Absent("pk"), False),
    (Present("text"), True),
    (Absent("text"), False),
    (Absent("gone"), True),
    (Present("gone"), False),
    (Present("nothing"), True),
    (Equals("text", "b"), True),
    (Equals("text", "c"), False),
    (Equals("number", 5), True),
    (Equals("number", "5"), False),
    (Equals("yes", True), True),
    (Equals("yes", 1), False),
    (Equals("number", True), False),
    (Equals("nothing", None), True),
    (Equals("gone", None), False),
    (OneOf("text", ("a", "b")), True),
    (OneOf("text", ("a",)), False),
    (OneOf("number", ("5",)), False),
    (OneOf("gone", ("a",)), False),
    (LessThan("number", 6), True),
    (LessThan("number", 5), False),
    (LessThan("text", "c"), True),
    (LessThan("text", "b"), False),
    (LessThan("text", 9), False),
    (LessThan("yes", 2), False),
    (LessThan("gone", 9), False),
    (AtMost("number", 5), True),
    (AtMost("number", 4), False),
    (AtMost("gone", 9), False),
    (AtLeast("number", 5), True),
    (AtLeast("number", 6), False),
    (AtLeast("text", "aä"), True),
    (AtLeast("gone", 0), False),
    (AllOf(Present("text"), Equals("number", 5)), True),
    (AllOf(Present("text"), Equals("number", 6)), False),
    (AnyOf(Equals("number", 6), Present("text")), True),
    (AnyOf(Equals("number", 6), Absent("text")), False),
    (AllOf(AnyOf(Absent("gone"), Present("gone")), AllOf(LessThan("number", 6), AtLeast("number", 5))), True),
]


MOTO_DIFFERS = {
    Equals("yes", 1): "moto compares as Python does: True == 1",
    LessThan("yes", 2): "moto compares as Python does: True < 2",
    Equals("gone", None): "moto takes a missing attribute for NULL",
    LessThan("text", 9): "moto answers 500 to a comparison between types",
}


@pytest.mark.parametrize(("condition", "holds"), CONDITIONS, ids=[str(condition) for condition, _ in CONDITIONS])
def test_every_write_follows_its_condition(
    request: pytest.FixtureRequest, table: Table, condition: Condition, holds: bool
) -> None:
    if repr(condition) in map(repr, MOTO_DIFFERS) and isinstance(table, DynamoTable):
        request.applymarker(pytest.mark.xfail(strict=True, reason=MOTO_DIFFERS[condition]))
    table.put_if(ITEM)
    attempts: list[Callable[[], object]] = [
        lambda: table.put_if({**ITEM, "new": 1}, condition),
        lambda: table.update_if(KEY, Change(set={"newer": 2}), condition),
        lambda: table.transact([Put({**ITEM, "new": 1}, condition)]),
        lambda: table.delete_if(KEY, condition),
    ]
    for attempt in attempts:
        table.put_if(ITEM)
        assert won(table, attempt) is holds
        assert (table.get(KEY) == ITEM) is not holds


def test_a_refused_write_shows_what_stands_in_the_way_and_changes_nothing(table: Table) -> None:
    table.put_if(KEY.item(owner="first"))
    assert failure(lambda: table.put_if(KEY.item(owner="second"), Absent("pk"))).old == KEY.item(owner="first")
    assert failure(lambda: table.update_if(KEY, Change(set={"owner": "x"}), Equals("owner", "y"))).old == KEY.item(
        owner="first"
    )
    assert failure(lambda: table.delete_if(KEY, Absent("pk"))).old == KEY.item(owner="first")
    assert table.get(KEY) == KEY.item(owner="first")


def test_a_refused_write_to_nothing_has_nothing_in_the_way(table: Table) -> None:
    assert failure(lambda: table.put_if(KEY.item(), Present("pk"))).old is None
    assert failure(lambda: table.update_if(KEY, Change(set={"a": 1}), Present("pk"))).old is None
    assert failure(lambda: table.delete_if(KEY, Present("pk"))).old is None
    assert table.get(KEY) is None


def test_an_update_creates_changes_and_returns_the_item(table: Table) -> None:
    change = Change(set={"owner": "a"}, default={"first": "a"}, add={"count": 2})
    assert table.update_if(KEY, change) == KEY.item(owner="a", first="a", count=2)
    again = Change(set={"owner": "b"}, default={"first": "b"}, add={"count": -3})
    assert table.update_if(KEY, again, Equals("owner", "a")) == KEY.item(owner="b", first="a", count=-1)
    assert table.get(KEY) == KEY.item(owner="b", first="a", count=-1)


def test_a_delete_returns_what_it_removed(table: Table) -> None:
    table.put_if(KEY.item(a=1))
    assert table.delete_if(KEY, Equals("a", 1)) == KEY.item(a=1)
    assert table.get(KEY) is None


def test_an_expired_item_does_not_exist_for_reads(table: Table, clock: FakeClock) -> None:
    until = epoch_s(clock()) + 10
    table.put_if(KEY.item(expires_at=until))
    clock.advance(9.9)
    assert table.get(KEY) is not None
    assert len(table.query(Query(pk=KEY.pk)).items) == 1
    clock.advance(0.1)
    assert table.get(KEY) is None
    assert table.query(Query(pk=KEY.pk)).items == []
    assert table.delete_if(KEY) is None


@pytest.fixture
def stale(table: Table, clock: FakeClock) -> Item:
    """An item that has expired and that nothing has removed yet."""
    item = KEY.item(owner="old", count=7, expires_at=epoch_s(clock()) + 1)
    table.put_if(item)
    clock.advance(2)
    return item


def test_a_write_sees_an_expired_item_as_absent(table: Table, stale: Item) -> None:
    assert failure(lambda: table.put_if(KEY.item(a=1), Present("pk"))).old is None
    assert failure(lambda: table.put_if(KEY.item(a=1), Equals("owner", "old"))).old is None
    assert failure(lambda: table.update_if(KEY, Change(set={"a": 1}), Equals("owner", "old"))).old is None
    assert failure(lambda: table.delete_if(KEY, Present("pk"))).old is None


def test_a_put_if_absent_takes_an_expired_items_place(table: Table, stale: Item) -> None:
    table.put_if(KEY.item(owner="new"), Absent("pk"))
    assert table.get(KEY) == KEY.item(owner="new")


@pytest.mark.parametrize("condition", [None, Absent("pk"), AnyOf(Absent("count"), AtMost("count", 3))], ids=str)
def test_an_update_carries_nothing_of_an_expired_item_on(
    table: Table, stale: Item, condition: Condition | None
) -> None:
    assert table.update_if(KEY, Change(add={"count": 1}), condition) == KEY.item(count=1)
    assert table.get(KEY) == KEY.item(count=1)


def test_a_transaction_carries_nothing_of_an_expired_item_on(table: Table, stale: Item) -> None:
    table.transact([Put(Key("guild#1", "other").item()), Update(KEY, Change(add={"count": 1}), Absent("pk"))])
    assert table.get(KEY) == KEY.item(count=1)


def test_a_refused_transaction_does_not_show_an_expired_item(table: Table, stale: Item) -> None:
    assert failure(lambda: table.transact([Delete(KEY, Present("pk"))])).old is None
    assert failure(lambda: table.transact([Update(KEY, Change(add={"count": 1}), Present("pk"))])).old is None


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
