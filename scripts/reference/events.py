"""The page of events: every type and field of the wire format, its limits, and the outcomes an event can have."""

import inspect
from collections import defaultdict
from enum import StrEnum
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import fields as struct_fields

from ecomdash.clock import US_PER_DAY, US_PER_HOUR, US_PER_MINUTE
from ecomdash.events import limits, outcome, record
from ecomdash.events.commerce import Commerce, Item
from ecomdash.events.hit import Hit
from reference import shapes
from reference.markdown import code, doc, link, page, remarks, section, table

_UNITS = {"BYTES": "bytes", "CHARS": "characters", "PIXELS": "pixels", "MS": "ms"}
_TIMES = ((US_PER_DAY, "days"), (US_PER_HOUR, "hours"), (US_PER_MINUTE, "minutes"))


def events(document: dict[str, Any]) -> str:
    """The page, with the shapes of the OpenAPI `document`."""
    schemas = document["components"]["schemas"]
    types: dict[str, list[type[Struct]]] = defaultdict(list)
    for hit in get_args(record.AnyHit):
        types[hit.__module__.rpartition(".")[2]].append(hit)
    families = [_family(name, members, schemas) for name, members in types.items()]
    return page(
        "Events",
        f"What can be sent to {code('POST /api/v1/analytics/track/event')} and {code('…/track/batch')} "
        f"({link('API', 'api.md#tracking-endpoints')}). {code('event_type')} names the type; others are refused.",
        section("Fields of every event", doc(Hit), _fields(schemas["Pageview"], set(_names(Hit)))),
        *families,
        section("Limits", _limits()),
        section("Outcomes", doc(outcome), *map(_reasons, (outcome.DropReason, outcome.RejectReason))),
    )


def _family(name: str, members: list[type[Struct]], schemas: dict[str, Any]) -> str:
    """A family's types, with the fields that they have beside those of every event."""
    known = set(_names(Hit))
    shared = ""
    if all(issubclass(member, Commerce) for member in members):
        own = set(_names(Commerce)) - known
        known |= own
        schema = schemas[members[0].__name__]
        items = section(Item.__name__, doc(Item), shapes.fields(schemas[Item.__name__]), level=3)
        shared = f"{doc(Commerce)}\n\n{_fields(schema, own)}\n\n{items}"
    types = [
        section(
            code(member.__struct_config__.tag),
            doc(member),
            _fields(schemas[member.__name__], set(_names(member)) - known),
            level=3,
        )
        for member in members
    ]
    return section(f"{name.capitalize()} events", shared, *types)


def _names(struct: type[Struct]) -> list[str]:
    return [each.encode_name for each in struct_fields(struct)]


def _fields(schema: dict[str, Any], wanted: set[str]) -> str:
    return shapes.fields(schema, frozenset(schema["properties"].keys() - wanted))


def _limits() -> str:
    meanings = remarks(limits)
    constants = [name for name, value in inspect.getmembers(limits) if isinstance(value, int) and name in _declared()]
    constants.sort(key=_declared().index)
    rows = [(code(name), _amount(name, getattr(limits, name)), meanings.get(name, "")) for name in constants]
    return table(("Limit", "Value", "Meaning"), rows)


def _declared() -> list[str]:
    return list(limits.__annotations__)


def _amount(name: str, value: int) -> str:
    unit = name.rpartition("_")[2]
    if unit == "US":
        size, word = next((size, word) for size, word in _TIMES if value % size == 0)
        return f"{value // size} {word}"
    return f"{value:,} {_UNITS.get(unit, '')}".strip()


def _reasons(reasons: type[StrEnum]) -> str:
    meanings = remarks(outcome)
    rows = [(code(each.value), meanings.get(each.name, "")) for each in reasons]
    return f"{doc(reasons)}\n\n{table(('Reason', 'Meaning'), rows)}"
