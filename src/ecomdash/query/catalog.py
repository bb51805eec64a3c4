"""The catalog: every metric, dimension and event type, for labels, menus and the reference pages."""

import inspect

from msgspec import Struct

from ecomdash.events.record import TYPES
from ecomdash.query.dimensions import DIMENSIONS
from ecomdash.query.metrics import METRICS


class MetricEntry(Struct, frozen=True):
    """A metric and the dimensions it can be broken down by; filters can be on any dimension but times."""

    name: str
    label: str
    unit: str
    description: str
    higher_is_better: bool | None
    dimensions: list[str]


class DimensionEntry(Struct, frozen=True):
    name: str
    label: str
    description: str
    group: str


class EventType(Struct, frozen=True):
    """An event as senders name it; `family` is the kind of thing it tells of."""

    name: str
    family: str
    description: str


class Catalog(Struct, frozen=True):
    metrics: list[MetricEntry]
    dimensions: list[DimensionEntry]
    event_types: list[EventType]


def catalog() -> Catalog:
    """Everything there is, in the order of declaration."""
    metrics = [
        MetricEntry(
            each.name,
            each.label,
            each.unit,
            each.description,
            each.higher_is_better,
            [name for name, key in DIMENSIONS.items() if any(key.on(table) for table in each.measures)],
        )
        for each in METRICS.values()
    ]
    dimensions = [DimensionEntry(d.name, d.label, d.description, d.group) for d in DIMENSIONS.values()]
    return Catalog(metrics, dimensions, [_event_type(*each) for each in TYPES.items()])


def _event_type(name: str, hit: type[Struct]) -> EventType:
    description = (inspect.getdoc(hit) or "").partition("\n")[0]
    return EventType(name, hit.__module__.rpartition(".")[2], description)
