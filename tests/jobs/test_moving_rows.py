"""Which rows are the same, whatever engine they were read from, and which are not."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from ecomdash.jobs.moving_rows import MOVED, Digest
from ecomdash.store.tables import analytics_events

EVENTS = next(moved for moved in MOVED if moved.table is analytics_events)
ID = UUID(int=7)


def row(**values: Any) -> tuple[Any, ...]:
    values = {"event_id": ID, **values}
    return tuple(values.get(column.name, None if column.nullable else "") for column in EVENTS.table.c)


def digest(*rows: tuple[Any, ...]) -> Digest:
    return Digest().plus(EVENTS.hashes(rows))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"event_id": ID}, {"event_id": ID.bytes}, id="id as bytes"),
        pytest.param({"event_id": ID}, {"event_id": str(ID)}, id="id as text"),
        pytest.param({"value": Decimal("1.5")}, {"value": Decimal("1.5000")}, id="digits of money"),
        pytest.param({"cls": 0.1}, {"cls": 0.10000000149011612}, id="single precision"),
        pytest.param({"cls": 0.0}, {"cls": -0.0}, id="signs of zero"),
        pytest.param({"properties": '{"b":1,"a":2}'}, {"properties": '{"a": 2, "b": 1.0}'}, id="spelling of JSON"),
        pytest.param({"properties": '{"a": [1e3, "é"]}'}, {"properties": {"a": [1000, "é"]}}, id="JSON read already"),
        pytest.param({"properties": '{"a": 1e400000}'}, {"properties": '{"a": 10e399999}'}, id="large numbers"),
    ],
)
def test_what_is_the_same_in_another_spelling_is_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert digest(row(**one)) == digest(row(**other))
    assert EVENTS.batch([row(event_id=ID, properties=None)]).events["event_id"] == [ID.bytes]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"value": Decimal("1.5001")}, {"value": Decimal("1.5")}, id="a hundredth of a cent"),
        pytest.param({"value": Decimal(0)}, {"value": None}, id="nothing and unknown"),
        pytest.param({"path": "ab", "title": ""}, {"path": "a", "title": "b"}, id="text in another column"),
        pytest.param({"path": "/a"}, {"path": "/A"}, id="case"),
        pytest.param({"properties": '{"a": 1}'}, {"properties": '{"a": "1"}'}, id="number and text"),
        pytest.param({"properties": "{}"}, {"properties": None}, id="no properties"),
        pytest.param({"occurred_at": 1}, {"occurred_at": 2}, id="a microsecond"),
    ],
)
def test_what_differs_in_anything_is_different(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert digest(row(**one)) != digest(row(**other))


def test_order_does_not_count_and_number_does() -> None:
    a, b = row(path="/a"), row(path="/b")
    assert digest(a, b, b) == digest(b, a, b)
    assert digest(a, b, b) != digest(a, a, b)
    assert digest(a, a) != digest() == Digest()
    assert digest(a).plus(EVENTS.hashes([b])) == digest(a, b)
