"""Sort keys of the two indexes: a time, a hash and a record's id, so that text order is time order.

`records.sort_time` writes the time; two records that are due at one moment stand in the order of their ids.
"""


def behind(moment: str) -> str:
    """The first text behind every position of a time: the dollar sign follows the hash."""
    return f"{moment}$"


def record_at(place: str) -> str:
    """The record that stands at a position."""
    return place.partition("#")[2]
