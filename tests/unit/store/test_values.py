"""Items on the wire and their size."""

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from guildhall.errors import InvalidArguments, TooLarge
from guildhall.store.conditions import Value
from guildhall.store.table import Key
from guildhall.store.values import check_item, from_wire, item_from_wire, item_to_wire, size_bytes, to_wire

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-(10**37), 10**37) | texts | st.binary()
values: st.SearchStrategy[Value] = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(texts.filter(bool), inner), max_leaves=20
)


@given(values)
def test_every_value_comes_back_in_value_and_type(value: Value) -> None:
    returned = from_wire(to_wire(value))
    assert repr(returned) == repr(value)


@given(values)
def test_the_wire_is_what_boto3_itself_writes_and_reads(value: Value) -> None:
    assert to_wire(value) == TypeSerializer().serialize(value)
    assert TypeDeserializer().deserialize(to_wire(value)) == value


@given(values)
def test_every_value_has_a_size(value: Value) -> None:
    assert size_bytes({"value": value}) >= len("value")


@pytest.mark.parametrize(
    ("value", "size"),
    [("", 0), ("ä", 2), ("🎉", 4), (b"ab", 2), (None, 1), (True, 1), (0, 3), (12, 3), (-123, 4), ([], 3), (["a"], 5)],
    ids=repr,
)
def test_sizes_follow_the_manual(value: Value, size: int) -> None:
    assert size_bytes({"n": value}) == 1 + size


def test_a_map_counts_its_names() -> None:
    assert size_bytes({"n": {"ab": "c"}}) == 1 + 3 + 1 + 2 + 1


@pytest.mark.parametrize("number", [10**38, -(10**38)])
def test_a_number_of_more_than_38_digits_is_refused(number: int) -> None:
    assert size_bytes({"n": number // 10}) > 0
    with pytest.raises(ValueError, match="38 digits"):
        size_bytes({"n": number})


@pytest.mark.parametrize("value", [1.5, {"a"}, (1,), object()], ids=["float", "set", "tuple", "object"])
def test_what_no_attribute_holds_is_refused_at_any_depth(value: object) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        size_bytes({"n": [{"m": value}]})  # type: ignore[dict-item]  # that is the test


@pytest.mark.parametrize("item", [{"n": "\ud83d"}, {"\ud83d": 1}, {"n": [{"m": "\udfff"}]}], ids=ascii)
def test_half_a_surrogate_pair_is_refused_wherever_it_stands(item: dict[str, Value]) -> None:
    with pytest.raises(InvalidArguments):
        size_bytes(item)


def test_the_limit_itself_fits() -> None:
    around = len("pkp") + len("sks") + len("text")
    check_item(Key("p", "s").item(text="x" * (409_600 - around)))
    with pytest.raises(TooLarge):
        check_item(Key("p", "s").item(text="x" * (409_601 - around)))


@pytest.mark.parametrize("item", [{}, {"pk": "p"}, {"pk": "", "sk": "s"}, {"pk": "p", "sk": ""}, {"pk": 1, "sk": "s"}])
def test_an_item_without_its_key_is_refused(item: dict[str, Value]) -> None:
    with pytest.raises(ValueError, match="a pk and an sk"):
        check_item(item)


def test_a_type_that_we_never_write_is_an_error() -> None:
    with pytest.raises(ValueError, match="type SS"):
        item_from_wire({"n": {"SS": ["a"]}})
    with pytest.raises(ValueError, match=r"1\.5"):
        item_from_wire({"n": {"N": "1.5"}})


def test_an_item_keeps_its_names() -> None:
    assert item_from_wire(item_to_wire({"a": 1, "b": None})) == {"a": 1, "b": None}
