"""What every `Table` does with an item."""

from collections.abc import Callable

import pytest

from guildhall.clock import epoch_s
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
)
from guildhall.store.dynamodb import DynamoTable
from guildhall.store.table import Change, Delete, Key, Put, Query, Table, Update
from tests.fakes.clock import FakeClock
from tests.integration.store_conformance.helpers import KEY, failure, won


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
