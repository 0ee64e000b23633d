"""An id as a JSON number is refused wherever an operation takes one, and the answer says why: its digits are lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from guildhall.operations import catalogue
from guildhall.operations.catalogue import AnyOperation
from tests.contract.catalogue_examples import examples

DOCUMENTS = {"guild.compare"}
"""What takes a document of ours as a whole: the ids in it are compared, and nothing is looked up by them."""
EVERY = [cls for cls in catalogue.every() if cls.full_name() not in DOCUMENTS]
DIGITS = 17
"""From so many digits on a text of digits is an id; so many are more than a number in JSON keeps."""


def _with_numbers(value: Any) -> Iterator[Any]:
    """Yield the value once for each id in it, that one as a number."""
    if isinstance(value, str) and value.isdecimal() and len(value) >= DIGITS:
        yield int(value)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from ({**value, name: changed} for changed in _with_numbers(part))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from ([*value[:place], changed, *value[place + 1 :]] for changed in _with_numbers(part))


def _cases(cls: type[AnyOperation]) -> Iterator[dict[str, Any]]:
    for request in examples(cls, "some words"):
        yield from _with_numbers(request.model_dump(mode="json", exclude_unset=True))


@pytest.mark.parametrize("cls", EVERY, ids=lambda cls: cls.full_name())
def test_an_id_as_a_number_is_refused_with_the_reason(cls: type[AnyOperation]) -> None:
    for given in _cases(cls):
        with pytest.raises(ValidationError) as refused:
            cls.model_validate(given)
        assert any("digits" in problem["msg"] for problem in refused.value.errors()), (given, refused.value.errors())


def test_most_operations_take_ids() -> None:
    assert sum(any(_cases(cls)) for cls in EVERY) > len(EVERY) * 0.9
