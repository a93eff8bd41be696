"""Sizes and units are counted as DynamoDB counts them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cost.units import item_bytes, read_units, value_bytes, write_units


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "abc"}, 3),
        ({"S": "é"}, 2),
        ({"N": "1"}, 2),
        ({"N": "1200"}, 2),
        ({"N": "-12.5"}, 4),
        ({"B": base64.b64encode(bytes(10)).decode()}, 10),
        ({"BOOL": True}, 1),
        ({"L": [{"S": "a"}, {"S": "b"}]}, 7),
        ({"M": {"k": {"S": "vv"}}}, 7),
    ],
)
def test_a_value_has_the_size_that_the_guide_gives(value: dict[str, object], size: int) -> None:
    """Texts count their UTF-8, numbers half their significant digits, containers three bytes and one an element."""
    assert value_bytes(value) == size


def test_an_item_counts_its_names() -> None:
    """An item's size is that of its values and of their names."""
    assert item_bytes({"pk": {"S": "a"}, "v": {"N": "1"}}) == 2 + 1 + 1 + 2


def test_an_unknown_type_is_not_guessed() -> None:
    """A value of a type that no item of ours has is an error, never nought."""
    with pytest.raises(ValueError, match="SS"):
        value_bytes({"SS": ["a"]})


@given(st.integers(min_value=0, max_value=400_000))
def test_a_transaction_costs_twice(size: int) -> None:
    """Whatever the size, a read or write inside a transaction takes two units for one, and never none."""
    assert read_units(size, transactional=True) == 2 * read_units(size) >= 2
    assert write_units(size, transactional=True) == 2 * write_units(size) >= 2


@pytest.mark.parametrize(("size", "read", "write"), [(0, 1, 1), (1024, 1, 1), (1025, 1, 2), (4096, 1, 4), (4097, 2, 5)])
def test_units_are_rounded_up(size: int, read: int, write: int) -> None:
    """A byte past 4 KB is another read unit, a byte past 1 KB another write unit."""
    assert (read_units(size), write_units(size)) == (read, write)
